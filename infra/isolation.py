"""The environment of a stack that must not touch anybody's data: the demo's, a benchmark's."""

from collections.abc import Mapping
from pathlib import Path

from infra.settings import PREFIX

# A Temporal may be given where no dev server can be fetched; stores never are.
_TEMPORAL = ("ADDRESS", "NAMESPACE", "TLS", "TLS_CA", "TLS_CERTIFICATE", "TLS_KEY", "API_KEY", "UI_URL")
_FILES = ("TLS_CA", "TLS_CERTIFICATE", "TLS_KEY")


def isolated_environment(home: Path, given: Mapping[str, str]) -> dict[str, str]:
    """`given` without any setting of asof but those of a given Temporal; any free ports. Start it inside `home`:
    a folder without files of settings.
    """
    kept = {name: value for name, value in given.items() if not name.upper().startswith(PREFIX)}
    kept |= {"ASOF_HOME": str(home), "ASOF_PORT": "0", "ASOF_TEMPORAL_PORT": "0", "ASOF_TEMPORAL_UI_PORT": "0"}
    if given.get("ASOF_TEMPORAL_ADDRESS"):
        for suffix in _TEMPORAL:
            if value := given.get(f"ASOF_TEMPORAL_{suffix}"):
                kept[f"ASOF_TEMPORAL_{suffix}"] = str(Path(value).absolute()) if suffix in _FILES else value
    return kept
