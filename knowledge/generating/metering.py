"""A model whose every request is paid from a budget before it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from knowledge.errors import KnowledgeError, ModelBudgetSpent
from knowledge.language_model import Generated, LanguageModel, Prompt, TextListener, TokenBudget, TokenUse

CHARACTERS_A_TOKEN = 3  # of what is sent, at the most tokens that it may be


@dataclass(slots=True, kw_only=True)
class Metered:
    """Implements `LanguageModel` for one turn or one document; not for several threads at a time."""

    model: LanguageModel
    budget: TokenBudget
    tenant: str
    purpose: str  # "answers", "extraction"
    most: int  # tokens of all its requests together
    reply_tokens: int  # the most of one reply
    most_seconds: float  # of all its requests together
    request_seconds: float  # the longest that one may take
    clock: Callable[[], float]  # seconds
    use: TokenUse = field(default_factory=TokenUse)
    seconds: float = 0.0
    answered_by: str | None = None  # as the provider names it

    def name(self) -> str:
        return self.model.name()

    def parameters(self) -> Mapping[str, object]:
        return self.model.parameters()

    def generate(self, prompt: Prompt, *, listener: TextListener | None = None) -> Generated:
        """Raises `ModelBudgetSpent` before anything is sent, where a budget might not hold the whole of it."""
        sent = prompt.bytes // CHARACTERS_A_TOKEN + 1
        if self.use.tokens + sent + self.reply_tokens > self.most:
            raise ModelBudgetSpent(
                f"another request might take more than the {self.most:,} tokens that one of {self.purpose} may have: "
                "raise ASOF_MODEL_TURN_TOKENS, or ask for less"
            )
        if self.seconds + self.request_seconds > self.most_seconds:
            raise ModelBudgetSpent(
                f"another request might take longer than the {self.most_seconds:.0f} seconds of one of {self.purpose}"
            )
        reserved = self.budget.reserve(self.tenant, self.purpose, self.name(), sent + self.reply_tokens)
        begun, heard = self.clock(), 0

        def count(piece: str) -> None:
            nonlocal heard
            heard += len(piece.encode())
            if listener is not None:
                listener(piece)

        use = TokenUse(input_tokens=sent)  # what a process that dies here has most likely spent
        try:
            generated = self.model.generate(prompt, listener=None if listener is None else count)
            use, self.answered_by = generated.use, generated.model
        except KnowledgeError:
            use = TokenUse(input_tokens=sent if heard else 0, output_tokens=heard // CHARACTERS_A_TOKEN)
            raise
        finally:
            seconds = self.clock() - begun
            self.use, self.seconds = self.use + use, self.seconds + seconds
            reserved.settle(use, seconds=seconds)
        return generated
