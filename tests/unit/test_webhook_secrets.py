"""Secrets derive from one key; a receiver verifies a signature with nothing but its secret."""

import base64
import datetime as dt
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from infra.places import SetupError
from infra.settings import Settings
from infra.webhooks import webhook_key
from knowledge.adapters.receivers.secrets import Secrets, signature_headers
from tests.fixtures.receiver import Received

KEY = b"0123456789abcdef0123456789abcdef"
NOW = dt.datetime(2026, 11, 28, 16, 0, 0, 900_000, tzinfo=dt.UTC)


def signed(secrets: list[str], body: bytes = b'{"a":1}') -> Received:
    return Received(signature_headers(secrets, event=UUID(int=7), at=NOW, body=body), body)


def test_every_webhook_and_every_number_has_a_secret_of_its_own() -> None:
    one, two = uuid4(), uuid4()
    secrets = Secrets(KEY)
    made = [secrets.of(one, 1), secrets.of(one, 2), secrets.of(two, 1), Secrets(KEY[::-1]).of(one, 1)]
    assert len(set(made)) == 4
    assert secrets.of(one, 1) == made[0]
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) == 32 for secret in made)


def test_a_signature_is_verified_by_another_implementation_and_breaks_with_one_byte() -> None:
    secret = Secrets(KEY).of(uuid4(), 1)
    received = signed([secret])
    assert received.is_signed_with(secret)
    assert received.headers["webhook-id"] == str(UUID(int=7))
    assert received.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert not Received(received.headers, b'{"a":2}').is_signed_with(secret)
    assert not Received({**received.headers, "webhook-id": str(UUID(int=8))}, received.body).is_signed_with(secret)
    assert not Received({**received.headers, "webhook-timestamp": "1"}, received.body).is_signed_with(secret)
    assert not received.is_signed_with(Secrets(KEY).of(uuid4(), 1))


def test_the_other_implementation_verifies_the_example_of_the_standard() -> None:
    """Of the reference text: https://github.com/standard-webhooks/standard-webhooks, test vector of its libraries."""
    received = Received(
        {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        },
        b'{"test": 2432232314}',
    )
    assert received.is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def test_two_secrets_sign_side_by_side_while_one_takes_the_place_of_the_other() -> None:
    webhook = uuid4()
    new, old = (Secrets(KEY).of(webhook, number) for number in (2, 1))
    both = signed([new, old])
    assert both.is_signed_with(new)
    assert both.is_signed_with(old)


def test_a_key_is_made_once_for_this_user_alone_whoever_needs_it_first(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "new")
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: webhook_key(settings), range(8)))
    assert len(keys) == 1
    assert stat.S_IMODE((tmp_path / "new" / "webhook.key").stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "new") == ["webhook.key"]  # noqa: PTH208
    assert webhook_key(settings) in keys


def test_a_key_that_is_broken_or_too_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "webhook.key").write_bytes(b"short")
    with pytest.raises(SetupError, match="broken"):
        webhook_key(Settings(home=tmp_path))
    with pytest.raises(ValidationError, match="too short"):
        Settings(webhook_key="short")  # type: ignore[arg-type]
    assert webhook_key(Settings(webhook_key=KEY.decode())) == KEY  # type: ignore[arg-type]
