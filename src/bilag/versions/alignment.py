"""Pairs the elements of two sequences, an old and a new one, without changing the order of either.

First by signature: an element whose signature occurs once on each side is an anchor, and the longest run of
anchors that are in the same order on both sides is kept (patience diff, by a longest increasing subsequence).
Elements in the gap between two anchors are paired so that the sum of their likeness is largest (Needleman and
Wunsch, a gap costing nothing). The work grows with n log n: an element in a gap is compared with at most
`_WIDTH` elements of the longer side, so a large gap without anchors is paired piece by piece.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")
Gap = tuple[int, int, int, int]

_WIDTH = 32
_DEEPEST = 8  # rounds of anchors between anchors; after them a gap is paired by likeness
_EXACT = 2.0  # an equal signature counts more than any likeness


def align(
    old: Sequence[_T],
    new: Sequence[_T],
    signature: Callable[[_T], Hashable],
    similarity: Callable[[_T, _T], float],
    threshold: float,
) -> list[tuple[_T | None, _T | None]]:
    """All of `old` and of `new` as pairs in their order: "abc", "axc" -> (a, a) (b, None) (None, x) (c, c).

    Elements with equal signatures are the same element; others are paired where their `similarity`, from 0 to
    1, is at least `threshold`. At one place the elements of `old` alone come before those of `new` alone.
    """
    left, right = [signature(each) for each in old], [signature(each) for each in new]

    def likeness(i: int, j: int) -> float:
        if left[i] == right[j]:
            return _EXACT
        alike = similarity(old[i], new[j])
        return alike if alike >= threshold else 0.0

    matched = sorted(_matches(left, right, likeness))
    made: list[tuple[_T | None, _T | None]] = []
    i = j = 0
    for here, there in [*matched, (len(old), len(new))]:
        made += [(each, None) for each in old[i:here]]
        made += [(None, each) for each in new[j:there]]
        if here < len(old):
            made.append((old[here], new[there]))
        i, j = here + 1, there + 1
    return made


def _matches(
    left: Sequence[Hashable], right: Sequence[Hashable], likeness: Callable[[int, int], float]
) -> Iterator[tuple[int, int]]:
    """The pairs of positions, in no order."""
    work = [(0, len(left), 0, len(right), 0)]
    while work:
        i, i_end, j, j_end, depth = work.pop()
        while i < i_end and j < j_end and left[i] == right[j]:
            yield i, j
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and left[i_end - 1] == right[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            yield i_end, j_end
        if i == i_end or j == j_end:
            continue
        anchors = _anchors(left, right, (i, i_end, j, j_end)) if depth < _DEEPEST else []
        if not anchors:
            yield from _by_likeness((i, i_end, j, j_end), likeness)
            continue
        yield from anchors
        for here, there in [*anchors, (i_end, j_end)]:
            work.append((i, here, j, there, depth + 1))
            i, j = here + 1, there + 1


def _anchors(left: Sequence[Hashable], right: Sequence[Hashable], gap: Gap) -> list[tuple[int, int]]:
    """The longest run in order of pairs whose signature occurs once on each side."""
    i, i_end, j, j_end = gap
    once = Counter(left[i:i_end])
    there = {key: n for n, key in enumerate(right[j:j_end], j)}
    twice = Counter(right[j:j_end])
    pairs = [
        (n, there[key]) for n, key in enumerate(left[i:i_end], i) if once[key] == 1 and twice.get(key) == 1
    ]
    ends: list[int] = []  # the smallest end of a run of each length
    tops: list[int] = []  # the pair that ends it
    before: list[int] = []
    for n, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(tops[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        tops[length : length + 1] = [n]
    run, n = [], tops[-1] if tops else -1
    while n >= 0:
        run.append(pairs[n])
        n = before[n]
    return run[::-1]


def _by_likeness(gap: Gap, likeness: Callable[[int, int], float]) -> Iterator[tuple[int, int]]:
    """The best pairing of a gap, piece by piece where its shorter side is long."""
    i, i_end, j, j_end = gap
    rows, columns = i_end - i, j_end - j
    pieces = -(-min(rows, columns) // _WIDTH)
    for n in range(pieces):
        left = range(i + n * rows // pieces, i + (n + 1) * rows // pieces)
        right = range(j + n * columns // pieces, j + (n + 1) * columns // pieces)
        yield from _best(left, right, likeness)


def _best(left: range, right: range, likeness: Callable[[int, int], float]) -> Iterator[tuple[int, int]]:
    like = [[likeness(i, j) for j in right] for i in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], like[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < len(left) and j < len(right):
        if like[i][j] and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            yield left[i], right[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
