"""The rules that decide whether a change applies at once or waits for a person."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from fastapi import APIRouter, Response

from api.auth import RequestCaller
from api.examples import review as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.invalidations import AddRuleRequest, ChangeRuleRequest, RuleReply, RulesReply
from api.problems import documented
from api.rule_fields import changed_fields, slugs
from api.services import FromServices
from api.submitting import FromDoor
from ingestion.invalidation.rules import KeptRule
from knowledge.errors import InvalidRequest, InvalidSlug, RuleNotFound, StoreUnavailable
from knowledge.invalidation import Rule, Verdict
from knowledge.revision import Happening

router = APIRouter(tags=["review"])

NEVER_NULL = ("name", "outcome", "position", "enabled", "outranked")


@router.get(
    "/v1/rules",
    summary="The rules, in the order in which they are asked",
    response_model=RulesReply,
    responses={200: examples.rules, **documented(InvalidRequest, StoreUnavailable)},
)
def list_rules(services: FromServices, caller: RequestCaller) -> RulesReply:
    """A tenant begins with four, which it may change and switch off."""
    return RulesReply(rules=[rule_reply(kept) for kept in services.rules.all(caller.tenant)])


@router.post(
    "/v1/rules",
    status_code=201,
    summary="Add a rule",
    response_model=RuleReply,
    responses={201: examples.rule, **documented(InvalidRequest, InvalidSlug, *IDEMPOTENCY, StoreUnavailable)},
)
async def add_rule(*, body: AddRuleRequest, door: FromDoor) -> Response:
    """It counts for what is published from now on. What waits already waits on, until another change of its document is
    approved: then it is judged anew.
    """
    rule = Rule(
        id=uuid4(),
        name=body.name,
        position=body.position,
        enabled=body.enabled,
        outcome=Verdict(body.outcome),
        documents=slugs(body.documents),
        kinds=_kinds(body.kinds),
        predicate=body.predicate,
        share_over=body.share_over,
        likeness_under=body.likeness_under,
        outranked=body.outranked,
        past_days=body.past_days,
    )

    def work() -> Kept:
        kept = door.services.rules.add(door.caller.tenant, rule, actor=door.caller.actor)
        return Kept(status=201, body=rule_reply(kept).model_dump())

    return await door.do(work, body)


@router.post(
    "/v1/rules/{rule}",
    summary="Change a rule, or switch it on or off",
    response_model=RuleReply,
    responses={
        200: examples.changed_rule,
        **documented(InvalidRequest, InvalidSlug, RuleNotFound, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def change_rule(*, rule: UUID, body: ChangeRuleRequest, door: FromDoor) -> Response:
    changed = changed_fields(body, never_null=NEVER_NULL, way_out="enabled, position, outcome, or a condition")
    if "outcome" in changed:
        changed["outcome"] = Verdict(changed["outcome"])
    if "kinds" in changed:
        changed["kinds"] = _kinds(changed["kinds"])

    def work() -> Kept:
        kept = door.services.rules.change(door.caller.tenant, rule, changed, actor=door.caller.actor)
        return Kept(status=200, body=rule_reply(kept).model_dump())

    return await door.do(work, body)


@router.post(
    "/v1/rules/{rule}/remove",
    summary="Remove a rule",
    response_model=RulesReply,
    responses={200: examples.left_rules, **documented(InvalidRequest, RuleNotFound, *IDEMPOTENCY, StoreUnavailable)},
)
async def remove_rule(*, rule: UUID, door: FromDoor) -> Response:
    """Answers with those that are left. What it let wait waits on."""

    def work() -> Kept:
        door.services.rules.remove(door.caller.tenant, rule)
        left = [rule_reply(kept) for kept in door.services.rules.all(door.caller.tenant)]
        return Kept(status=200, body=RulesReply(rules=left).model_dump())

    return await door.do(work, RulesReply(rules=[]))


def rule_reply(kept: KeptRule) -> RuleReply:
    rule = kept.rule
    return RuleReply.model_validate(
        {
            "id": str(rule.id),
            "name": rule.name,
            "position": rule.position,
            "enabled": rule.enabled,
            "outcome": rule.outcome.value,
            "documents": None if rule.documents is None else sorted(rule.documents),
            "kinds": None if rule.kinds is None else sorted(kind.value for kind in rule.kinds),
            "predicate": rule.predicate,
            "share_over": rule.share_over,
            "likeness_under": rule.likeness_under,
            "outranked": rule.outranked,
            "past_days": rule.past_days,
            "actor": kept.actor,
        }
    )


def _kinds(kinds: Sequence[str] | None) -> frozenset[Happening] | None:
    return None if kinds is None else frozenset(Happening(kind) for kind in kinds)
