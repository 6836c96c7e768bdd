"""Structured logs: JSON lines into a file or pipe, plain coloured lines on a terminal, with bound ids."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor


def configure_logging(process: str, level: str, stream: TextIO | None = None) -> None:
    """Sends structlog and the standard library's loggers to `stream`, or stderr: the supervisor keeps that."""
    target = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _without_colours,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_rendering(target.isatty()))
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    for chatty in ("httpx", "httpcore", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(process=process)


def _without_colours(_: object, __: str, entry: EventDict) -> EventDict:
    entry.pop("color_message", None)  # uvicorn says everything twice
    return entry


def _rendering(terminal: bool) -> list[Processor]:
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if terminal:
        return [without_meta, structlog.dev.ConsoleRenderer()]
    return [without_meta, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


@contextmanager
def logged_with(**ids: str | None) -> Iterator[None]:
    """Binds ids (conversation, document, workflow, ...) to every line logged inside; not those that are None."""
    with structlog.contextvars.bound_contextvars(**{name: value for name, value in ids.items() if value is not None}):
        yield
