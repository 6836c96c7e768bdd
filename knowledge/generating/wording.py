"""An extractive answer in a model's words: asked, checked, asked once more, and else left as it was."""

import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from knowledge.answering import Answer, AnswerStatus, Ask, StatedClaim
from knowledge.answering.confidence import is_likely
from knowledge.answering.wording import day_of
from knowledge.errors import (
    InvalidRequest,
    ModelBudgetSpent,
    ModelContextExceeded,
    ModelKeyRefused,
    ModelQuotaSpent,
    ModelRefused,
    ModelRejected,
)
from knowledge.generating.agreement import disagreeing
from knowledge.generating.checking import Frame, failing
from knowledge.generating.claims import Claim, read_claims
from knowledge.generating.exhibits import Exhibits
from knowledge.generating.metering import Metered
from knowledge.generating.model import Attempt, Failing, Generation, Outcome, Telling, Worded, unheard
from knowledge.generating.prompting import INSTRUCTIONS, VERSION, once_more, opening
from knowledge.generating.tools import ASK_PERSON, TOOLS, Lookups, question_to_person
from knowledge.language_model import (
    Finish,
    Generated,
    ModelMessage,
    Prompt,
    Replied,
    Told,
    Tool,
    ToolCall,
    ToolResult,
)
from knowledge.retrieval import Stores
from knowledge.time_windows import Viewpoint

TRIES = 2
ROUNDS = 4  # requests of one try: the last one has no tools
CALLS = 8  # of tools in one round
_LASTING = (ModelBudgetSpent, ModelContextExceeded, ModelKeyRefused, ModelQuotaSpent, ModelRefused, ModelRejected)


def word_answer(answer: Answer, ask: Ask, *, stores: Stores, model: Metered, telling: Telling = unheard) -> Worded:
    """The answer with `text` in the model's words, where every claim of it holds; else the answer as it is, and a
    notice that says why. Where the model may ask a person and does, that ends it, and the question is in `asks`. What
    the documents do not state, or is unclear, no model is asked about.

    Raises a `ServiceError` where the model or a store is out of reach: the same call may succeed later.
    """
    if not _is_stated(answer):
        return Worded(answer, None)
    session = _Session(answer=answer, ask=ask, stores=stores, model=model, telling=telling)
    try:
        claims = session.word()
    except _LASTING as error:
        return session.replaced(str(error))
    if session.asks is not None:
        return replace(session.replaced("it asks a person"), asks=session.asks)
    if claims is None:
        return session.replaced("its wording did not hold against the documents")
    return session.held(claims)


def _is_stated(answer: Answer) -> bool:
    told = answer.status in (AnswerStatus.ANSWERED, AnswerStatus.CONFLICT) and answer.answer is not None
    return told and bool(answer.citations) and all(part.said is not None for part in answer.parts)


def _is_open(answer: Answer) -> bool:
    """Whether the evidence leaves something for a person to say: no instruction in a document decides that."""
    return answer.status is AnswerStatus.CONFLICT or not all(is_likely(part.confidence) for part in answer.parts)


