"""Runs once in every start, between the engines and the services: migrations, the time zone, search attributes."""

import asyncio
import os
import sys

import psycopg
import structlog

from infra import postgres
from infra.language_models import check_language_models
from infra.logging import configure_logging
from infra.settings import Settings
from infra.temporal import connect, register_search_attributes
from knowledge.adapters.postgres.migrate import migrate
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import ModelKeyRefused, ModelRejected

sql = load_queries("infra")

log = structlog.get_logger(__name__)


async def prepare(settings: Settings) -> None:
    """Raises where an engine is out of reach or a language model cannot be asked; doing it twice does no harm."""
    check_language_models(settings)
    dsn = postgres.address_of(settings)
    applied = await asyncio.to_thread(migrate, dsn)
    log.info("migrated", applied=applied)
    with psycopg.connect(dsn) as connection:
        connection.execute(sql("set_time_zone"), {"time_zone": settings.time_zone})
    registered = await register_search_attributes(await connect(settings))
    log.info("search attributes registered", names=registered)


def main() -> None:
    settings = Settings()
    configure_logging("prepare", settings.log_level)
    try:
        asyncio.run(prepare(settings))
    except (ModelRejected, ModelKeyRefused) as error:
        sys.exit(str(error))
    # Not through the interpreter's own end: threads of Temporal's runtime may touch it then, and it aborts (seen once).
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
