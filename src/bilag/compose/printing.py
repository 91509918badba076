"""From a fact to its Danish text: the one place where a number becomes words, before Word and PDF part."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from msgspec import Struct

from bilag.danish import edtf
from bilag.danish.formats import (
    FormatError,
    Spec,
    kinds,
    parse_spec,
    render,
    resolution,
    resolve_format,
)
from bilag.danish.wording import AUTO_UNITS, FULL_TIME_YEARS, UNITS
from bilag.diagnostics.findings import Report, Span
from bilag.inputs.facts import Fact, Unit, exact, exact_text
from bilag.inputs.tables import Exact, Interval

# How a qualifier stands before a figure: RO § 42.1 has the full stop in "ca."; no-break space after it.
_PREFIXES = {"": "", "ca.": "ca.\u00a0", "under": "under ", "over": "over "}
_NUMERIC = ("amount", "number", "percent")
_AMOUNT = "kr."


class Wanted(Struct, frozen=True):
    """A format as asked for; `kind` is empty where only tokens were written: then the value's own kind."""

    kind: str
    spec: Spec
    written: str = ""

    @property
    def name(self) -> str:
        """As a person asked for it."""
        return self.written or str(self.spec)


def wanted_format(text: str, span: Span, report: Report) -> Wanted | None:
    """Read what stands after the bar. None where there is no such format: the report names the nearest."""
    try:
        named, spec = resolve_format(text)
    except FormatError as error:
        rule = "FORMAT-UNKNOWN" if error.code == "unknown" else "FORMAT-TOKEN"
        report.add(rule, span, format=text, nearest=", ".join(error.nearest))
        return None
    return Wanted(named.kind if named else "", spec, text)


def fact_text(fact: Fact, form: Wanted | None, span: Span, report: Report) -> str | None:
    """The text of a fact in prose. None where the format does not fit it, which the report then says."""
    form = _chosen(fact.value, fact.unit, fact.step, form)
    text = _text(fact.value, fact.unit, fact.step, form, fact.id, span, report)
    return None if text is None else _PREFIXES[fact.qualifier] + text


def printed_cell(
    value: Exact | None,
    unit: Unit,
    step: Decimal | None,
    form: Wanted | None,
    qualifier: str,
    name: str,
    span: Span,
    report: Report,
    missing: str,
) -> str | None:
    """The text of a table cell: the unit stands in the column's head, and what is missing has a sign."""
    if value is None:
        return missing
    own = form if form is not None and form.kind else default_format(value, unit, step)
    form = form or own
    if form is not None and own is not None and own.kind in _NUMERIC:
        try:
            form = _in_cell(form)
        except FormatError:
            report.add("FORMAT-TOKEN", span, format=form.name)
            return None
    text = _text(value, unit, step, _of_kind(form, own), name, span, report)
    return None if text is None else _PREFIXES[qualifier] + text


@lru_cache(maxsize=256)
def _in_cell(form: Wanted) -> Wanted:
    """The format without its unit, made once for a column."""
    return Wanted(form.kind, form.spec.replaced(parse_spec("tabel")), form.written)


def stated_step(value: Exact | None, unit: Unit) -> Decimal | None:
    """The smallest amount that a cell states, in the base of its unit: of "1,3 mio. kr." 100000."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else None
    if not isinstance(exponent, int):
        return None
    return Decimal(1).scaleb(min(exponent, 0)) * unit.scale


def default_format(value: Exact | tuple[Exact, ...], unit: Unit, step: Decimal | None) -> Wanted | None:
    """How a value is printed when nobody asks for a format: as exactly as its source states it.

    None for a text, which prints itself.
    """
    match value:
        case Decimal():
            return _default_number(value, unit, step)
        case edtf.Date() | edtf.Interval() | edtf.Members():
            return Wanted("edtf", parse_spec("tekst"))
        case Interval():
            return Wanted("interval", parse_spec("tal"))
        case tuple():
            return Wanted("list", parse_spec("og"))
        case _:
            return None


def _default_number(value: Decimal, unit: Unit, step: Decimal | None) -> Wanted:
    smallest = value if step is None else step / unit.scale
    exponent = smallest.as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    return _plain(unit, min(decimals, 2) if step is None else decimals)


@lru_cache(maxsize=256)
def _plain(unit: Unit, decimals: int) -> Wanted:
    """The format of the numbers of a unit, made once for as many decimals."""
    tokens = [f"{decimals} decimaler"] if decimals else []
    if unit.dimension == _AMOUNT:
        return Wanted("amount", parse_spec(", ".join([unit.name, *tokens])))
    if unit.name == "pct.":
        return Wanted("percent", parse_spec(", ".join(["pct.", *tokens])))
    return Wanted("number", parse_spec(", ".join(tokens or ["heltal"])))


def _text(
    value: Exact | tuple[Exact, ...],
    unit: Unit,
    step: Decimal | None,
    form: Wanted | None,
    name: str,
    span: Span,
    report: Report,
) -> str | None:
    """The text in a format of `_chosen`; of None, that of a value which prints itself."""
    if form is None:
        return exact_text(value)
    raw = _raw(value, unit, form)
    if raw is None:
        stated = f"{exact_text(value).replace('.', ',')} {unit.name}".strip()
        report.add("FORMAT-KIND", span, id=name, format=form.name, value=stated)
        return None
    if step is not None and form.kind in _NUMERIC and (finest := _finest(raw, form.spec)) is not None:
        scale = Decimal(1) if form.kind == "amount" else unit.scale
        if finest * scale < step:
            report.add("FORMAT-EXACTNESS", span, id=name, format=form.name)
            return None
    try:
        return render(form.kind, raw, form.spec)
    except FormatError as error:
        value_text = exact_text(value)
        report.add("FORMAT-VALUE", span, id=name, format=form.name, value=value_text, code=error.code)
        return None


def _chosen(
    value: Exact | tuple[Exact, ...], unit: Unit, step: Decimal | None, form: Wanted | None
) -> Wanted | None:
    """The format a value is printed in: as asked, tokens alone with the value's own kind, or its own."""
    return form if form and form.kind else _of_kind(form, default_format(value, unit, step))


