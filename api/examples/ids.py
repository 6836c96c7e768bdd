"""Ids by their beginning."""

from api.examples.answers import ANSWER
from api.examples.shown import shown

ids = shown("ids", {"ids": [{"id": ANSWER["id"], "words": ANSWER["question"]}], "more": False})
