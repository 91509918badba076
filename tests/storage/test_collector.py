"""The pause of the cyclic collector: it ends where it began, whatever happens within."""

from __future__ import annotations

import gc

import pytest

from bilag.storage.collector import paused


def test_nothing_is_collected_within():
    with paused():
        assert not gc.isenabled()
        with paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_ends_with_an_error_too():
    @paused()
    def work() -> None:
        assert not gc.isenabled()
        raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            work()
        assert gc.isenabled()


def test_who_paused_it_before_goes_on():
    gc.disable()
    try:
        with paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
