"""Rules by which facts lapse unless they are confirmed; and people who confirm."""

from contextlib import suppress
from uuid import UUID, uuid4

from anyio import to_thread
from fastapi import APIRouter, Response

from api.auth import RequestCaller
from api.examples import review as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.expiry import (
    AddExpiryRuleRequest,
    ChangeExpiryRuleRequest,
    ConfirmedFactReply,
    ConfirmFactRequest,
    ExpiryRuleReply,
    ExpiryRulesReply,
)
from api.parameters import iso
from api.problems import documented
from api.rule_fields import changed_fields, slugs
from api.services import FromServices, Services
from api.submitting import FromDoor
from ingestion.expiry.messages import Expire
from ingestion.expiry.rules import Confirmation, KeptExpiryRule
from knowledge.errors import (
    FactNotFound,
    InvalidRequest,
    InvalidSlug,
    RuleNotFound,
    StoreUnavailable,
    WorkflowsUnavailable,
)
from knowledge.expiry import ExpiryRule

router = APIRouter(tags=["review"])

NEVER_NULL = ("name", "months", "remind_days", "enabled")


@router.get(
    "/v1/expiry-rules",
    summary="The rules by which facts lapse",
    response_model=ExpiryRulesReply,
    responses={200: examples.expiry_rules, **documented(InvalidRequest, StoreUnavailable)},
)
def list_expiry_rules(services: FromServices, caller: RequestCaller) -> ExpiryRulesReply:
    return _replies(services, caller.tenant)


@router.post(
    "/v1/expiry-rules",
    status_code=201,
    summary="Let facts of a kind lapse so many months after they were last confirmed",
    response_model=ExpiryRuleReply,
    responses={
        201: examples.expiry_rule,
        **documented(InvalidRequest, InvalidSlug, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def add_expiry_rule(*, body: AddExpiryRuleRequest, door: FromDoor) -> Response:
    """A version that states a fact confirms it from its date of effect on; so does a person, by a word or an edit."""
    rule = ExpiryRule(
        id=uuid4(),
        name=body.name,
        months=body.months,
        remind_days=body.remind_days,
        enabled=body.enabled,
        documents=slugs(body.documents),
        predicate=body.predicate,
    )
    services, caller = door.services, door.caller

    async def work() -> Kept:
        kept = await to_thread.run_sync(lambda: services.expiries.add(caller.tenant, rule, actor=caller.actor))
        await _look_again(services, Expire(tenant=caller.tenant, rule=str(rule.id)))
        return Kept(status=201, body=_reply(kept).model_dump())

    return await door.once(work, body)


@router.post(
    "/v1/expiry-rules/{rule}",
    summary="Change an expiry rule, or switch it on or off",
    response_model=ExpiryRuleReply,
    responses={
        200: examples.changed_expiry_rule,
        **documented(InvalidRequest, InvalidSlug, RuleNotFound, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def change_expiry_rule(*, rule: UUID, body: ChangeExpiryRuleRequest, door: FromDoor) -> Response:
    """What has lapsed by it stays so: `asof undo` takes one back."""
    changed = changed_fields(
        body, never_null=NEVER_NULL, way_out="enabled, months, remind_days, documents or predicate"
    )
    services, caller = door.services, door.caller

    async def work() -> Kept:
        kept = await to_thread.run_sync(
            lambda: services.expiries.change(caller.tenant, rule, changed, actor=caller.actor)
        )
        await _look_again(services, Expire(tenant=caller.tenant, rule=str(rule)))
        return Kept(status=200, body=_reply(kept).model_dump())

    return await door.once(work, body)


@router.post(
    "/v1/expiry-rules/{rule}/remove",
    summary="Remove an expiry rule",
    response_model=ExpiryRulesReply,
    responses={
        200: examples.left_expiry_rules,
        **documented(InvalidRequest, RuleNotFound, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def remove_expiry_rule(*, rule: UUID, door: FromDoor) -> Response:
    """Answers with those that are left."""

    def work() -> Kept:
        door.services.expiries.remove(door.caller.tenant, rule)
        return Kept(status=200, body=_replies(door.services, door.caller.tenant).model_dump())

    return await door.do(work, ExpiryRulesReply(rules=[]))


@router.post(
    "/v1/facts/{fact_id}/confirm",
    summary="Confirm that a fact still holds: expiry rules count from now",
    response_model=ConfirmedFactReply,
    responses={
        200: examples.confirmed_fact,
        **documented(InvalidRequest, FactNotFound, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def confirm_fact(*, fact_id: UUID, body: ConfirmFactRequest, door: FromDoor) -> Response:
    """Nothing that is held changes, unless it had lapsed: then it holds again, as if it never had."""
    caller = door.caller
    confirmation = Confirmation(id=uuid4(), tenant=caller.tenant, fact=fact_id, actor=caller.actor, reason=body.reason)

    def work() -> Kept:
        at = door.services.expiries.confirm(confirmation)
        reply = ConfirmedFactReply(fact=str(fact_id), confirmed_at=iso(at), actor=caller.actor)
        return Kept(status=200, body=reply.model_dump())

    return await door.do(work, body)


async def _look_again(services: Services, expire: Expire) -> None:
    """Where Temporal is away a worker takes the rule up: it stands in Postgres."""
    with suppress(WorkflowsUnavailable):
        await services.expiry_client.look_again(expire)


def _replies(services: Services, tenant: str) -> ExpiryRulesReply:
    return ExpiryRulesReply(rules=[_reply(kept) for kept in services.expiries.all(tenant)])


def _reply(kept: KeptExpiryRule) -> ExpiryRuleReply:
    rule = kept.rule
    return ExpiryRuleReply(
        id=str(rule.id),
        name=rule.name,
        months=rule.months,
        remind_days=rule.remind_days,
        enabled=rule.enabled,
        documents=None if rule.documents is None else sorted(rule.documents),
        predicate=rule.predicate,
        actor=kept.actor,
    )
