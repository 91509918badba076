"""What a person writes about an annex: the front matter, and all the inputs of one annex together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, TypeVar, cast

from msgspec import Struct, field

from bilag.diagnostics.findings import Placed, Span
from bilag.document.model import Figures, Proof
from bilag.inputs.facts import Condition, Definition
from bilag.inputs.markup import Element, walk
from bilag.inputs.pictures import CleanPicture
from bilag.inputs.tables import Package, Table

PROOFS: tuple[Proof, ...] = ("none", "facts", "data")
FIGURES: tuple[Figures, ...] = ("control", "bookmark", "none")
Rounding = Literal["half-up", "largest-remainder", "refuse"]
ROUNDINGS: tuple[Rounding, ...] = ("half-up", "largest-remainder", "refuse")
T = TypeVar("T")
STATUSES = ("draft", "in_review", "approved", "issued", "superseded", "withdrawn")


class Worded(Struct, frozen=True):
    """A value of the front matter that is printed: inline markup, and its place."""

    markup: tuple[Element, ...]
    text: str
    span: Span


class Waiver(Struct, frozen=True):
    """A finding that a person answers for: the rule, why, and where that is written.

    `lines` are those that a remark in prose is before or in, first and last; one of the front matter has
    none, and a `place` where one was named.
    """

    rule: str
    reason: str
    span: Span
    place: str = ""
    lines: tuple[int, int] | None = None


class FrontMatter(Placed, frozen=True):
    """The YAML at the head of bilag.md. `contents` are the levels of the contents list, 0 for none.

    `rounding` is what becomes of printed parts that do not add up to their printed total. `parameters` is the
    table of whose rows each makes an annex of its own, empty for none.
    """

    unsaid = ("template_span", "places")

    title: Worded
    span: Span
    number: str = ""
    case: str = ""
    journal: str = ""
    organisation: str = ""
    center: str = ""
    date: str = ""
    meeting: str = ""
    language: str = "da-DK"
    subject: str = ""
    keywords: tuple[str, ...] = ()
    status: str = "draft"
    version: str = ""
    header: Worded | None = None
    contents: int = 0
    proof: Proof = "none"
    figures: Figures = "control"
    rounding: Rounding = "half-up"
    parameters: str = ""
    template: str = "standard"
    template_span: Span | None = None
    fragments: tuple[tuple[str, Span], ...] = ()
    places: tuple[tuple[str, Span], ...] = ()
    waivers: tuple[Waiver, ...] = ()


class ColumnRequest(Struct, frozen=True):
    """A column that a table directive asks for: a field, its heading, its format, its share of the width."""

    field: str
    span: Span
    heading: tuple[Element, ...] = ()
    format: str = ""
    width: Decimal | None = None


class TableRequest(Struct, frozen=True):
    """A table directive: which table, which columns, which rows, in what order, with what below it.

    `total` is the label of the total row, empty for none, and `totals` the columns that are added up (all
    that hold numbers when empty); `sort_span` is where the sorting is asked for.
    """

    id: str
    table: str
    caption: tuple[Element, ...]
    columns: tuple[ColumnRequest, ...]
    span: Span
    where: tuple[Condition, ...] = ()
    sort: str = ""
    sort_span: Span | None = None
    total: tuple[Element, ...] = ()
    totals: tuple[tuple[str, Span], ...] = ()
    notes: tuple[tuple[Element, ...], ...] = ()
    source: tuple[Element, ...] = ()
    description: tuple[Element, ...] = ()
    row_heads: bool = True
    width: float = 1.0


class FigureRequest(Struct, frozen=True):
    """A figure directive: which picture, the texts around it, and its share of the width of the text.

    `file` is relative to the annex's folder; `alt` is what is read aloud to those who cannot see it.
    """

    id: str
    file: str
    caption: tuple[Element, ...]
    alt: tuple[Element, ...]
    span: Span
    source: tuple[Element, ...] = ()
    width: float = 1.0


class Terms(Struct, frozen=True):
    """The register of names and terms: content/terms.yaml.

    `wrong` gives the preferred spelling of each wrong one, `abbreviations` what each means, `different`
    the groups of names that look alike and are not the same, `names` those that are written so and no other
    way, `words` what is spelt right though no dictionary has it.
    """

    wrong: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    different: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Correction(Placed, frozen=True):
    """A correction of an issued version: `version` carries it, `replaces` is the one that it replaces.

    `reasons` are those of single numbers by their facts, `reason` that of the others; `recommendation` is
    what it means for what is to be decided. `replaced_date` is ISO 8601.
    """

    version: str
    replaces: str
    replaced_date: str
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    recommendation: str = ""
    span: Span | None = None


class AnnexSources(Struct, frozen=True):
    """The texts of one annex as loaded, before anything is typed. Paths are relative to the project."""

    name: str
    main: str
    main_path: str
    facts: str = ""
    facts_path: str = ""
    package: str = ""
    package_path: str = ""
    terms: str = ""
    terms_path: str = ""
    corrections: str = ""
    corrections_path: str = ""


class Inputs(Struct, frozen=True, dict=True):
    """All inputs of one annex, typed: what resolve, compose and check work on.

    `front` is None where the front matter could not be read: then nothing is composed. `requests` and
    `figures` go by the place of their directive, in the order of the text, `pictures` by the path that a
    figure gives; `cells` are those with markup by table, field and row; `files` are the paths of all that
    was read, relative to the project; `prose` the line on which the text of each fragment begins.
    What `once` keeps is in its dict: no field, so that a replaced copy has none of it.
    """

    name: str
    front: FrontMatter | None
    body: tuple[Element, ...]
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    requests: Mapping[str, TableRequest] = field(default_factory=dict)
    figures: Mapping[str, FigureRequest] = field(default_factory=dict)
    pictures: Mapping[str, CleanPicture] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    package: Package | None = None
    cells: Mapping[tuple[str, str, int], tuple[Element, ...]] = field(default_factory=dict)
    terms: Terms = Terms()
    files: tuple[str, ...] = ()
    prose: Mapping[str, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    corrections: Mapping[str, Correction] = field(default_factory=dict)

    @property
    def correction(self) -> Correction | None:
        """The correction that this version of the annex carries, where it is one."""
        return self.corrections.get(self.front.version) if self.front else None

    @property
    def template(self) -> str:
        return self.front.template if self.front else ""


def once(work: Callable[[Inputs], T]) -> Callable[[Inputs], T]:
    """Work that is done once for the same inputs; what it gives lives as long as they do."""
    name = f"{work.__module__}.{work.__qualname__}"

    def of(inputs: Inputs) -> T:
        kept = vars(inputs)
        if name not in kept:
            kept[name] = work(inputs)
        return cast(T, kept[name])

    return of


def let_go(inputs: Inputs) -> None:
    """Forget what `once` gave for them. It is made again where somebody asks; of a large annex it is much."""
    vars(inputs).clear()


@once
def links_and_spans(inputs: Inputs) -> tuple[Element, ...]:
    """Of all markup the elements that say more than they print, in the order of the text."""
    return tuple(element for element in all_markup(inputs) if element.kind in ("link", "span"))


def all_markup(inputs: Inputs) -> Iterator[Element]:
    """Every element that a person wrote and that may be printed: prose, titles, tables, figures, cells."""
    yield from walk(inputs.body)
    front = inputs.front
    for worded in (front.title, front.header) if front else ():
        yield from walk(worded.markup) if worded else ()
    for request in inputs.requests.values():
        headings = (column.heading for column in request.columns)
        texts = (request.caption, request.source, request.total, request.description)
        for markup in (*texts, *request.notes, *headings):
            yield from walk(markup)
    for figure in inputs.figures.values():
        for markup in (figure.caption, figure.alt, figure.source):
            yield from walk(markup)
    for markup in inputs.cells.values():
        yield from walk(markup)
