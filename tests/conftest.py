"""Real engines for the tests: each plugin starts one of them when a test first asks for it."""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # What a shell began in the background ignores Ctrl-C, and so would every process that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.engine",
    "tests.fixtures.temporal",
    "tests.fixtures.api",
    "tests.fixtures.publishing",
    "tests.fixtures.library",
    "tests.fixtures.notifying",
    "tests.fixtures.language_model",
    "tests.fixtures.recalling",
]
