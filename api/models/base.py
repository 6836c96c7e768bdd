"""What every reply and request has in common, and the texts that a caller may send."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import storable
from chat.messages import MAX_CHARACTERS

MAX_NAME = 1_000
MAX_DIMENSIONS = 50

Text = Annotated[str, AfterValidator(storable)]
Name = Annotated[str, StringConstraints(max_length=MAX_NAME), AfterValidator(storable)]
Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_CHARACTERS),
    AfterValidator(storable),
]
Scope = Annotated[dict[Name, Name], Field(max_length=MAX_DIMENSIONS)]


class Reply(BaseModel):
    """Every field always stands in the reply; an unknown or open one is null."""


class Request(BaseModel):
    """A misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")
