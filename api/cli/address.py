"""Where the API is: what the user says, else what the running stack wrote into its home folder."""

import json
import os
from pathlib import Path

from api.cli.failures import NotRunning

# The stack writes them so; this side may not import it.
STATE_FILE = "stack.json"
DEFAULT_HOME = "var"
ENV_FILES = ("asof.env", ".env")


def find_url(given: str | None) -> str:
    """Raises `NotRunning` where nobody says an address."""
    if given:
        url = given if "://" in given else f"http://{given}"
        return url.rstrip("/")
    home = home_folder()
    try:
        state = json.loads((home / STATE_FILE).read_text())
        return str(state["parts"]["api"]["url"].rstrip("/"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotRunning(f"no stack runs on {home}") from error


def home_folder() -> Path:
    return Path(os.environ.get("ASOF_HOME") or _home_from_files() or DEFAULT_HOME).expanduser().absolute()


def _home_from_files() -> str | None:
    present = [file for file in ENV_FILES if Path(file).is_file()]
    if not present:
        return None
    from dotenv import dotenv_values

    return next((home for file in present if (home := dotenv_values(file).get("ASOF_HOME"))), None)
