"""What an explanation tells of signals and filters, and that it is the same sum that ranked and judged."""

import math
from collections.abc import Sequence
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from knowledge.answering import AnswerStatus, PartExplanation, explain
from knowledge.facts import digest
from knowledge.ports import Source, StoredFact, StoredPassage
from knowledge.retrieval import (
    Evidence,
    Exclusions,
    Filter,
    LeftOut,
    RankedPassage,
    RankedStatement,
    Signals,
    Sought,
    Stores,
    find_left_out,
    retrieve,
    signals_of,
)
from knowledge.retrieval.explaining import of_other_documents, of_other_scopes, of_other_times
from knowledge.time_windows import ALWAYS, Scope, Viewpoint, Window
from knowledge.values import Value, ValueKind
from tests.fixtures.shelf import WATERMARK, Shelf, ShelfHistory, instant

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
AT = Viewpoint(tenant="default", as_of=instant("2024-06-01"), known_at=WATERMARK)


def window(since: str | None, until: str | None) -> Window:
    return Window(instant(since) if since else None, instant(until) if until else None)


def ranked(
    text: str,
    *,
    score: float = 1.0,
    document: str = "returns",
    valid: Window = ALWAYS,
    scope: Scope = (),
    passage: str | None = None,
    place: int = 0,
    held: bool = True,
) -> RankedStatement:
    """A statement in a passage of its own, or in the one named. `held`: with a fact of it."""
    source = Source(
        document=document, title=document, version=1, section=(), page=None, quote=text, start=0, end=len(text)
    )
    fact = StoredFact(
        id=uuid4(),
        key=uuid4(),
        subject="",
        predicate="",
        value=Value(kind=ValueKind.TEXT, canonical=text, text=text),
        scope=scope,
        valid=valid,
        recorded=ALWAYS,
        source=source,
    )
    id_ = digest(passage or str(uuid4()))
    return RankedStatement(
        passage=StoredPassage(id=id_, text=text, valid=valid, recorded=ALWAYS, source=source),
        place=place,
        text=text,
        facts=(fact,) if held else (),
        signals=Signals(passage_meaning=0, passage_words=0, meaning=0, words=0, headings=0, kind=0, named=0),
        score=score,
    )


def passages(*statements: RankedStatement) -> list[RankedPassage]:
    return [RankedPassage(passage=one.passage, statements=(one,)) for one in statements]


def other_times(
    *ever: RankedStatement, hits: Sequence[RankedStatement] = (), zone: ZoneInfo = UTC, limit: int = 10
) -> list[LeftOut]:
    return of_other_times(ever, Evidence(viewpoint=AT, passages=tuple(passages(*hits))), limit=limit, zone=zone)


def test_signals_add_up_to_the_score_and_what_gives_most_comes_first() -> None:
    shelf = Shelf()
    shelf.say("A camera may be returned within 60 days of delivery.")
    evidence = retrieve(Sought(text="camera returned", value_kind=ValueKind.DURATION), AT, stores(shelf))
    (best,) = evidence.statements
    signals = signals_of(best)
    assert sum(signal.contribution for signal in signals) == pytest.approx(best.score)
    assert [one.contribution for one in signals] == sorted((one.contribution for one in signals), reverse=True)
    assert {one.name for one in signals} == set(Signals._fields)
    assert next(one.value for one in signals if one.name == "kind") == 1.0


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        ("2020-01-01", "2024-04-19", "in force until 18 April 2024"),
        (None, "2024-06-01", "in force until 31 May 2024"),
        ("2024-06-02", None, "in force from 2 June 2024"),
    ],
)
def test_what_is_not_in_force_tells_until_or_from_when(since: str | None, until: str | None, why: str) -> None:
    (left,) = other_times(ranked("within 30 days", valid=window(since, until)))
    assert (left.why, left.by, left.valid, left.position) == (why, Filter.TIME, window(since, until), 1)


def test_days_are_those_of_the_zone() -> None:
    valid = Window(None, instant("2024-04-18").replace(hour=22))  # midnight in Berlin
    assert [one.why for one in other_times(ranked("x", valid=valid), zone=BERLIN)] == ["in force until 18 April 2024"]


def test_what_is_in_force_in_the_same_words_is_not_left_out() -> None:
    old, now = window("2020-01-01", "2023-01-01"), window("2023-01-01", None)
    ever = [ranked("same", score=3, valid=old), ranked("other", score=2, valid=old), ranked("same", valid=now)]
    assert [(one.statement.text, one.position) for one in other_times(*ever)] == [("other", 2)]
    assert [one.statement.text for one in other_times(*ever[:2], hits=[ranked("same")])] == ["other"]


