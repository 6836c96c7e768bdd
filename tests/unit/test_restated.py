"""Another value of a rule that holds, said at another time, does not silence an answer."""

import datetime as dt
from collections.abc import Sequence

from knowledge.retrieval import Evidence, RankedPassage, RankedStatement, without_restated
from knowledge.time_windows import Viewpoint, Window
from tests.fixtures.shelf import Shelf, instant
from tests.fixtures.statements import statement, statements_in

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PAST = Window(None, instant("2023-01-01"))
TABLE = "| Plan | Price |\n|---|---|\n| Team | {price} |\n| Free | 0 EUR |\n"


def holding(*statements: RankedStatement) -> Evidence:
    return Evidence(
        viewpoint=Viewpoint(tenant="default", as_of=NOW, known_at=NOW),
        passages=tuple(RankedPassage(passage=one.passage, statements=(one,)) for one in statements),
    )


def kept(ever: Sequence[RankedStatement], *held: RankedStatement) -> list[str]:
    return [one.text for one in without_restated([*ever, *held], holding(*held))]


def test_another_value_of_a_rule_that_holds_is_no_other_time() -> None:
    now = statement("Cameras may be returned within 30 days.")
    was = statement("Cameras may be returned within 60 days.", valid=PAST)
    other = statement("Cameras may be rented for 60 days.", valid=PAST)
    assert kept([was, other], now) == [other.text, now.text]


def test_a_table_row_is_known_by_what_it_is_about_and_where_it_stands() -> None:
    team, _ = statements_in(TABLE.format(price="15 EUR"))
    was, _ = statements_in(TABLE.format(price="free of charge"), valid=PAST)
    elsewhere, _ = statements_in(TABLE.format(price="12 EUR"), title="Old List", valid=PAST)
    assert kept([was, elsewhere], team) == [elsewhere.text, team.text]


def test_a_rule_with_another_value_later_is_answered_and_not_silenced() -> None:
    shelf = Shelf()
    shelf.say("A camera may be returned within 30 days.", since="2020-01-01", until="2023-05-03", rule="cameras")
    shelf.say("A camera may be returned within 60 days.", since="2023-05-03", rule="cameras")
    assert shelf.ask("May a camera be returned within 60 days?", as_of="2022-01-01").status == "answered"
