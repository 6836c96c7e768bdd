"""Events of a conversation: numbered without gaps, read in order, resumed anywhere."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.messages import RecentTurn, SendMessage
from chat.store import TranscriptStore
from chat.stream_feed import CHANNEL, PAGE, StreamFeed
from chat.stream_store import Attempt, LostAttempt, StreamStore
from chat.streaming import NOTHING_TOLD, Emitted, StreamEvent, StreamKind, Told, joined
from knowledge.adapters.postgres.listening import Listener
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import ConversationNotFound, TurnFailed
from tests.fixtures.following import take

TENANT = "default"
NOW = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
AT_ONCE = Attempt(step="at once", worker="w", began_at=NOW)
LATER = Attempt(step="with patience", worker="w", began_at=NOW)
KIND = st.sampled_from(["stage", "token", "notice"])


def asking(message_id: str) -> SendMessage:
    return SendMessage(message_id=message_id, text="how long?", sent_at=NOW.isoformat())


def said(*texts: str, kind: StreamKind = StreamKind.TOKEN) -> list[Emitted]:
    return [Emitted(kind=kind, body={"text": text}) for text in texts]


def brief(events: list[StreamEvent]) -> list[tuple[str, object]]:
    return [(event.kind.value, event.body.get("text", event.attempt)) for event in events]


@pytest.fixture
def streams(pool: Pool) -> StreamStore:
    return StreamStore(pool)


@pytest.fixture
def transcripts(pool: Pool) -> TranscriptStore:
    return TranscriptStore(pool)


@pytest.fixture
def conversation(transcripts: TranscriptStore) -> str:
    return str(transcripts.create(TENANT, "local"))


def begin(streams: StreamStore, conversation: str, message_id: str, attempt: Attempt = AT_ONCE) -> int:
    number = streams.begin(TENANT, conversation, asking(message_id), attempt)
    assert number is not None
    return number


def answer(transcripts: TranscriptStore, conversation: str, message_id: str, told: Told = NOTHING_TOLD) -> None:
    turn = RecentTurn(question="how long?", answer="30 days", as_of=NOW.isoformat(), time_source="now", document=None)
    given_answer = {"id": str(uuid4()), "answer": "30 days", "text": "30 days."}
    transcripts.save(TENANT, conversation, asking(message_id), given_answer, turn, told=told)


def everything(streams: StreamStore, conversation: str, after: int = 0) -> list[StreamEvent]:
    return streams.page(TENANT, conversation, after=after, limit=10_000)


def test_a_turn_is_told_from_its_taking_to_its_answer(
    streams: StreamStore, transcripts: TranscriptStore, conversation: str
) -> None:
    attempt = begin(streams, conversation, "m1")
    streams.emit(TENANT, conversation, "m1", Told(attempt=attempt, events=said("searching", kind=StreamKind.STAGE)))
    answer(transcripts, conversation, "m1", Told(attempt=attempt, events=said("30 days.")))

    events = everything(streams, conversation)
    assert [event.kind.value for event in events] == ["taken", "stage", "token", "answer"]
    assert [event.number for event in events] == [1, 2, 3, 4]
    assert events[0].body["text"] == "how long?"
    assert events[-1].body["text"] == "30 days."
    assert {event.message_id for event in events} == {"m1"}
    assert streams.begin(TENANT, conversation, asking("m1"), LATER) is None


def test_another_attempt_resets_and_silences_the_one_before(
    streams: StreamStore, transcripts: TranscriptStore, conversation: str
) -> None:
    first = begin(streams, conversation, "m1")
    streams.emit(TENANT, conversation, "m1", Told(attempt=first, events=said("thir")))
    second = begin(streams, conversation, "m1", LATER)
    streams.emit(TENANT, conversation, "m1", Told(attempt=first, events=said("ty wrong")))
    streams.emit(TENANT, conversation, "m1", Told(attempt=second, events=said("30 ")))
    answer(transcripts, conversation, "m1", Told(attempt=second, events=said("days.")))
    streams.emit(TENANT, conversation, "m1", Told(attempt=second, events=said("too late")))

    told = brief(everything(streams, conversation))
    assert told == [("taken", "how long?"), ("token", "thir"), ("reset", 2), ("token", "30 "), ("token", "days."),
                    ("answer", "30 days.")]  # fmt: skip


def test_an_answer_of_the_earlier_attempt_comes_without_what_it_told_since(
    streams: StreamStore, transcripts: TranscriptStore, conversation: str
) -> None:
    first = begin(streams, conversation, "m1")
    begin(streams, conversation, "m1", LATER)
    answer(transcripts, conversation, "m1", Told(attempt=first, events=said("30 days.")))

    assert brief(everything(streams, conversation)) == [("taken", "how long?"), ("reset", 2), ("answer", "30 days.")]


def test_attempts_that_could_not_be_written_are_written_with_the_next(
    streams: StreamStore, pool: Pool, conversation: str
) -> None:
    first = begin(streams, conversation, "m1")
    ended = {"ended_at": NOW, "error": "store-unavailable", "detail": "down"}
    lost = [
        LostAttempt(attempt=AT_ONCE, number=first, **ended),
        LostAttempt(attempt=LATER, number=None, **ended),
    ]
    assert streams.begin(TENANT, conversation, asking("m1"), LATER, lost=lost) == 3
    with pool.connection() as connection:
        rows = connection.execute("SELECT attempt, outcome, detail FROM turn_attempt ORDER BY attempt").fetchall()
    assert rows == [(1, "retried", "down"), (2, "retried", "down"), (3, None, None)]


def test_a_message_that_can_never_be_answered_says_so(
    streams: StreamStore, transcripts: TranscriptStore, conversation: str
) -> None:
    attempt = begin(streams, conversation, "m1")
    transcripts.fail(TENANT, conversation, asking("m1"), TurnFailed("a fault"), attempt=attempt)

    last = everything(streams, conversation)[-1]
    assert (last.kind, last.body) == (StreamKind.FAILED, {"error": "turn-failed", "detail": "a fault"})
    assert streams.position(TENANT, conversation).done == last.number


def test_writers_at_once_leave_no_gap_and_no_number_twice(
    streams: StreamStore, transcripts: TranscriptStore, conversation: str
) -> None:
    attempts = {f"m{number}": begin(streams, conversation, f"m{number}") for number in range(4)}

    def write(message_id: str) -> None:
        for piece in range(10):
            told = Told(attempt=attempts[message_id], events=said(f"{message_id} {piece}", f"{message_id} {piece}'"))
            streams.emit(TENANT, conversation, message_id, told)
            streams.notice(TENANT, conversation, f"beside {message_id}")
        answer(transcripts, conversation, message_id)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, attempts))

    events = everything(streams, conversation)
    assert [event.number for event in events] == list(range(1, 4 + 4 * 31 + 1))
    own = [event.body["text"] for event in events if event.message_id == "m2" and event.kind is StreamKind.TOKEN]
    assert own == [f"m2 {piece}{mark}" for piece in range(10) for mark in ("", "'")]


def test_pruned_events_are_gone_while_answers_and_numbers_stay(
    streams: StreamStore, transcripts: TranscriptStore, conversation: str
) -> None:
    attempt = begin(streams, conversation, "m1")
    answer(transcripts, conversation, "m1", Told(attempt=attempt, events=said("30 days.")))
    before = everything(streams, conversation)
    assert streams.prune(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)) == 0
    assert streams.prune(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)) == 2

    assert everything(streams, conversation) == before[-1:]
    streams.notice(TENANT, conversation, "a notice", {"answer": "a1"})
    notice = everything(streams, conversation)[-1]
    assert (notice.number, notice.message_id) == (before[-1].number + 1, None)
    assert notice.body == {"text": "a notice", "about": {"answer": "a1"}}


def test_where_a_message_begins_is_known_before_and_after_it_is_begun(
    streams: StreamStore, transcripts: TranscriptStore, conversation: str
) -> None:
    streams.notice(TENANT, conversation, "a notice")
    assert streams.before_message(TENANT, conversation, "m1") == 1
    begin(streams, conversation, "m1")
    answer(transcripts, conversation, "m1")
    assert streams.before_message(TENANT, conversation, "m1") == 1


@pytest.mark.parametrize("tenant", [TENANT, "another"])
def test_nothing_is_written_to_a_conversation_that_is_not_there(
    streams: StreamStore, conversation: str, tenant: str
) -> None:
    other = str(uuid4()) if tenant == TENANT else conversation
    for write in (
        lambda: streams.begin(tenant, other, asking("m1"), AT_ONCE),
        lambda: streams.emit(tenant, other, "m1", Told(attempt=1, events=said("x"))),
        lambda: streams.notice(tenant, other, "x"),
        lambda: streams.position(tenant, other),
    ):
        with pytest.raises(ConversationNotFound):
            write()
    assert everything(streams, conversation) == []


def test_pieces_of_text_that_follow_each_other_become_one() -> None:
    told = [*said("a", "b"), *said("looking", kind=StreamKind.STAGE), *said("c", " d")]
    assert [event.body["text"] for event in joined(told)] == ["ab", "looking", "c d"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 2 * PAGE), max_size=6), writes=st.lists(KIND, min_size=1, max_size=3 * PAGE))
async def test_a_reader_that_is_cut_off_anywhere_misses_nothing_and_sees_nothing_twice(
    pool: Pool, cuts: list[int], writes: list[str]
) -> None:
    streams, transcripts = StreamStore(pool), TranscriptStore(pool)
    conversation = str(transcripts.create(TENANT, "local"))
    feed = StreamFeed(streams, Listener(str(pool.conninfo), CHANNEL))
    attempt = begin(streams, conversation, "m1")
    kinds = [kind for kind in writes if kind != "notice"]
    streams.emit(
        TENANT, conversation, "m1",
        Told(attempt=attempt, events=[Emitted(kind=StreamKind(kind), body={"text": kind}) for kind in kinds]),
    )  # fmt: skip
    for _ in range(len(writes) - len(kinds)):
        streams.notice(TENANT, conversation, "a notice")
    answer(transcripts, conversation, "m1")
    whole = everything(streams, conversation)

    seen: list[StreamEvent] = []
    for cut in [*cuts, len(whole)]:
        left = len(whole) - len(seen)
        if left == 0:
            break
        stop = len(seen) + min(cut, left)
        after = seen[-1].number if seen else 0
        seen += await take(feed, conversation, after, lambda event, stop=stop: event.number == whole[stop - 1].number)
    assert seen == whole
