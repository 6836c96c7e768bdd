"""A summary tells each turn in one line, and stays under its size however long the conversation is."""

from chat.messages import RecentTurn
from chat.summary import MOST_CHARACTERS, Summary, fitted, summarise


def turn(question: str, answer: str = "30 days", document: str | None = "returns") -> RecentTurn:
    return RecentTurn(
        question=question, answer=answer, as_of="2022-06-01T00:00:00+00:00", time_source="parameter", document=document
    )


def test_a_line_says_what_was_asked_as_of_when_and_the_short_answer_with_its_document() -> None:
    assert summarise(Summary(), [turn("How long is the\n return period?")]) == (
        "- How long is the return period? [2022-06-01] 30 days (returns)"
    )
    assert summarise(Summary(), [turn("And now?", "It is not stated.", None)]) == (
        "- And now? [2022-06-01] It is not stated."
    )


def test_what_was_told_before_goes_first() -> None:
    first = summarise(Summary(), [turn("one?")])
    both = summarise(Summary(text=first, turns=1), [turn("two?")])
    assert both == summarise(Summary(), [turn("one?"), turn("two?")])


def test_a_thousand_turns_find_room_the_earliest_as_a_number() -> None:
    summary = Summary()
    for number in range(1, 1001):
        summary = Summary(text=summarise(summary, [turn(f"question {number} {'x' * 300}?")]), turns=number)
        assert len(summary.text) <= MOST_CHARACTERS

    head, *lines = summary.text.splitlines()
    assert head == f"({1000 - len(lines)} earlier questions)"
    assert [line.split()[2] for line in lines] == [str(number) for number in range(1001 - len(lines), 1001)]
    assert len(lines) > 5


def test_one_turn_of_the_longest_words_still_finds_room() -> None:
    told = summarise(Summary(), [turn("q" * 4000, "a" * 4000, "d" * 200)])
    assert len(told) <= MOST_CHARACTERS
    assert told.startswith("- qqq")


def test_words_that_somebody_else_wrote_are_told_as_earlier_questions() -> None:
    assert summarise(Summary(text="They talked about returns.", turns=7), [turn("one?")]).startswith(
        "(7 earlier questions)\n- one?"
    )


def test_a_text_that_is_too_long_is_cut() -> None:
    assert len(fitted("x" * 3 * MOST_CHARACTERS)) == MOST_CHARACTERS
    assert fitted(" short\n") == "short"