def test_the_same_words_of_several_stretches_are_told_once() -> None:
    stretches = [window("2020-01-01", "2021-01-01"), window("2021-01-01", "2022-01-01"), window("2025-01-01", None)]
    (left,) = other_times(*(ranked("x", score=-number, valid=one) for number, one in enumerate(stretches)))
    assert left.why == "in force until 31 December 2021 and again from 1 January 2025"
    assert left.valid == window("2020-01-01", "2022-01-01")


def test_only_what_would_rank_among_the_hits_is_told() -> None:
    old = window(None, "2020-01-01")
    assert len(other_times(*(ranked(str(n), valid=old) for n in range(4)), limit=3)) == 3


def test_a_sentence_with_a_time_of_its_own_is_told_so() -> None:
    hit = ranked("rule", passage="one", place=0)
    own = ranked("from 2030 on", passage="one", place=9, held=False)
    (left,) = other_times(own, hit, hits=[hit])
    assert (left.statement.text, left.why) == ("from 2030 on", "in force, but its own words name another time")


def test_other_documents_and_scopes_tell_which_they_are() -> None:
    mine, other = ranked("a", document="travel"), ranked("b")
    (left,) = of_other_documents(passages(mine, other), ["travel"])
    assert (left.why, left.position) == ("document returns was not asked for", 2)
    german = ranked("c", scope=(("plan", "pro"), ("region", "Germany"), ("region", "austria")))
    unknown = ranked("d", held=False)
    found = of_other_scopes(passages(mine, german, unknown), {mine.facts[0].id})
    assert [one.why for one in found] == [
        "holds for plan pro, region austria or germany only",
        "for whom it holds is not known",
    ]


def test_five_of_each_filter_are_shown_and_all_are_counted() -> None:
    old = other_times(*(ranked(str(n), valid=window(None, "2020-01-01")) for n in range(7)))
    elsewhere = of_other_documents(passages(ranked("x"), ranked("y")), ["travel"])
    excluded = Exclusions.of([*old, *elsewhere])
    assert excluded.counts == {Filter.TIME: 7, Filter.DOCUMENT: 2, Filter.SCOPE: 0}
    assert [one.by for one in excluded.shown] == [Filter.TIME] * 5 + [Filter.DOCUMENT] * 2


# -- of whole reads and answers ----------------------------------------------------------------------


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.say("A camera may be returned within 30 days of delivery.", since="2020-01-01", until="2023-05-03")
    shelf.say("A camera may be returned within 60 days of delivery.", since="2023-05-03")
    shelf.say("A camera is lent for 5 days.", title="Office Handbook")
    return shelf


def stores(shelf: Shelf) -> Stores:
    return Stores(reader=shelf, history=ShelfHistory(shelf), search=shelf, generation="g1")


def explained(shelf: Shelf, question: str, *, document: str | None = None) -> list[PartExplanation]:
    answer = shelf.ask(question, document=document)
    viewpoint = Viewpoint(tenant="default", as_of=answer.as_of, known_at=answer.known_at)
    return explain(answer, viewpoint, stores(shelf), document=document, zone=UTC)


def test_each_filter_is_lifted_by_itself(shelf: Shelf) -> None:
    sought = Sought(text="camera returned within days")
    evidence = retrieve(sought, AT, stores(shelf), documents=("returns-policy",))
    excluded = find_left_out(sought, evidence, stores(shelf), documents=("returns-policy",), limit=10, zone=UTC)
    assert [(one.by, one.statement.document, one.why) for one in excluded.shown] == [
        (Filter.TIME, "returns-policy", "in force until 2 May 2023"),
        (Filter.DOCUMENT, "office-handbook", "document office-handbook was not asked for"),
    ]


def test_an_answer_is_explained_by_the_sum_that_judged_it(shelf: Shelf) -> None:
    (part,) = explained(shelf, "How long may a camera be returned?")
    assert part.confidence >= part.least_confidence
    log_odds = sum(doubt.contribution for doubt in part.doubts)
    assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(part.confidence)
    assert part.statements[0].text == "A camera may be returned within 60 days of delivery."
    assert part.excluded.counts[Filter.TIME] == 1


def test_each_part_of_a_question_is_explained(shelf: Shelf) -> None:
    parts = explained(shelf, "How long may a camera be returned, and how long is it lent?")
    assert len(parts) == 2
    assert parts[0].statements[0].document == "returns-policy"
    assert parts[1].statements[0].document == "office-handbook"


def test_what_is_asked_back_has_nothing_to_explain(shelf: Shelf) -> None:
    question = "How long may a camera be returned on 03/04/2024?"
    assert shelf.ask(question).status is AnswerStatus.UNCLEAR
    assert explained(shelf, question) == []


def test_nothing_found_is_explained_without_doubts(shelf: Shelf) -> None:
    (part,) = explained(shelf, "How long may a camera be returned?", document="nothing")
    assert (part.confidence, part.doubts, list(part.statements)) == (0.0, (), [])
    assert part.excluded.counts[Filter.DOCUMENT] == 2
