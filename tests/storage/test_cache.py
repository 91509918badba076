"""The store: what was put is found again, and anything else is nothing."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilag.storage.cache import Cache, key_of
from tests.support import faults

KEY = key_of("en", "nøgle")
VALUE = {"tal": [1, None, "æøå"], "flere": {"a": True}}
FILES = {"a.pdf": b"%PDF\n\0\xff", "b.docx": b"", "c": b"x" * 1000}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path)


def held(cache: Cache) -> set[str]:
    return {path.name for path in cache.folder.iterdir()} - {".gitignore"}


def test_what_was_put_is_found_again(cache: Cache):
    cache.put(KEY, VALUE, FILES)
    assert cache.get(KEY) == (VALUE, FILES)
    cache.put(KEY, VALUE)
    assert cache.get(KEY) == (VALUE, {})
    assert held(cache) == {KEY}


def test_there_is_nothing_at_first(cache: Cache):
    with pytest.raises(KeyError):
        cache.get(KEY)
    assert not cache.folder.exists()


def test_git_leaves_it_alone(cache: Cache):
    cache.put(KEY, VALUE)
    assert (cache.folder / ".gitignore").read_text("ascii").splitlines()[-1] == "*"


def test_each_part_of_a_key_counts():
    keys = [key_of("a", "b"), key_of("ab"), key_of("a", ["b"]), key_of("b", "a"), key_of("a", "b", "")]
    assert len(set(keys)) == len(keys)
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})


@pytest.mark.parametrize("share", range(0, 100, 4))
@pytest.mark.parametrize("harm", ["flipped", "cut", "doubled", "emptied"])
def test_a_broken_entry_is_none_and_is_written_anew(cache: Cache, share: int, harm: str):
    cache.put(KEY, VALUE, FILES)
    path = cache.folder / KEY
    data = path.read_bytes()
    at = len(data) * share // 100
    broken = {
        "flipped": data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
        "cut": data[:at],
        "doubled": data[:at] + data,
        "emptied": data[:at] + bytes(len(data) - at),
    }[harm]
    path.write_bytes(broken)
    if broken != data:
        with pytest.raises(KeyError):
            cache.get(KEY)
    cache.put(KEY, VALUE, FILES)
    assert cache.get(KEY) == (VALUE, FILES)


def test_an_entry_under_the_name_of_another_is_none(cache: Cache):
    cache.put(KEY, VALUE, FILES)
    other = key_of("en anden")
    (cache.folder / KEY).rename(cache.folder / other)
    with pytest.raises(KeyError):
        cache.get(other)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_a_foreign_file_is_none(cache: Cache, data: bytes):
    cache.folder.mkdir(parents=True, exist_ok=True)
    (cache.folder / KEY).write_bytes(data)
    with pytest.raises(KeyError):
        cache.get(KEY)


def test_the_oldest_go_first(tmp_path: Path):
    cache = Cache(tmp_path, limit=5000)
    keys = [key_of(n) for n in range(6)]
    for n, key in enumerate(keys):
        cache.put(key, n, {"x": bytes(1000)})
        if (cache.folder / key).exists():
            os.utime(cache.folder / key, ns=(n, n))
        if n > 0:
            assert cache.get(keys[0])  # which is thereby the youngest
    assert held(cache) < set(keys)
    assert keys[0] in held(cache)
    assert keys[1] not in held(cache)
    assert sum((cache.folder / key).stat().st_size for key in held(cache)) <= 5000


def test_what_is_larger_than_all_of_it_is_not_kept(tmp_path: Path):
    cache = Cache(tmp_path, limit=500)
    cache.put(KEY, 1)
    cache.put(key_of("stor"), VALUE, FILES)
    assert held(cache) == {KEY}


def test_what_a_stopped_build_left_beside_goes_in_its_turn(tmp_path: Path):
    cache = Cache(tmp_path, limit=1000)
    cache.put(KEY, 1)
    left = cache.folder / f"{KEY}.1.tmp"
    left.write_bytes(bytes(2000))
    os.utime(left, ns=(1, 1))
    cache.put(KEY, 1)
    assert held(cache) == {KEY}


def test_many_at_once(tmp_path: Path):
    """Each finds what was put last, or nothing; never half of it."""

    def work(n: int) -> None:
        mine = Cache(tmp_path)
        for _ in range(20):
            mine.put(KEY, VALUE, FILES)
            assert mine.get(KEY) == (VALUE, FILES)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert held(Cache(tmp_path)) == {KEY}


@pytest.mark.parametrize("act", [faults.full, faults.killed])
def test_a_full_disk_and_a_kill_leave_what_was_there_or_all(tmp_path: Path, act):
    """At each call to the file system in turn."""
    before, after = {"x": b"1" * 100}, {"x": b"2" * 100}
    with faults.watching(tmp_path, 0, act) as watch:
        Cache(tmp_path / "0").put(KEY, 2, after)
    count = watch.count
    assert count > 2
    for number in range(1, count + 1):
        cache = Cache(tmp_path / str(number))
        cache.put(KEY, 1, before)
        try:
            with faults.watching(cache.folder, number, act):
                cache.put(KEY, 2, after)
        except faults.Killed:
            assert act is faults.killed
        assert cache.get(KEY) in ((1, before), (2, after))
        cache.put(KEY, 2, after)
        assert cache.get(KEY) == (2, after)


@pytest.mark.parametrize("what", [".bilag", ".bilag/cache"])
def test_a_file_where_the_folder_should_be_is_no_fault(tmp_path: Path, what: str):
    cache = Cache(tmp_path)
    place = tmp_path / what
    place.parent.mkdir(exist_ok=True)
    place.write_text("ikke en mappe", "utf-8")
    cache.put(KEY, VALUE)
    with pytest.raises(KeyError):
        cache.get(KEY)
    assert place.read_text("utf-8") == "ikke en mappe"
