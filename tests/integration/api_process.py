"""An API in a process of its own: `python -m tests.integration.api_process PORT DSN TEMPORAL_ADDRESS FOLDER`."""

import asyncio
import sys
from pathlib import Path

import uvicorn

from api.app import create_app
from knowledge.adapters.postgres.pool import open_pool
from tests.fixtures.api import services_on


async def main(port: int, dsn: str, temporal_address: str, folder: Path) -> None:
    with open_pool(dsn) as pool:
        services = await services_on(pool, temporal_address=temporal_address, folder=folder)
        await uvicorn.Server(uvicorn.Config(create_app(services), port=port, log_config=None, lifespan="off")).serve()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])))
