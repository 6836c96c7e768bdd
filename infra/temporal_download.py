"""Run as a process of its own, so that it can be ended: lets the Python SDK fetch its dev server into a folder."""

import asyncio
import sys

from temporalio.testing import WorkflowEnvironment


async def download(folder: str) -> None:
    """The SDK knows no other way to download than to start the server once."""
    async with await WorkflowEnvironment.start_local(download_dest_dir=folder):
        pass


if __name__ == "__main__":
    asyncio.run(download(sys.argv[1]))
