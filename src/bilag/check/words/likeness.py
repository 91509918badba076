"""How alike two words are; and which of many words may be, by the spellings with one letter taken out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bilag.check.words.usage import DIRECTIONS, ENDINGS


@lru_cache(maxsize=20_000)
def without_one(word: str) -> tuple[str, ...]:
    """The word and its spellings with one letter taken out, each once. Two words that share one are a letter
    apart: "huse" and "hus" share "hus"."""
    return tuple(dict.fromkeys([word, *[word[:n] + word[n + 1 :] for n in range(len(word))]]))


def shared_keys(keys: Iterable[tuple[str, ...]]) -> set[str]:
    """The keys that more than one word has."""
    seen: set[str] = set()
    shared: set[str] = set()
    for some in keys:
        shared |= seen.intersection(some)
        seen.update(some)
    return shared


def distance(a: str, b: str) -> int:
    """How many letters are added, left out, changed or swapped with the next one; 3 if the lengths differ by
    more than 2."""
    if abs(len(a) - len(b)) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]


def inflected(a: str, b: str) -> bool:
    """Whether two words differ only by a Danish ending ("Regionen"), or by a direction (vester, øster)."""
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rests = [a[same:], b[same:]]
    if set(rests) - {""} <= ENDINGS:
        return True
    while rests[0][-1:] == rests[1][-1:] != "":
        rests = [rest[:-1] for rest in rests]
    return set(rests) == DIRECTIONS
