"""The commands that prove answers, against a served API; `verify` with no server at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from api.cli import app
from api.examples.answers import ANSWER
from infra.places import SetupError
from infra.settings import Settings
from infra.signing import answer_signer
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import Pool

ID = str(ANSWER["id"])


def asof(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """Files of a private key and of its public one."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    private, public = tmp_path / "signing.pem", tmp_path / "public.pem"
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public.write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return private, public


@pytest.fixture
def released(pool: Pool, keys: tuple[Path, Path]) -> dict[str, Any]:
    signer = answer_signer(Settings(signing_key=keys[0]))
    uncited = {**ANSWER, "citations": []}
    return AnswerStore(pool, signer=signer).save(None, "default", "local", uncited)


def test_an_answer_is_shown_with_its_record(served: str, released: dict[str, Any]) -> None:
    told = asof("answer", ID, "--url", served).stdout
    assert ANSWER["question"] in told
    assert "sealed as record 1" in told
    assert released["sealed_hash"] in told
    assert all(len(line) <= 80 for line in told.splitlines())
    shown = json.loads(asof("answer", ID, "--json", "--url", served).stdout)
    assert shown["seal"]["hash"] == released["sealed_hash"]


def test_a_replay_gives_it_from_the_record(served: str, released: dict[str, Any]) -> None:
    ended = asof("replay", ID, "--url", served)
    assert ended.exit_code == 0
    assert "from its record, as it was released" in ended.stdout
    replayed = json.loads(asof("replay", ID, "--json", "--url", served).stdout)
    assert replayed["answer"] == released
    assert asof("replay", "nothing", "--url", served).exit_code == 1


def test_a_pack_is_written_and_verified_without_a_server(
    served: str, released: dict[str, Any], keys: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "proof.zip"
    assert asof("pack", ID, "-o", file, "--url", served).exit_code == 0
    ended = asof("verify", file, "--key", keys[1], "--hash", released["sealed_hash"])
    assert ended.exit_code == 0, ended.stderr
    assert "proof.zip is as it was sealed" in ended.stdout
    report = json.loads(asof("verify", file, "--json").stdout)
    assert (report["intact"], report["answer"], report["number"]) == (True, released, 1)


def test_a_changed_pack_is_refused_with_what_was_changed(served: str, released: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "proof.zip"
    asof("pack", ID, "-o", file, "--url", served)
    file.write_bytes(file.read_bytes().replace(b'"answer":"90 days"', b'"answer":"91 days"'))
    ended = asof("verify", file)
    assert ended.exit_code == 1
    assert "proof.zip is NOT as it was sealed" in ended.stdout
    assert "parts/output.json" in ended.stdout
    assert released["answer"] == "90 days"
    report = json.loads(asof("verify", file, "--json").stdout)
    assert [one["what"] for one in report["findings"]] == ["parts/output.json"]
    assert asof("verify", file, "--key", file).exit_code == 1


def test_the_chain_is_audited(
    served: str, released: dict[str, Any], pool: Pool, keys: tuple[Path, Path], tmp_path: Path
) -> None:
    ended = asof("audit", "--key", keys[1], "--url", served)
    assert ended.exit_code == 0
    assert "1 sealed answers: each as it was sealed, none missing" in ended.stdout
    assert released["sealed_hash"] in "".join(ended.stdout.split())
    with pool.connection() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("""UPDATE answer SET record = jsonb_set(record, '{answer}', '"91 days"')""")
    ended = asof("audit", "--url", served)
    assert ended.exit_code == 1
    assert "record 1: answer: what is shown is not what was sealed" in ended.stdout
    told = json.loads(asof("audit", "--json", "--url", served).stdout)
    assert (told["well"], told["records"], told["findings"][0]["number"]) == (False, 1, 1)


@pytest.mark.parametrize(
    "content", [None, b"no key", b"-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n"]
)
def test_a_key_that_cannot_sign_ends_the_start(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "signing.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SetupError, match=r"signing\.pem"):
        answer_signer(Settings(signing_key=file))


def test_no_key_signs_nothing() -> None:
    assert answer_signer(Settings()) is None
