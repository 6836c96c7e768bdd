"""Extractive answers: read the question, retrieve, choose a statement, say it with its date. No language model."""

from knowledge.answering.answer import Tell, answer_question, foresee
from knowledge.answering.explaining import PartExplanation, explain
from knowledge.answering.model import Answer, AnswerStatus, Ask, Citation, StatedClaim

__all__ = [
    "Answer",
    "AnswerStatus",
    "Ask",
    "Citation",
    "PartExplanation",
    "StatedClaim",
    "Tell",
    "answer_question",
    "explain",
    "foresee",
]
