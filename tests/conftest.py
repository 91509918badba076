"""What every test shares: hypothesis tries the same examples every time and sets no deadline.

`pytest --update` writes the goldens anew instead of comparing with them.
"""

import pytest
from hypothesis import settings

settings.register_profile("bilag", derandomize=True, deadline=None)
settings.load_profile("bilag")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the goldens anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))
