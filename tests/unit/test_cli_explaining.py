"""How the terminal tells why: bars on one scale, what was left out in plain words, inside the width it has."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rich.console import Console, RenderableType
from typer.testing import CliRunner

from api.cli import app, asking, explaining, reading
from api.examples.answers import ANSWER
from api.examples.explained import EXCLUDED, EXPLAINED_HIT, EXPLAINED_PART, SIGNALS
from api.examples.facts import QUOTE, VIEW

SEARCHED = {**VIEW, "generation": "g1", "hits": [EXPLAINED_HIT], "excluded": EXCLUDED}
ASKED = {**ANSWER, "explanation": {"parts": [EXPLAINED_PART]}}


def shown(reply: RenderableType, width: int = 80) -> list[str]:
    console = Console(width=width, file=io.StringIO())
    console.print(reply)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [80, 120])
def test_a_hit_shows_its_signals_as_bars_with_what_they_gave(width: int) -> None:
    told = shown(explaining.hits(SEARCHED), width)
    assert all(len(line) <= min(width, 100) for line in told)
    assert "score 30.1" in told[0]
    assert told[1].strip() == f"“{QUOTE}”"
    bars = [line for line in told if "█" in line]
    assert [line.count("█") for line in bars] == sorted((line.count("█") for line in bars), reverse=True)
    assert bars[0].split() == ["meaning", "of", "the", "statement", "█" * 20, "10.1", "0.81", "x", "12.52"]
    assert "nothing from: words of the headings, document named" in "\n".join(told)


def test_what_was_left_out_is_told_in_plain_words() -> None:
    told = "\n".join(shown(explaining.hits(SEARCHED)))
    assert "by the date: 1\n" in told
    assert "would be 1st  returns-policy v1  in force until 29 February 2024" in told
    assert "by the scope" not in told
    many = {**EXCLUDED, "counts": {"time": 9, "document": 0, "scope": 0}}
    assert "by the date: 9, the first 1 here" in "\n".join(shown(explaining.left_out(many, among="hits")))
    none = {"counts": dict.fromkeys(("time", "document", "scope"), 0), "passages": []}
    assert shown(explaining.left_out(none, among="hits")) == [
        "Nothing was left out that would have ranked among these hits."
    ]


@pytest.mark.parametrize(
    ("confidence", "told"),
    [(0.9556, "96% sure that it is stated (25% is needed)"), (0.2, "20% sure that it is stated (too little: 25%")],
)
def test_a_part_tells_how_sure_it_is_and_why(confidence: float, told: str) -> None:
    part = {**EXPLAINED_PART, "confidence": confidence}
    lines = shown(explaining.answer({**ASKED, "explanation": {"parts": [part]}}))
    assert lines[:2] == [ANSWER["question"], "asked for: duration, as of 2024-06-30"]
    assert lines[2].startswith(told)
    assert [line.split("█")[0].strip() for line in lines[3:5]] == ["ahead of all others", "meaning of the statement"]


def test_an_answer_without_ranked_statements_says_so() -> None:
    assert shown(explaining.answer({**ASKED, "explanation": {"parts": []}})) == [
        "No statement was ranked for this answer."
    ]


def test_a_signal_that_speaks_against_has_a_bar_too() -> None:
    against = {"name": "meaning", "value": -0.1, "weight": 12.523, "contribution": -1.2523}
    hit = {**EXPLAINED_HIT, "explanation": {"score": 1.0, "statement": "x", "signals": [*SIGNALS, against]}}
    assert any("-1.3" in line and "█" in line for line in shown(explaining.hits({**SEARCHED, "hits": [hit]})))


class Door:
    """Keeps what was asked of it, and answers one reply."""

    def __init__(self, reply: dict[str, Any]) -> None:
        self.reply = reply
        self.asked: list[dict[str, Any]] = []

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        self.asked.append(query)
        return self.reply

    def post(self, path: str, *, json: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(json)
        return self.reply

    @contextmanager
    def connected(self, url: str | None) -> Iterator["Door"]:
        yield self


def test_only_on_request_is_anything_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    searched, asked = Door(SEARCHED), Door(ASKED)
    monkeypatch.setattr(reading, "connected", searched.connected)
    monkeypatch.setattr(asking, "connected", asked.connected)
    run = CliRunner()
    assert "█" in run.invoke(app, ["search", "returns", "--explain"]).stdout
    assert "█" not in run.invoke(app, ["search", "returns"]).stdout
    assert [one["explain"] for one in searched.asked] == [True, None]
    assert "█" in run.invoke(app, ["ask", "How long?", "--explain"]).stdout
    asked.reply = ANSWER
    assert "█" not in run.invoke(app, ["ask", "How long?"]).stdout
    assert ["explain" in one for one in asked.asked] == [True, False]
