"""Extractive answers: read the question, retrieve, choose a statement, say it with its date. No language model."""

from knowledge.answering.answer import Tell, answer_question, foresee
from knowledge.answering.explaining import PartExplanation, explain
from knowledge.answering.grounds import asked_again, grounds_of
from knowledge.answering.model import Answer, AnswerStatus, Ask, Citation, StatedClaim
from knowledge.answering.replaying import Difference, Today, ask_of, replay
from knowledge.answering.told import tell_the_same, told

__all__ = [
    "Answer",
    "AnswerStatus",
    "Ask",
    "Citation",
    "Difference",
    "PartExplanation",
    "StatedClaim",
    "Tell",
    "Today",
    "answer_question",
    "ask_of",
    "asked_again",
    "explain",
    "foresee",
    "grounds_of",
    "replay",
    "tell_the_same",
    "told",
]
