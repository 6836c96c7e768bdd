"""A demo's stack knows none of the user's stores."""

from pathlib import Path

from infra.isolation import isolated_environment
from infra.settings import Settings

USERS = {
    "PATH": "/bin",
    "ASOF_POSTGRES_DSN": "postgresql://db/real",
    "ASOF_QDRANT_URL": "https://index.example",
    "ASOF_HOST": "0.0.0.0",  # noqa: S104
    "ASOF_HOME": "/srv/real",
    "ASOF_TEMPORAL_NAMESPACE": "real",
}


def test_no_store_and_no_setting_of_the_user_is_taken_over(tmp_path: Path) -> None:
    environment = isolated_environment(tmp_path, USERS)
    assert environment["PATH"] == "/bin"
    assert environment["ASOF_HOME"] == str(tmp_path)
    assert {name for name in environment if name.startswith("ASOF_")} == {
        "ASOF_HOME",
        "ASOF_PORT",
        "ASOF_TEMPORAL_PORT",
        "ASOF_TEMPORAL_UI_PORT",
    }


def test_a_given_temporal_is_kept_with_all_that_reaching_it_needs(tmp_path: Path) -> None:
    temporal = {
        f"ASOF_{field.upper()}": "value"
        for field in Settings.model_fields
        if field.startswith("temporal_") and not field.endswith(("_port", "_ui"))
    }
    kept = isolated_environment(tmp_path, {**USERS, **temporal})
    assert set(temporal) <= set(kept)
    assert kept["ASOF_TEMPORAL_TLS_CA"] == str(Path("value").absolute())
    assert "ASOF_POSTGRES_DSN" not in kept