def _of_kind(form: Wanted | None, own: Wanted | None) -> Wanted | None:
    """The format, where it is tokens alone with the kind of `own`, the value's default."""
    if form is None:
        return own
    if not form.kind and own is not None:
        return Wanted(own.kind if own.kind in kinds(form.spec) else "", form.spec, form.written)
    return form


def printed_step(value: Decimal, unit: Unit, step: Decimal | None, form: Wanted | None) -> Decimal | None:
    """The last digit that is printed of a number, in the number's own unit: 0.1 of "1,3 mio. kr.".

    None where the format prints no fixed step: all decimals, a word.
    """
    chosen = _chosen(value, unit, step, form)
    raw = None if chosen is None else _raw(value, unit, chosen)
    if chosen is None or chosen.kind not in _NUMERIC or not isinstance(raw, Decimal):
        return None
    finest = _finest(raw, chosen.spec)
    if finest is None or not (chosen.kind == "amount" or chosen.spec.share):
        return finest
    return divided(finest, unit.scale)


def printed_number(value: Decimal, unit: Unit, step: Decimal | None, form: Wanted | None) -> Decimal:
    """What a reader sees of a number, in its own unit: rounded as the format rounds it."""
    last = printed_step(value, unit, step, form)
    return value if last is None else rounded(value, last)


def _finest(raw: object, spec: Spec) -> Decimal | None:
    """The smallest step the format prints of this value: `auto` prints that of the unit it chooses."""
    if spec.form != "auto" or not isinstance(raw, Decimal):
        return resolution(spec)
    text = render("amount", raw, spec)
    unit = next((name for name in AUTO_UNITS[1:] if name.replace(" ", "\u00a0") in text), "")
    return Decimal(1).scaleb(UNITS[unit][0] - spec.decimals) if unit else resolution(spec)


def _raw(
    value: Exact | tuple[Exact, ...], unit: Unit, form: Wanted
) -> Decimal | edtf.Edtf | str | Sequence[str] | Sequence[Decimal] | None:
    """What the format takes of this value: kroner for amounts, the number in its unit for others.

    None where the kind cannot print such a value: an amount as full-time years, a date as a percentage.
    """
    match form.kind, value:
        case "amount", Decimal():
            return scaled(value, unit.scale) if unit.dimension == _AMOUNT else None
        case "percent", Decimal():
            if form.spec.share:
                return scaled(value, unit.scale) if not unit.dimension else None
            return value if unit.name in ("pct.", "procentpoint", "") else None
        case (("number" | "count_word" | "ordinal"), Decimal()):
            if unit.dimension == _AMOUNT:
                return None
            full_time = form.spec.form == "full_time_years"
            return None if full_time and unit.name != FULL_TIME_YEARS else value
        case "number", edtf.Date() if form.spec.form == "year":
            return Decimal(str(value)) if str(value).isdigit() else None
        case "count_word", tuple() if all(isinstance(item, Decimal) for item in value):
            return [item for item in value if isinstance(item, Decimal)]
        case "list", tuple():
            return [_item(item) for item in value]
        case "interval", Interval():
            return str(value)
        case (
            ("date" | "interval" | "edtf" | "quarter" | "week" | "halfyear"),
            (edtf.Date() | edtf.Interval() | edtf.Members()),
        ):
            return value
        case _:
            return None


def _item(item: Exact) -> str:
    form = default_format(item, Unit("", ""), None)
    if form is None:
        return exact_text(item)
    raw = _raw(item, Unit("", ""), form)
    return exact_text(item) if raw is None else render(form.kind, raw, form.spec)


def scaled(value: Decimal, scale: Decimal) -> Decimal:
    """The product in full: the default context would round it to 28 digits."""
    with exact():
        return value * scale


def divided(value: Decimal, scale: Decimal) -> Decimal:
    """The quotient of two powers of ten, or the like, in full."""
    with exact():
        return value / scale


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """`value` to a multiple of `step`, ties away from zero, as the formats round."""
    with exact():
        return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
