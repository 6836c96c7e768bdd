"""What a worker looks after beside its work: the index's generation, and ingestions that nobody runs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog

from infra.places import SetupError
from ingestion.publication import Publication
from ingestion.rebuild import EmbeddingMissingError, is_whole, rebuild
from ingestion.reindex.doctor import Unfinished
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import StoreUnavailable, UnknownModel
from knowledge.ports import Embedder, Embedders, PassageIndex

FIRST_GENERATION = "g1"

sql = load_queries("ingestion")
log = structlog.get_logger(__name__)


def ensure_generation(pool: Pool, index: PassageIndex, embedder: Embedder, embedders: Embedders) -> str:
    """The live generation's name; makes the first one where there is none, and fills one that lost its points.

    The model of the settings is that of the first one; later ones are of what a re-index named. Raises `SetupError`
    when the live one's model cannot be loaded: vectors of two models do not compare.
    """
    model = embedder.model()
    names = {"model": model.name, "precision": model.precision, "dimensions": model.dimensions}
    with transaction(pool) as cursor:
        cursor.execute(sql("generation_insert"), {"name": FIRST_GENERATION, **names})
        live = cursor.execute(sql("generation_live")).fetchone()
    if live is None:
        raise StoreUnavailable("no generation of the passage index is live")
    if (live["model"], live["precision"]) != (model.name, model.precision):
        _load(embedders, live, names)
    name: str = live["name"]
    index.create(name, live["dimensions"])
    _fill_where_lost(pool, index, name)
    return name


def _load(embedders: Embedders, live: Mapping[str, object], settings: Mapping[str, object]) -> None:
    try:
        embedders.embedder(str(live["model"]), str(live["precision"])).model()
    except UnknownModel as error:
        raise SetupError(
            f"the index was built by {live['model']} in {live['precision']}, which the engine cannot load ({error})."
            f" Set ASOF_EMBEDDING_MODEL back, or install it; then `asof reindex --model {settings['model']}`."
        ) from error


def _fill_where_lost(pool: Pool, index: PassageIndex, generation: str) -> None:
    if is_whole(pool, index, generation):
        return
    log.warning("the index lacks recorded passages: rebuilt from Postgres", generation=generation)
    try:
        points = rebuild(pool, index, generation)
    except EmbeddingMissingError as error:
        raise SetupError(f"the index cannot be rebuilt: {error}. Set ASOF_EMBEDDING_MODEL back.") from error
    log.info("rebuilt the index", generation=generation, points=points)


async def take_up_unfinished(publication: Publication, kinds: Iterable[Unfinished]) -> None:
    """Narrows what the outbox still names and starts the workflows that accepted work should have and has not."""
    settled = await asyncio.to_thread(publication.settle)
    resumed = {kind.name: await kind.take_up() for kind in kinds}
    if settled or resumed.get("ingestions"):
        log.info("took up unfinished work", outbox=settled, **resumed)


async def repeat(work: Callable[[], Awaitable[None]], stop: asyncio.Event, *, every_seconds: float) -> None:
    """Does it again and again until `stop` is set. What goes wrong is logged: the next time may do."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), every_seconds)
        except TimeoutError:
            try:
                await work()
            except Exception:  # whatever it is, the worker goes on with its work
                log.exception("unfinished work was not taken up; it is tried again")
