"""The grammar of formats: `"mio. kr., 1 decimal, tabel"` -> `Spec`.

Tokens are parted by comma and space and may be in any order; their meaning is in
tests/cases/goldens/README.md, their words in `wording.TOKENS`. A token belongs to a group (a field of
`Spec`). Two tokens of one group contradict each other and are refused, as is one that the kind of value
has no use for.
Errors: `FormatError("token", ...)` naming the nearest known tokens.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from bilag.danish import wording

Noun = tuple[str, str]
_MOST_DECIMALS: Final = 100


class FormatError(ValueError):
    """A value or a format that cannot be printed.

    `code`: missing, nan (not a finite number), range (no such date, part of a year or count), order (ends
    before it begins), empty (list without items), type (a value of another sort than the kind asks for),
    token (a token unknown, said twice, contradicted or of no use), unknown (no such named format).
    `nearest`: known words close to the one that was not known, best first.
    """

    def __init__(self, code: str, detail: str, nearest: Iterable[str] = ()) -> None:
        self.code = code
        self.detail = detail
        self.nearest = tuple(nearest)
        super().__init__(f"{detail}; nearest: {', '.join(self.nearest)}" if self.nearest else detail)


class Spec(Struct, frozen=True, eq=False):
    """What is asked of a value in print. Equal to another with the same tokens in any order."""

    groups: tuple[tuple[str, str], ...] = ()
    form: str = ""
    decimals: int = 0
    rounding: str = ""
    """"" not said, "fixed" N decimals, "most" at most N, "all" as many as the value has."""
    price_level: str = ""
    noun: Noun | None = None
    limit: int = 10
    conjunction: str = ""
    gender: str = ""
    script: str = ""
    table: bool = False
    zero_dash: bool = False
    under: bool = False
    plus: bool = False
    ascii_minus: bool = False
    stop: bool = False
    genitive: bool = False
    approximate: bool = False
    share: bool = False
    article: bool = False
    capital: bool = False
    dash: bool = False
    words: bool = False
    definite: bool = False
    sort: bool = False
    stressed: bool = False
    compound: bool = False
    inflected: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spec) and self.groups == other.groups

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own
        return not self == other

    def __hash__(self) -> int:
        return hash(self.groups)

    def __str__(self) -> str:
        return ", ".join(token for _, token in self.groups)

    @property
    def minus(self) -> str:
        return "-" if self.ascii_minus else wording.MINUS

    def replaced(self, other: Spec) -> Spec:
        """This spec with the tokens of another, which take the place of those of the same group."""
        return _build({**dict(self.groups), **dict(other.groups)})


_DECIMALS = re.compile(rf"(?:({wording.AT_MOST}) )?([0-9]+) (?:{'|'.join(wording.DECIMAL)})")
_CONTRADICTIONS: Final = (
    (("form", ("integer", "year")), "rounding"),  # neither has decimals
    (("form", ("full_time_years", "year")), "noun"),
    (("form", ("auto",)), "table"),  # no column head can say a unit that changes from row to row
    (("form", ("iso", "month", "primo", "medio", "ultimo", "year", "season", "numbers")), "article"),
    (("compound", (True,)), "noun"),
    (("compound", (True,)), "stressed"),
)


@lru_cache(maxsize=1024)
def parse_spec(text: str) -> Spec:
    """The spec that a list of tokens says; no token at all is the plain spec. Raises `FormatError`."""
    groups: dict[str, str] = {}
    for part in text.split(",") if text.strip() else ():
        token = re.sub(r"\s+", " ", part.strip())
        group, canonical, _ = _read(token)
        if group in groups:
            raise FormatError("token", f'"{token}" after "{groups[group]}": only one of them can hold')
        groups[group] = canonical
    return _build(groups)


def _read(token: str) -> tuple[str, str, dict[str, object]]:
    """A token -> its group, its one way of writing, the fields of `Spec` it sets."""
    if token in wording.TOKENS:
        name, value = wording.TOKENS[token]
        return name, token, {name: value}
    if token == wording.ALL_DECIMALS:
        return "rounding", token, {"rounding": "all"}
    if match := _DECIMALS.fullmatch(token):
        most, count = match[1], int(match[2])
        if count <= _MOST_DECIMALS:
            word = wording.DECIMAL[count != 1]
            written = f"{most} {count} {word}" if most else f"{count} {word}"
            return "rounding", written, {"decimals": count, "rounding": "most" if most else "fixed"}
    key, _, value = token.partition("=")
    if key == wording.PRICE_LEVEL_KEY and re.fullmatch("[0-9]{4}", value):
        return "price_level", token, {"price_level": value}
    if key == wording.LIMIT_KEY and re.fullmatch("[0-9]{1,13}", value):
        return "limit", token, {"limit": int(value)}
    if key == wording.NOUN_KEY and value and all(parts := value.split("/")) and len(parts) <= 2:
        return "noun", token, {"noun": (parts[0], parts[-1])}
    known = [*wording.TOKENS, wording.ALL_DECIMALS, *wording.DECIMAL]
    known += [f"{word}=" for word in (wording.PRICE_LEVEL_KEY, wording.NOUN_KEY, wording.LIMIT_KEY)]
    raise FormatError("token", f'unknown token "{token}"', difflib.get_close_matches(token, known))


def _build(groups: Mapping[str, str]) -> Spec:
    fields: dict[str, object] = {}
    for token in groups.values():
        fields.update(_read(token)[2])
    for (name, values), other in _CONTRADICTIONS:
        if other in groups and fields.get(name) in values:
            raise FormatError("token", f'"{groups[name]}" and "{groups[other]}" contradict each other')
    return Spec(groups=tuple(sorted(groups.items())), **fields)  # type: ignore[arg-type]


# --- Which tokens a kind of value has use for -------------------------------------------------------

_TEXT: Final = ("genitive", "capital", "stop", "table")
_ANY: Final = (*_TEXT, "approximate")
_NUMERIC: Final = (*_ANY, "rounding", "zero_dash", "under", "plus", "ascii_minus")
_FORMS: Final[dict[str, tuple[str, ...]]] = {
    "amount": (*wording.UNITS, "auto"),
    "number": ("integer", "year", "full_time_years"),
    "percent": wording.MARKS,
    "date": ("long", "short", "weekday", "iso", "month", "primo", "medio", "ultimo"),
    "interval": ("year", "month", "day", "numbers", "season"),
    **dict.fromkeys(("quarter", "week", "halfyear"), ("long", "short")),
}
_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "amount": (*_NUMERIC, "price_level"),
    "number": (*_NUMERIC, "noun"),
    "percent": (*_NUMERIC, "share"),
    "date": (*_ANY, "article"),
    "interval": (*_ANY, "article", "dash", "words", "noun", "rounding", "ascii_minus"),
    "edtf": (*_ANY, "words", "definite", "dash"),
    "list": (*_TEXT, "conjunction", "sort"),
    "count_word": (
        *(*_ANY, "conjunction", "gender", "stressed", "noun", "limit", "compound", "inflected", "rounding"),
    ),
    "ordinal": (*_TEXT, "script", "gender", "noun"),
    "quarter": (*_ANY, "script", "dash", "words"),
    "week": (*_ANY, "dash", "words"),
    "halfyear": (*_ANY, "script", "dash", "words"),
}
_REQUIRED: Final = {
    **dict.fromkeys(("amount", "percent", "date", "interval"), "form"),
    "list": "conjunction",
}
KINDS: Final = tuple(_GROUPS)


def check_kind(kind: str, spec: Spec) -> None:
    """Refuse a token that the kind of value has no use for, and a spec that lacks the token it needs."""
    if kind not in _GROUPS:
        raise FormatError("type", f'no kind "{kind}"', difflib.get_close_matches(kind, KINDS))
    for group, token in spec.groups:
        if group not in _GROUPS[kind] and not (group == "form" and spec.form in _FORMS.get(kind, ())):
            raise FormatError("token", f'"{token}" means nothing for {kind}')
    if spec.dash and spec.words and kind != "edtf":  # there "tekst" says no more than the kind does
        raise FormatError("token", "a range is written with a dash or in words, not both")
    required = _REQUIRED.get(kind)
    if required and not getattr(spec, required):
        forms = _FORMS.get(kind)
        tokens = (t for t, (group, v) in wording.TOKENS.items() if group == required and v in (forms or (v,)))
        raise FormatError("token", f"{kind} needs one of: {', '.join(tokens)}")


def kinds(spec: Spec) -> tuple[str, ...]:
    """The kinds of value that a spec may be asked of, as `("amount",)` for "mio. kr., 1 decimal"."""

    def fits(kind: str) -> bool:
        try:
            check_kind(kind, spec)
        except FormatError:
            return False
        return True

    return tuple(filter(fits, KINDS))
