"""What every test shares: hypothesis tries the same examples every time and sets no deadline.

`pytest --update` writes the goldens anew instead of comparing with them. Every PDF and every Word file that a
test makes must conform (`pdfguard`, `wordguard`), but for tests marked `nonconforming`.
"""

from collections.abc import Generator

import pytest
from hypothesis import settings

from bilag.write.docx import writer as docx
from bilag.write.pdf import writer as pdf
from tests.support import pdfguard, sampled, wordguard
from tests.support.guard import Guard

settings.register_profile("bilag", derandomize=True, deadline=None)
settings.load_profile("bilag")

PDF_GUARD = Guard(pdf._Writer, pdfguard.faults_of)
WORD_GUARD = Guard(docx.Writer, wordguard.faults_of)
GUARDS = {"PDF": PDF_GUARD, "Word file": WORD_GUARD}


def pytest_configure(config: pytest.Config) -> None:
    sampled.configure(config.option.markexpr)
    for guard in GUARDS.values():
        guard.listen()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What the fixtures of a test make counts as well; benchmarks are not slowed down."""
    for guard in GUARDS.values():
        guard.written.clear()
        guard.listening = "/bench/" not in item.nodeid
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    if item.get_closest_marker("nonconforming") is None:
        for kind, guard in GUARDS.items():
            if faults := guard.faults():
                said = "\n".join(faults)
                pytest.fail(f"this test made a {kind} that does not conform:\n{said}", pytrace=False)
    return result


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the goldens anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))
