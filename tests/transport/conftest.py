from tests.committed import committed  # noqa: F401 - a fixture
