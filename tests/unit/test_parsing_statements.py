"""Statements are literal, ordered and disjoint, and sentences end where a person ends them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing import DocumentReader
from ingestion.parsing.sentences import sentence_spans
from knowledge.errors import EmptyDocument, UnreadableDocument

PIECES = st.sampled_from(
    (
        *(
            "# Title\n",
            "## 1. Fees\n",
            "\n",
            "\n\n",
            "- item one. And more.\n",
            "  - nested\n",
            "1. first\n",
            "> quote\n",
        ),
        *("| a | b |\n", "|---|---|\n", "| 1 | 2 |\n", "**Bold line**\n", "Notice period: 30 days\n", "---\n", "===\n"),
        *(
            "A sentence, e.g. this. Another.\n",
            "```\ncode\n```\n",
            "<br>",
            "<b>html</b>\n",
            "[link](x)",
            "line  \nbreak\n",
        ),
        *(
            "<table><tr><td>x</td><td>y</td></tr></table>\n\n",
            "{% tag %}\n",
            "&amp;",
            "\u00a0\u200b",
            "\t",
            "\\",
            "*",
            "<!-- x",
        ),
    )
)


@settings(max_examples=300)
@given(st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join), st.sampled_from([".md", ".html", ".txt"]))
def test_statements_of_any_text_are_literal_ordered_and_disjoint(source: str, ending: str) -> None:
    try:
        content = source.encode()
        parsed = DocumentReader().parse(content, file_name=f"a{ending}", media_type=None)
    except (EmptyDocument, UnreadableDocument, UnicodeEncodeError):
        return
    for statement in parsed.statements:
        assert statement.text == parsed.text[statement.start : statement.end]
        assert statement.text.strip() == statement.text != ""
    for before, after in itertools.pairwise(parsed.statements):
        assert before.end <= after.start
        assert before.block <= after.block


@pytest.mark.parametrize(
    "sentences",
    [
        ["Refunds take 14 days, e.g. by card.", "Fees of $5.00 apply per U.S. order."],
        ["Acme Inc. may change this.", "The Company Ltd. will tell you.", "See No. 5 and Sec. 3.2 for more."],
        ["The controller is Acme, Inc.", "For people abroad it is Acme B.V.", "They act alone."],
        ["We work in the U.S.", "The office is in Paris.", "Contact Mr. J. Smith at 5 p.m. on Monday."],
        ["The U.S. Mail and the U.S. DPF apply.", "(This is a note.)", "It holds!", "Really?", "Yes."],
        ["Items include phones, etc.", "Each item is insured.", "Version 2.1 applies.", "90 days are granted."],
        ["We share data when you tell us to do so.", "For example, if you buy an app."],
        ["under 17 U.S.C. § 512(c).", "The fee is 5 pct. of the price.", "It ends on Jan. 5, 2024."],
        ["1. The first rule.", "(a) The second rule.", "Write to legal@acme.example.", "We answer."],
        [
            "Ask the team lead.",
            "Apprentices work on site.",
            "See approx. Half of it.",
            "Pay each month.",
            "Monthly fees rise.",
        ],
        ["He said “We stop.”", "Then he left."],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences
