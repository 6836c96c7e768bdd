"""A new index is built beside the live one, examined, and made live whole, or leaves nothing behind."""

from collections.abc import Sequence

import pytest

from ingestion.reindex.comparing import compare
from ingestion.reindex.messages import CATCH_UP, EXAMINE, FILL, GO_LIVE, STEPS
from ingestion.reindex.runs import ReindexRequest
from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.errors import NothingToRollBackTo, ReindexOver, ReindexUnderWay
from knowledge.ports import IndexPoint
from tests.fixtures.publishing import GENERATION, System
from tests.fixtures.reindexing import Reindexer
from tests.integration.test_publication import VERSIONS


@pytest.fixture
def reindexer(system: System) -> Reindexer:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    return Reindexer(system)


def publish(reindexer: Reindexer, text: str, day: int) -> None:
    reindexer.system.ingest(reindexer.system.accept(text, day))


def test_it_goes_live_from_kept_embeddings_without_embedding_anything(reindexer: Reindexer) -> None:
    run = reindexer.carry_out(reindexer.ask())
    assert (run.status, run.error, run.generation, reindexer.live()) == ("done", None, "g2", "g2")
    assert reindexer.embedders.asked == {}
    assert run.embedded == 0
    assert reindexer.generations() == {GENERATION: "retired", "g2": "live"}
    assert compare(reindexer.pool, reindexer.index, "g2").equal
    assert reindexer.held("g2") == reindexer.rows()
    assert run.report["index"]["missing"] == 0  # type: ignore[index]
    assert run.report["recall"]["share"] == 1  # type: ignore[index]
    assert reindexer.events() == [("reindex.done", "g2")]


@pytest.mark.parametrize("model", [None, "other"])
@pytest.mark.parametrize("before", [FILL, CATCH_UP, EXAMINE, GO_LIVE])
def test_what_is_published_meanwhile_is_in_it(reindexer: Reindexer, before: str, model: str | None) -> None:
    run = reindexer.ask(model=model)
    reindexer.carry_out(run, until=before)
    publish(reindexer, "notice 77 days\nsick leave 3 days", 40)
    done = reindexer.carry_out(run, since=before)
    assert done.status == "done", done.error
    assert reindexer.held("g2") == reindexer.rows()
    assert compare(reindexer.pool, reindexer.index, "g2").equal
    if model is None:
        publish(reindexer, "notice 78 days", 50)
        assert reindexer.held("g2") == reindexer.rows()


def test_another_model_embeds_each_text_once_and_is_then_what_versions_are_embedded_by(reindexer: Reindexer) -> None:
    run = reindexer.ask(model="other")
    reindexer.carry_out(run, until=EXAMINE)
    with reindexer.pool.connection() as connection:
        texts = connection.execute("SELECT count(DISTINCT embedding_hash) FROM passage_content").fetchall()
    publish(reindexer, "notice 77 days", 40)  # by the live model: the new one lacks it until it goes live
    done = reindexer.carry_out(run)
    assert (done.status, done.embedded, reindexer.embedders.asked) == (
        "done",
        texts[0][0] + 1,
        {"other": texts[0][0] + 1},
    )
    assert reindexer.held("g2") == reindexer.rows()


def test_a_version_embedded_before_the_model_changed_is_not_published_by_the_old_one(reindexer: Reindexer) -> None:
    from knowledge.errors import NotEmbedded

    late = reindexer.system.accept("notice 99 days", 60)
    reindexer.system.prepare(late)
    reindexer.carry_out(reindexer.ask(model="other"))
    with pytest.raises(NotEmbedded):
        reindexer.system.publish(late)


def test_one_is_built_at_a_time_and_the_id_names_it_again(reindexer: Reindexer) -> None:
    run = reindexer.ask()
    with pytest.raises(ReindexUnderWay, match=str(run.id)):
        reindexer.ask()
    again = reindexer.store.accept(ReindexRequest(tenant="default", actor="local"), id_=run.id)
    assert again == run


@pytest.mark.parametrize("before", STEPS[:-1])
def test_cancelled_before_any_step_it_leaves_nothing_behind(reindexer: Reindexer, before: str) -> None:
    run = reindexer.ask()
    reindexer.carry_out(run, until=before)
    assert reindexer.store.cancel("default", run.id).cancelling
    ended = reindexer.carry_out(run, since=before)
    assert (ended.status, ended.error, reindexer.live()) == ("cancelled", None, GENERATION)
    assert reindexer.generations() == {GENERATION: "live"}
    assert reindexer.index.generations() == [GENERATION]
    assert reindexer.events() == []
    assert reindexer.ask().generation == "g3"  # a name is never used again


def test_what_is_live_cannot_be_cancelled_but_rolled_back(reindexer: Reindexer) -> None:
    run = reindexer.carry_out(reindexer.ask())
    with pytest.raises(ReindexOver, match="rollback"):
        reindexer.store.cancel("default", run.id)
    publish(reindexer, "notice 77 days", 40)
    back = reindexer.store.accept_rollback(ReindexRequest(tenant="default", actor="local"))
    done = reindexer.carry_out(back)
    assert (done.status, done.kind, reindexer.live()) == ("done", "rollback", GENERATION)
    assert reindexer.held(GENERATION) == reindexer.rows()  # what it missed while it was kept is in it
    assert compare(reindexer.pool, reindexer.index, GENERATION).equal
    assert reindexer.generations() == {GENERATION: "live", "g2": "retired"}


def test_a_cancelled_roll_back_leaves_what_was_kept(reindexer: Reindexer) -> None:
    reindexer.carry_out(reindexer.ask())
    back = reindexer.store.accept_rollback(ReindexRequest(tenant="default", actor="local"))
    reindexer.carry_out(back, until=EXAMINE)
    reindexer.store.cancel("default", back.id)
    assert reindexer.carry_out(back).status == "cancelled"
    assert reindexer.generations() == {GENERATION: "retired", "g2": "live"}
    assert reindexer.index.generations() == [GENERATION, "g2"]


def test_there_is_nothing_to_go_back_to_at_first(reindexer: Reindexer) -> None:
    with pytest.raises(NothingToRollBackTo):
        reindexer.store.accept_rollback(ReindexRequest(tenant="default", actor="local"))


@pytest.mark.parametrize("kept", [1, 2])
def test_only_so_many_are_kept(system: System, kept: int) -> None:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    reindexer = Reindexer(system, kept=kept)
    for _ in range(3):
        assert reindexer.carry_out(reindexer.ask()).status == "done"
    assert reindexer.index.generations() == [f"g{n}" for n in range(4 - kept, 5)]
    assert set(reindexer.generations()) == set(reindexer.index.generations())


def test_a_golden_question_answered_wrongly_keeps_the_live_one(reindexer: Reindexer) -> None:
    golden, _ = GoldenStore(reindexer.pool).put(
        "default", "local", question="What about the notice?", as_of=None, document=None, answer="no such words"
    )
    run = reindexer.carry_out(reindexer.ask())
    assert (run.status, reindexer.live()) == ("failed", GENERATION)
    assert run.error == "1 of 1 golden questions are answered wrongly, 1 of them by the live index too"
    assert run.report["golden"]["wrong"] == [{"id": str(golden.id), "live_right": False}]  # type: ignore[index]
    assert reindexer.index.generations() == [GENERATION]
    assert reindexer.events() == [("reindex.failed", "g2")]
    assert reindexer.carry_out(reindexer.ask(min_golden=0.0)).status == "done"


def test_an_index_that_loses_what_is_put_does_not_go_live(system: System) -> None:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))

    class Losing:
        def __getattr__(self, name: str) -> object:
            return getattr(system.index, name)

        def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
            system.index.put(generation, points[1:])

    reindexer = Reindexer(system, index=Losing())  # type: ignore[arg-type]
    run = reindexer.carry_out(reindexer.ask())
    assert (run.status, reindexer.live()) == ("failed", GENERATION)
    # What was recorded a moment before may still come: then it is searching that tells.
    assert "passages missing" in str(run.error) or "of what exact search finds" in str(run.error)


def test_an_erasure_reaches_what_is_being_built_and_what_is_kept(reindexer: Reindexer) -> None:
    from ingestion.erasure.store import ErasureStore

    reindexer.carry_out(reindexer.ask())
    reindexer.carry_out(reindexer.ask(), until=EXAMINE)
    assert ErasureStore(reindexer.pool).generations() == [GENERATION, "g2", "g3"]
