"""What a worker does before it takes work: the index's generation, what an earlier run left unfinished."""

import structlog
from psycopg.rows import dict_row

from infra.places import SetupError
from ingestion.client import IngestionClient
from ingestion.publication import Publication
from ingestion.store import IngestionStore
from knowledge.adapters.postgres.pool import Pool, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.ports import Embedder, PassageIndex

FIRST_GENERATION = "g1"

sql = load_queries("ingestion")
log = structlog.get_logger(__name__)


def ensure_generation(pool: Pool, index: PassageIndex, embedder: Embedder) -> str:
    """The live generation's name; makes the first one where there is none.

    Raises `SetupError` when the live one was embedded by another model or precision: their vectors do not compare.
    """
    model = embedder.model()
    names = {"model": model.name, "precision": model.precision, "dimensions": model.dimensions}
    with translated(), pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(sql("generation_insert"), {"name": FIRST_GENERATION, **names})
        live = cursor.execute(sql("generation_live")).fetchone()
    if live is None or any(live[name] != value for name, value in names.items()):
        raise SetupError(f"the index was built by {live}, the engine embeds by {names}: set ASOF_EMBEDDING_MODEL back.")
    name: str = live["name"]
    index.create(name, model.dimensions)
    return name


async def take_up_unfinished(client: IngestionClient, store: IngestionStore, publication: Publication) -> None:
    """Narrows what the outbox still names and starts the ingestions that have no running workflow."""
    import asyncio

    settled = await asyncio.to_thread(publication.settle)
    resumed = await client.resume(store)
    log.info("took up unfinished work", outbox=settled, ingestions=resumed)
