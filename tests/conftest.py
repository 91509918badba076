"""What every test shares: hypothesis tries the same examples every time and sets no deadline.

`pytest --update` writes the goldens anew instead of comparing with them. Every PDF that a test makes must
conform (`pdfguard`), but for tests marked `nonconforming`.
"""

from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.pdfguard import Guard

settings.register_profile("bilag", derandomize=True, deadline=None)
settings.load_profile("bilag")

GUARD = Guard()


def pytest_configure() -> None:
    GUARD.listen()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What the fixtures of a test make counts as well; benchmarks are not slowed down."""
    GUARD.written.clear()
    GUARD.listening = "/bench/" not in item.nodeid
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    if item.get_closest_marker("nonconforming") is None and (faults := GUARD.faults()):
        pytest.fail("this test made a PDF that does not conform:\n" + "\n".join(faults), pytrace=False)
    return result


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the goldens anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))
