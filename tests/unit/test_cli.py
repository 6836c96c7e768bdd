"""The commands without a running stack: where they look for it, how they end, how they spell windows."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console, Group
from rich.table import Table
from typer.testing import CliRunner

from api.cli import app
from api.cli.address import find_url
from api.cli.failures import NotRunning
from api.cli.printing import window
from api.cli.printing_answers import answer
from api.cli.printing_facts import facts
from api.parameters import slug_from

run = CliRunner()
FACT_ID = "7c9d3b52-7b5e-5d0e-a4f6-0b8a0a4f2a11"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ASOF_URL", "ASOF_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def running_at(home: Path, url: str) -> None:
    home.mkdir()
    (home / "stack.json").write_text(json.dumps({"state": "ready", "parts": {"api": {"url": url}}}))


@pytest.mark.parametrize("command", [["documents"], ["ask", "How long?"], ["facts", "--json"], ["chat"]])
def test_without_a_stack_a_command_says_how_to_start_one(command: list[str]) -> None:
    ended = run.invoke(app, command)
    assert ended.exit_code == 3
    assert "asof up" in ended.stderr
    assert ended.stdout == ""


def test_a_stack_that_died_is_told_like_one_that_never_ran(elsewhere: Path) -> None:
    running_at(elsewhere / "var", "http://127.0.0.1:9")
    ended = run.invoke(app, ["documents"])
    assert ended.exit_code == 3
    assert "nothing answers at http://127.0.0.1:9" in ended.stderr


def test_the_address_is_the_one_given_else_that_of_the_home_folder(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running_at(elsewhere / "var", "http://127.0.0.1:8000")
    running_at(elsewhere / "other", "http://127.0.0.1:8001")
    assert find_url(None) == "http://127.0.0.1:8000"
    (elsewhere / "asof.env").write_text("ASOF_HOME=other\n")
    assert find_url(None) == "http://127.0.0.1:8001"
    monkeypatch.setenv("ASOF_HOME", str(elsewhere / "var"))
    assert find_url(None) == "http://127.0.0.1:8000"
    assert find_url("asof.example:9000/") == "http://asof.example:9000"
    (elsewhere / "var" / "stack.json").write_text("{")
    with pytest.raises(NotRunning):
        find_url(None)


def test_a_file_that_is_not_there_is_a_usage_error() -> None:
    assert run.invoke(app, ["add", "missing.md"]).exit_code == 2


@pytest.mark.parametrize(
    ("valid_at", "expired_at", "told"),
    [
        ("2024-03-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00", "2024-03-01 to 2024-12-31"),
        ("2024-03-01T00:00:00+00:00", None, "since 2024-03-01"),
        (None, "2025-01-01T00:00:00+00:00", "until 2024-12-31"),
        (None, None, "always"),
        ("2024-03-01T08:30:00+00:00", "2024-03-01T09:00:00+00:00", "2024-03-01 08:30Z to before 2024-03-01 09:00Z"),
    ],
)
def test_a_window_of_whole_days_names_its_last_day(valid_at: str | None, expired_at: str | None, told: str) -> None:
    assert window(valid_at, expired_at) == told


def shown(reply: Group | Table, width: int = 80) -> list[str]:
    console = Console(width=width, file=io.StringIO())
    console.print(reply)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


def citation(quote: str, kind: str = "passage") -> dict[str, object]:
    window = {"valid_at": "2024-03-01T00:00:00+00:00", "expired_at": None}
    place = {"document": "travel", "title": "Travel", "version": 1, "section": [], "page": None}
    return {"kind": kind, "quote": quote, **place, **window}


def answered(*citations: dict[str, object]) -> dict[str, object]:
    when = "2024-06-01T00:00:00+00:00"
    notes: dict[str, object] = {"coverage": [], "notices": [], "as_of": when, "known_at": when, "id": "1"}
    return {"answer": "32 EUR", "text": "32 EUR. So it is.", "citations": list(citations), **notes}


def test_of_many_citations_the_first_and_those_that_say_the_answer_are_shown() -> None:
    quotes = ["The first.", "Another.", "It is 32 EUR.", "One more.", "32 EUR a day."]
    reply = answered(*map(citation, quotes))
    told = "\n".join(shown(answer(reply)))
    assert [quote for quote in quotes if quote in told] == ["The first.", "It is 32 EUR.", "32 EUR a day."]
    assert "[5] Travel" in told
    assert "and 2 more: --all shows them" in told
    every = "\n".join(shown(answer(reply, every=True)))
    assert all(quote in every for quote in quotes)
    assert "more:" not in every


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("Country | Per diem\nGermany | 32 EUR", "Country: Germany; Per diem: 32 EUR"),
        (" | 2024 | 2025\nRate | 3 | ", "Rate; 2024: 3"),
        ("No table\nat all", "No table at all"),
        ("a | b", "a | b"),
        ("a | b\nc", "a | b c"),
    ],
)
def test_the_row_of_a_table_is_told_with_its_headings(quote: str, told: str) -> None:
    assert f"“{told}”" in "\n".join(shown(answer(answered(citation(quote)))))


@pytest.mark.parametrize(("width", "lines"), [(80, 2), (140, 1)])
def test_a_fact_is_told_without_breaking_its_words(width: int, lines: int) -> None:
    predicate = "working days of notice before the leave"
    fact = {"id": FACT_ID, "subject": "Parental leave", "predicate": predicate, "object": "thirty"}
    fact |= {"source": citation("")}
    fact |= {"valid_at": "2024-03-01T00:00:00+00:00", "expired_at": "2025-01-01T00:00:00+00:00"}
    fact |= {"scope": {}, "conflicts": [], "outranked_by": None}
    told = [line for line in shown(facts([fact], width=width), width) if line.strip()][-lines:]
    assert len(told) == lines
    assert predicate in told[0]
    assert "2024-03-01 to 2024-12-31" in told[-1]
    assert "thirty" in told[-1]
    assert FACT_ID[:8] in told[-1], "which the commands about a fact take"
    assert FACT_ID[:9] not in told[-1]


@pytest.mark.parametrize("width", [80, 140])
def test_a_fact_tells_for_whom_it_holds_and_who_says_otherwise(width: int) -> None:
    other = {"object": "14 days", "document": "handbook"}
    fact = {"id": FACT_ID, "subject": "Refunds", "predicate": "are paid within", "object": "30 days"}
    fact |= {"source": citation("")}
    fact |= {"valid_at": None, "expired_at": None, "scope": {"region": "germany"}}
    level = "\n".join(shown(facts([{**fact, "conflicts": [other], "outranked_by": None}], width=width), width))
    lower = "\n".join(shown(facts([{**fact, "conflicts": [], "outranked_by": other}], width=width), width))
    assert "(region germany)" in level
    assert "otherwise: 14 days (handbook)" in level
    assert "outranked: 14 days (handbook)" in lower


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Returns Policy (final)", "returns-policy-final"), ("Überstunden_2024", "uberstunden-2024"), ("規則", "")],
)
def test_a_slug_is_made_of_what_a_name_has_for_one(name: str, slug: str) -> None:
    assert slug_from(name) == slug


def test_a_models_sentence_is_told_with_the_citations_it_was_checked_against() -> None:
    first, second, third = (citation(f"{place} days") | {"id": str(place)} for place in range(3))
    reply = answered(first, second, third) | {
        "answer": "2 days",
        "text": "As of 1 March 2024: It is 2 days. It was 0 days until 2021.",
        "model": "anthropic:m",
        "claims": [
            {"text": "It is 2 days.", "citations": ["2"]},
            {"text": "It was 0 days until 2021.", "citations": ["0", "2"]},
        ],
    }
    told = " ".join("\n".join(shown(answer(reply))).split())
    assert "As of 1 March 2024: It is 2 days. [3] It was 0 days until 2021. [1][3]" in told
    assert "worded by anthropic:m" in told
    assert "“0 days”" in told
    assert "“1 days”" not in told, "what no sentence rests on is left to --all"


@pytest.mark.parametrize(
    "command",
    [
        ["conversations", "--url", "127.0.0.1:9", "delete", "4f0c"],
        ["conversations", "--url", "127.0.0.1:9", "keep"],
        ["rules", "--url", "127.0.0.1:9", "expiry"],
        ["rules", "--url", "127.0.0.1:9", "expiry", "remove", "rates"],
        ["facts", "--url", "127.0.0.1:9", "retract", "7c9d", "-r", "never agreed"],
    ],
)
def test_an_address_before_the_last_word_counts_too(command: list[str]) -> None:
    ended = run.invoke(app, command)
    assert "nothing answers at http://127.0.0.1:9" in ended.stderr
