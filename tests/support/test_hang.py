import re

import pytest

from tests.support.hang import no_hang


def test_the_guard_stops_what_does_not_end():
    with pytest.raises(AssertionError, match="still running"), no_hang(0.2):
        re.match(r"(a+)+$", "a" * 60 + "b")


def test_the_guard_lets_pass_what_ends():
    with no_hang(30):
        assert re.match("a+", "a" * 60)
