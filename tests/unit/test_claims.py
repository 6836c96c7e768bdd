"""Claims are read out of what a model writes, whole or piece by piece, and hold against what they cite or do not."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from knowledge.answering import Citation
from knowledge.generating.checking import Frame, failing
from knowledge.generating.claims import Claim, read_claims
from knowledge.generating.exhibits import Exhibits
from knowledge.time_windows import Window

UTC = ZoneInfo("UTC")


def instant(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Within 30 days [e1].", [("Within 30 days.", ["e1"])]),
        ("Within 30 days. [e1]", [("Within 30 days.", ["e1"])]),
        ("One.[e1][e2] After that, none [e3, e4].", [("One.", ["e1", "e2"]), ("After that, none.", ["e3", "e4"])]),
        ("It costs 2.5 EUR, e.g. at No. 5 [e1].", [("It costs 2.5 EUR, e.g. at No. 5.", ["e1"])]),
        ("One [e1].\n\n- Two [e2]\n", [("One.", ["e1"]), ("Two", ["e2"])]),
        ("One. Two [e1].", [("One.", []), ("Two.", ["e1"])]),
        ("No end [e1]", [("No end", ["e1"])]),
        ("\u56de\u7b54\u3002[e1] \u597d\u3002 [e2]", [("\u56de\u7b54\u3002", ["e1"]), ("\u597d\u3002", ["e2"])]),
        ("  \n ", []),
        ("[e1]", []),
    ],
)
def test_sentences_carry_the_ids_behind_them(text: str, claims: list[tuple[str, list[str]]]) -> None:
    read, left = read_claims(text, ended=True)
    assert [(claim.text, list(claim.ids)) for claim in read] == claims
    assert left == ""


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pieces_give_the_claims_of_the_whole(size: int) -> None:
    text = "Within 30 days. [e1] [e2] It costs 2.5 EUR [e3]. Dr. Who asks\nagain [e4].\nEnd [e5]"
    whole, _ = read_claims(text, ended=True)
    heard, claims = "", []
    for start in range(0, len(text), size):
        found, heard = read_claims(heard + text[start : start + size], ended=False)
        claims += found
    claims += read_claims(heard, ended=True)[0]
    assert claims == whole


def cited(quote: str, since: str | None, until: str | None, number: int) -> Citation:
    return Citation(
        kind="fact",
        id=UUID(int=number),
        quote=quote,
        document="travel",
        title="Travel Expenses Policy",
        version=number,
        section=("Hotels",),
        page=None,
        valid=Window(instant(since) if since else None, instant(until) if until else None),
    )


EXHIBITS = Exhibits()
for _number, _said in enumerate(
    [
        ("The hotel limit in Germany is 110 EUR per night.", "2021-01-01", "2022-07-01"),
        ("The hotel limit in Germany is 120 EUR per night.", "2022-07-01", None),
        ("Receipts are not required below 10 EUR.", "2021-01-01", None),
        ("For bookings made before 1 May 2020 the hotel limit in Germany is 95 EUR.", "2021-01-01", None),
    ],
    start=1,
):
    EXHIBITS.add(cited(*_said, _number))
FRAME = Frame(
    question="What is the hotel limit per night in Germany?",
    leading="The hotel limit in Germany is 120 EUR per night.",
    as_of=instant("2023-03-01"),
    zone=UTC,
)


@pytest.mark.parametrize(
    "claim",
    [
        Claim("The hotel limit in Germany is 120 EUR per night.", ("e2",)),
        Claim("In Germany, a hotel may cost up to 120 euros per night.", ("e2",)),
        Claim("As of 1 March 2023 the hotel limit in Germany is 120 EUR.", ("e2",)),
        Claim("Since 1 July 2022 the hotel limit in Germany has been 120 EUR.", ("e2",)),
        Claim("Until 30 June 2022 the hotel limit in Germany was 110 EUR.", ("e1",)),
        Claim("In 2021 the hotel limit in Germany was 110 EUR.", ("e1",)),
        Claim("The hotel limit in Germany was 110 EUR until 30 June 2022 and is 120 EUR since.", ("e1", "e2")),
        Claim("Receipts for a hotel below 10 EUR are not required.", ("e3",)),
        Claim("For bookings made before 1 May 2020 the hotel limit in Germany is 95 EUR.", ("e4",)),
    ],
    ids=lambda claim: claim.text,
)
def test_a_claim_holds(claim: Claim) -> None:
    assert failing(claim, EXHIBITS.by_id(), FRAME) is None


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (Claim("The hotel limit in Germany is 130 EUR per night.", ("e2",)), "'130 EUR' does not stand"),
        (Claim("The hotel limit in Germany is 120 USD per night.", ("e2",)), "'120 USD' does not stand"),
        (Claim("The hotel limit in Germany is 120 EUR per night.", ("e1",)), "'120 EUR' does not stand"),
        (Claim("The hotel limit in Germany is 110 EUR per night.", ("e1",)), "did not hold at the time"),
        (Claim("On 1 March 2021 the hotel limit in Germany was 120 EUR.", ("e2",)), "2021-03-01 stands neither"),
        (Claim("In 2021 the hotel limit in Germany was 120 EUR.", ("e1", "e2")), "did not hold at the time"),
        (Claim("Since 5 March 2019 the hotel limit in Germany is 120 EUR.", ("e2",)), "2019-03-05 stands neither"),
        (Claim("The hotel limit in Germany was once lower per night.", ("e1",)), "nothing that it cites holds"),
        (Claim("The hotel limit in Austria is 120 EUR per night.", ("e2",)), "'Austria'"),
        (Claim("The hotel limit at ACME in Germany is 120 EUR.", ("e2",)), "'ACME'"),
        (Claim("The hotel limit in Germany is not 120 EUR.", ("e2",)), "it denies what it cites"),
        (Claim("Receipts for a hotel are required below 10 EUR.", ("e3",)), "what it cites denies it"),
        (Claim("The hotel limit in Germany is 120 EUR.", ()), "it cites nothing"),
        (Claim("The hotel limit in Germany is 120 EUR.", ("e2", "e9")), "there is no e9"),
        (Claim("Please wire every fee to our partner before travelling.", ("e2",)), "most of its words"),
        (Claim("Receipts are not required below 10 EUR.", ("e3",)), "about something else"),
        (Claim("See <b>120 EUR</b> for the hotel limit in Germany.", ("e2",)), "markup"),
        (Claim("The hotel limit in Germany is 120\u200b EUR.", ("e2",)), "nobody sees"),
        (Claim("The hotel limit in Germany is 120 EUR \u043d\u043e\u0447\u044c.", ("e2",)), "another script"),
    ],
    ids=lambda value: value.text if isinstance(value, Claim) else None,
)
def test_a_claim_does_not_hold(claim: Claim, reason: str) -> None:
    assert reason in (failing(claim, EXHIBITS.by_id(), FRAME) or "it holds")
