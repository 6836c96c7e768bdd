"""A document read by a language model, passage by passage; what was read before is not asked again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from ingestion.model_extraction.checking import take, with_readings
from ingestion.model_extraction.prompting import VERSION, prompt_of
from ingestion.model_extraction.store import ReadingStore, digest_of
from ingestion.slices import in_slices
from knowledge.errors import (
    ModelBudgetSpent,
    ModelContextExceeded,
    ModelKeyRefused,
    ModelQuotaSpent,
    ModelRefused,
    ModelRejected,
)
from knowledge.facts import ExtractedFact
from knowledge.generating import Metered
from knowledge.language_model import Prompt, TokenUse
from knowledge.passages import ParsedDocument, Statement, split_passages

AT_ONCE = 4  # requests of one document
_OF_THIS_PASSAGE = (ModelRefused, ModelContextExceeded)
_OF_ALL = (ModelBudgetSpent, ModelKeyRefused, ModelQuotaSpent, ModelRejected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The facts of a document by rules and model, the readings that they rest on, and what it took."""

    facts: list[ExtractedFact]
    digests: tuple[bytes, ...]
    told: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One passage; its statements are counted from `first` in the document."""

    first: int
    section: tuple[str, ...]
    statements: Sequence[Statement]
    prompt: Prompt
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """No output where the model would not read the passage; a problem where it will read none."""

    digest: bytes
    use: TokenUse
    output: str | None = None
    problem: str | None = None


@dataclass(slots=True)
class _Tally:
    use: TokenUse = field(default_factory=TokenUse)
    cached: int = 0
    skipped: int = 0
    problem: str | None = None


class ModelExtraction:
    """`metered`: the model for one passage of a tenant. `clock`: seconds."""

    def __init__(
        self, metered: Callable[[str], Metered], readings: ReadingStore, *, clock: Callable[[], float]
    ) -> None:
        self._metered = metered
        self._readings = readings
        self._clock = clock

    def read(
        self,
        facts: Sequence[ExtractedFact],
        document: ParsedDocument,
        *,
        title: str,
        tenant: str,
        stage: Callable[[str], None],
        keep: bool = True,
    ) -> Read:
        """`facts`: what the rules read. A passage that the model refuses, and all of them once the budget is spent or
        the model cannot be asked, has the rules' facts alone, and `told` says so.

        `keep`: whether the readings last. Raises a `ServiceError`: what was read until then is kept.
        """
        begun = self._clock()
        model = self._metered(tenant)
        asked = list(_passages(document, title, model))
        tally = _Tally()
        outputs = self._outputs(asked, tenant, tally, stage, keep=keep)
        told: list[ExtractedFact] = []
        renamed = added = refused = 0
        for one in asked:
            taken = take(outputs.get(one.digest, ""), title, one.section, one.statements)
            of_it = [fact for fact in facts if one.first <= fact.statement < one.first + len(one.statements)]
            with_them, named, beside = with_readings(of_it, one.first, taken.readings)
            told += with_them
            renamed, added, refused = renamed + named, added + beside, refused + taken.refused
        return Read(
            facts=told,
            digests=tuple(dict.fromkeys(one.digest for one in asked if one.digest in outputs)),
            told={
                "model": model.name(),
                "prompt_version": VERSION,
                "passages": len(asked),
                "cached": tally.cached,
                "skipped": tally.skipped,
                "facts_named": renamed,
                "facts_added": added,
                "facts_refused": refused,
                "input_tokens": tally.use.input_tokens,
                "output_tokens": tally.use.output_tokens,
                "cost_usd": _plain(tally.use.cost_usd),
                "seconds": round(self._clock() - begun, 3),
                "problem": tally.problem,
            },
        )

    def _outputs(
        self, asked: Sequence[_Asked], tenant: str, tally: _Tally, stage: Callable[[str], None], *, keep: bool
    ) -> dict[bytes, str]:
        outputs = self._readings.kept(tenant, [one.digest for one in asked])
        tally.cached = sum(one.digest in outputs for one in asked)
        unread = list({one.digest: one for one in asked if one.digest not in outputs}.values())
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reading") as threads:
            for some in in_slices(unread, AT_ONCE):
                stage(f"reading facts by model, {len(outputs):,} of {len(asked):,} passages")
                if tally.problem is not None:
                    break
                for answered in threads.map(partial(self._ask, tenant, keep), some):
                    tally.use += answered.use
                    tally.problem = tally.problem or answered.problem
                    if answered.output is not None:
                        outputs[answered.digest] = answered.output
        tally.skipped = len({one.digest for one in asked} - outputs.keys())
        return outputs

    def _ask(self, tenant: str, keep: bool, asked: _Asked) -> _Answered:
        model = self._metered(tenant)
        try:
            output = model.generate(asked.prompt).text
        except _OF_THIS_PASSAGE:
            return _Answered(digest=asked.digest, use=model.use)
        except _OF_ALL as error:
            return _Answered(digest=asked.digest, use=model.use, problem=str(error))
        if keep:
            output = self._readings.keep(
                tenant, asked.digest, output, model=model.name(), use=model.use, seconds=model.seconds
            )
        return _Answered(digest=asked.digest, use=model.use, output=output)


def _passages(document: ParsedDocument, title: str, model: Metered) -> Iterator[_Asked]:
    """Split as ever, whatever the length of passages: another prompt would be paid for again."""
    first = 0
    for passage in split_passages(document):
        statements = document.statements[first : first + len(passage.statements)]
        prompt = prompt_of(title, passage.section, statements)
        yield _Asked(
            first=first,
            section=passage.section,
            statements=statements,
            prompt=prompt,
            digest=digest_of(model.name(), {**model.parameters(), "prompt": VERSION}, prompt),
        )
        first += len(statements)


def _plain(cost: Decimal | None) -> str | None:
    return None if cost is None else str(cost)
