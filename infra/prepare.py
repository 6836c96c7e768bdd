"""Runs once in every start, between the engines and the services: migrations, and search attributes."""

import asyncio

import structlog

from infra.logging import configure_logging
from infra.settings import Settings
from infra.temporal import connect, register_search_attributes
from knowledge.adapters.postgres.migrate import migrate

log = structlog.get_logger(__name__)


async def prepare(settings: Settings) -> None:
    """Raises where an engine is out of reach; doing it twice does no harm."""
    if settings.postgres_dsn is None:
        raise SystemExit("ASOF_POSTGRES_DSN is not set: `asof up` runs this.")
    applied = await asyncio.to_thread(migrate, settings.postgres_dsn.get_secret_value())
    log.info("migrated", applied=applied)
    registered = await register_search_attributes(await connect(settings))
    log.info("search attributes registered", names=registered)


def main() -> None:
    settings = Settings()
    configure_logging("prepare", settings.log_level)
    asyncio.run(prepare(settings))


if __name__ == "__main__":
    main()
