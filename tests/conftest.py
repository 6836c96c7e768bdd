"""Real engines for the tests: each plugin starts one of them when a test first asks for it."""

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