@dataclass(slots=True, kw_only=True)
class _Session:
    """One answer being worded."""

    answer: Answer
    ask: Ask
    stores: Stores
    model: Metered
    telling: Telling
    exhibits: Exhibits = field(init=False)
    frame: Frame = field(init=False)
    messages: list[ModelMessage] = field(init=False)
    tools: tuple[Tool, ...] = field(init=False)
    asks: str | None = None  # a question to a person
    notices: list[str] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)

    def __post_init__(self) -> None:
        answer = self.answer
        self.exhibits = Exhibits.of(answer)
        period = answer.period
        self.frame = Frame(
            question=answer.question,
            leading=answer.citations[0].quote,
            as_of=answer.as_of,
            zone=self.ask.zone,
            spoken_of=() if period is None else tuple(one for one in (period.start, period.end) if one is not None),
        )
        self.tools = (*TOOLS, ASK_PERSON) if self.ask.may_ask_person and _is_open(answer) else TOOLS
        self.messages = [Told(opening(answer, self.exhibits, self.ask.zone, self.ask.summary))]

    def word(self) -> list[Claim] | None:
        """The claims of the first try that holds as a whole; `None` where none does."""
        for number in range(TRIES):
            self.telling.stage("wording the answer" if number == 0 else "wording the answer once more")
            hearing = _Hearing(self._failing, self.telling, f"As of {day_of(self.answer.as_of, self.ask.zone)}: ")
            generated = self._converse(hearing)
            if self.asks is not None:
                prompt = Prompt(instructions=INSTRUCTIONS, messages=tuple(self.messages), tools=self.tools)
                self.attempts.append(Attempt(prompt=prompt.as_json(), output=generated.text, failing=()))
                return None
            claims, _ = read_claims(generated.text, ended=True)
            failed = self._failings(claims, generated.finish)
            prompt = Prompt(instructions=INSTRUCTIONS, messages=tuple(self.messages), tools=self.tools)
            self.attempts.append(Attempt(prompt=prompt.as_json(), output=generated.text, failing=tuple(failed)))
            if not failed:
                hearing.end()
                return claims
            hearing.take_back(failed[0].reason)
            self.messages += [Replied(generated.text or "..."), Told(once_more(failed))]
        return None

    def _converse(self, hearing: "_Hearing") -> Generated:
        """Until the model calls no tool any more, or asks a person."""
        lookups = Lookups(
            viewpoint=Viewpoint(
                tenant=self.ask.tenant,
                as_of=self.answer.as_of,
                known_at=self.answer.known_at,
                scope=self.answer.scope,
            ),
            stores=self.stores,
            exhibits=self.exhibits,
            zone=self.ask.zone,
            document=self.ask.document,
        )
        for round_ in itertools.count(1):
            tools = self.tools if round_ < ROUNDS else ()
            prompt = Prompt(instructions=INSTRUCTIONS, messages=tuple(self.messages), tools=tools)
            generated = self.model.generate(prompt, listener=hearing)
            if not generated.calls or not tools:
                return generated
            hearing.take_back("the model looks something up first")
            self.messages.append(Replied(generated.text, generated.calls))
            for number, call in enumerate(generated.calls):
                if call.name == ASK_PERSON.name and ASK_PERSON in tools:
                    result = self._put_to_person(call)
                elif number < CALLS:
                    self.telling.stage(f"looking up {call.name}")
                    result = lookups.result(call)
                else:
                    result = '{"error": "too many calls at once"}'
                self.messages.append(ToolResult(call=call, text=result))
            if self.asks is not None:
                return generated
        raise AssertionError  # the loop above ends by itself

    def _put_to_person(self, call: ToolCall) -> str:
        """One question a turn."""
        if self.asks is not None:
            return '{"error": "one question has been asked"}'
        try:
            question = question_to_person(call, self.answer.question)
        except InvalidRequest as error:
            return json.dumps({"error": str(error)})
        if self.ask.asks_no_more is not None:
            notice = f"{self.model.name()} would have asked a person, and did not: {self.ask.asks_no_more}."
            self.notices = [notice]
            return json.dumps({"error": f"{self.ask.asks_no_more}: answer from the evidence"})
        self.asks = question
        self.telling.stage("asking a person")
        return '{"asked": true}'

    def _failing(self, claim: Claim) -> str | None:
        return failing(claim, self.exhibits.by_id(), self.frame)

    def _failings(self, claims: Sequence[Claim], finish: Finish) -> list[Failing]:
        found = [Failing(claim.text, reason) for claim in claims if (reason := self._failing(claim)) is not None]
        text = " ".join(claim.text for claim in claims)
        if not claims:
            found.append(Failing("", "there is no sentence"))
        elif finish is Finish.LENGTH:
            found.append(Failing(claims[-1].text, "it was cut off: be shorter"))
        elif not found and (reason := disagreeing(text, self.answer)) is not None:
            found.append(Failing(text, reason))
        return found

    def held(self, claims: Sequence[Claim]) -> Worded:
        by_id = self.exhibits.by_id()
        cited = [by_id[id_].citation for claim in claims for id_ in claim.ids]
        citations = list(dict.fromkeys((*self.answer.citations, *cited)))
        outcome = Outcome.HELD if len(self.attempts) == 1 else Outcome.HELD_AGAIN
        said = " ".join(claim.text for claim in claims)
        answer = replace(
            self.answer,
            text=f"As of {day_of(self.answer.as_of, self.ask.zone)}: {said}",
            citations=tuple(citations),
            claims=tuple(
                StatedClaim(text=claim.text, citations=tuple(by_id[id_].citation.id for id_ in claim.ids))
                for claim in claims
            ),
            notices=(*self.answer.notices, *self.notices),
            wording=outcome.value,
            model=self.model.name(),
        )
        return Worded(answer, self._generation(outcome, None))

    def replaced(self, reason: str) -> Worded:
        notice = f"These are the documents' own words, not those of {self.model.name()}: {reason}."
        notices = (*self.answer.notices, *self.notices, notice)
        answer = replace(self.answer, notices=notices, wording=Outcome.REPLACED.value)
        return Worded(answer, self._generation(Outcome.REPLACED, reason))

    def _generation(self, outcome: Outcome, reason: str | None) -> Generation:
        return Generation(
            model=self.model.name(),
            answered_by=self.model.answered_by,
            parameters=self.model.parameters(),
            prompt_version=VERSION,
            attempts=tuple(self.attempts),
            outcome=outcome,
            reason=reason,
            use=self.model.use,
            seconds=self.model.seconds,
        )


class _Hearing:
    """Hears a reply as it comes, and passes on each sentence that holds, up to the first that does not."""

    def __init__(self, failing_: Callable[[Claim], str | None], telling: Telling, opening_: str) -> None:
        self._failing = failing_
        self._telling = telling
        self._opening = opening_
        self._heard = ""
        self._told = 0
        self._silent = False

    def __call__(self, piece: str) -> None:
        self._heard += piece
        claims, self._heard = read_claims(self._heard, ended=False)
        self._pass_on(claims)

    def end(self) -> None:
        claims, self._heard = read_claims(self._heard, ended=True)
        self._pass_on(claims)

    def take_back(self, why: str) -> None:
        if self._told:
            self._telling.again(why)
        self._heard, self._told, self._silent = "", 0, False

    def _pass_on(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            self._silent = self._silent or self._failing(claim) is not None
            if not self._silent:
                self._telling.text(f"{' ' if self._told else self._opening}{claim.text}")
                self._told += 1
