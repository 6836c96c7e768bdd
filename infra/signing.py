"""The key of the settings that sealed answers are signed with."""

from infra.places import SetupError
from infra.settings import Settings
from knowledge.audit import Signer, read_signer


def answer_signer(settings: Settings) -> Signer | None:
    """None where no key is configured. Raises `SetupError` for one that cannot be used: nothing goes out unsigned."""
    file = settings.signing_key
    if file is None:
        return None
    try:
        return read_signer(file.read_bytes())
    except OSError as error:
        raise SetupError(f"the signing key {file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SetupError(
            f"{file} is no key to sign with: make one with `openssl genpkey -algorithm ed25519 -out {file}`"
        ) from error
