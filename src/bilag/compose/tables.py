"""Tables: from the rows a directive asks for to a numbered table with heads, totals, notes and widths."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from bilag.compose.columns import PrintedColumn, printed_columns, printed_unit
from bilag.compose.inlines import Inliner
from bilag.compose.printing import printed_cell, stated_step
from bilag.compose.rounding import Rounder
from bilag.danish.units import right_unit, said_in, unit_fits, without_unit
from bilag.diagnostics.findings import Report
from bilag.document.model import (
    Cell,
    Column,
    Row,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)
from bilag.document.theme import Template, Theme
from bilag.document.walks import words
from bilag.inputs.annex import ColumnRequest, Inputs, TableRequest
from bilag.inputs.facts import Resolved, exact_text, unit_named
from bilag.inputs.tables import Field, Interval, cell_span, row_key
from bilag.inputs.tables import Table as Data

_NARROWEST, _WIDEST = 8, 48  # characters that a column's content is counted as, when widths are ours to set


class Tabler:
    def __init__(
        self,
        inputs: Inputs,
        resolved: Resolved,
        template: Template,
        inliner: Inliner,
        rounder: Rounder,
        report: Report,
    ) -> None:
        self.inputs, self.resolved, self.rounder = inputs, resolved, rounder
        self.labels, self.theme = template.labels, template.theme
        self.inliner, self.report = inliner, report
        self.faulty: set[ColumnRequest] = set()  # whose format has been refused: once is enough

    def table(self, request: TableRequest, number: int) -> Table | None:
        """The finished table, or None where its data could not be had (the report knows)."""
        data = self.inputs.tables.get(request.table)
        wanted = self.resolved.tables.get(request.id)
        if data is None or wanted is None:
            return None
        if not wanted.rows:
            self.report.add("TABLE-EMPTY", request.span, table=request.table)
        columns = printed_columns(request, data, wanted.rows, self.report)
        body = [self._row(data, row, columns, request) for row in wanted.rows]
        foot = self._foot(request, columns)
        notes = [self.inliner.inlines(note) for note in request.notes]
        notes += [(Text(self.labels[label]),) for label in self._remarks(request, columns)]
        rows = (*body, *foot)
        return Table(
            id=request.id,
            label=self.labels["table"],
            number=number,
            caption=self.inliner.inlines(request.caption),
            columns=self._layout(columns, rows, request),
            head=TableHead((self._head(columns),)),
            body=TableBody(tuple(body)),
            foot=TableFoot(tuple(foot)),
            row_heads=request.row_heads,
            width=request.width,
            notes=tuple(notes),
            source=self.inliner.inlines(request.source),
            description=words(self.inliner.inlines(request.description)),
            span=request.span,
        )

    # --- columns -----------------------------------------------------------------------------------------

    def _head(self, columns: Sequence[PrintedColumn]) -> Row:
        cells = []
        for column in columns:
            asked = column.request.heading
            heading = self.inliner.inlines(asked) if asked else (Text(_heading(column.field)),)
            self._check_unit(words(heading), column)
            cells.append(Cell(heading, span=column.request.span))
        return Row("head", tuple(cells))

    def _check_unit(self, heading: str, column: PrintedColumn) -> None:
        """A head that names another unit than its cells are printed in is refused, whoever wrote it."""
        unit = printed_unit(column)
        if unit is None or column.request in self.faulty:
            return
        said = [each for each in said_in(heading).units if each.kind in ("amount", "scale", "rate")]
        if not said or any(unit_fits(each, unit) for each in said):
            return
        rule = "TABLE-HEAD-UNIT" if unit else "TABLE-HEAD-UNDECLARED"
        title = without_unit(column.field.title or column.field.name)
        right = f"{title[:1].upper()}{title[1:]} ({unit})" if unit else right_unit(said[0], unit)
        args = {"text": heading, "said": said[0].unit, "unit": unit, "right": right}
        self.report.add(rule, column.request.span, severity=None, column=column.field.name, **args)

    def _layout(
        self, columns: Sequence[PrintedColumn], rows: Sequence[Row], request: TableRequest
    ) -> tuple[Column, ...]:
        weights: list[Decimal] = []
        decimals: list[int] = []
        figures: list[str] = []
        for place, column in enumerate(columns):
            texts = [words(row.cells[place].content) for row in rows]
            # words() makes the spaces in a figure ordinary ones, at which no line may break
            said = [_said(row.cells[place]) for row in rows]
            figures.append(widest_figure([text for text in said if text]))
            longest = max(map(len, (*texts, _heading(column.field))), default=_NARROWEST)
            weights.append(column.request.width or Decimal(min(max(longest, _NARROWEST), _WIDEST)))
            decimals.append(max((len(t.rpartition(",")[2]) for t in texts if "," in t), default=0))
        asked = [float(weight) for weight in weights]
        needed = [figure_share(text, self.theme, request.width) if text else 0.0 for text in figures]
        found = shares(asked, needed)
        if found is None:
            self.report.add("TABLE-COLUMN-NARROW", request.span, text=max(figures, key=len))
            found = [weight / sum(asked) for weight in asked]
        return tuple(
            Column(
                key=column.field.name,
                width=width,
                align=self._align(column, digits),
                decimals=digits if column.numeric else 0,
                unit=column.field.unit,
            )
            for column, width, digits in zip(columns, found, decimals, strict=True)
        )

    def _align(self, column: PrintedColumn, decimals: int) -> Literal["start", "end", "decimal"]:
        if column.numeric:
            return "decimal" if decimals else "end"
        return "end" if column.field.type == "interval" else "start"

    # --- rows --------------------------------------------------------------------------------------------

    def _row(self, data: Data, row: int, columns: Sequence[PrintedColumn], request: TableRequest) -> Row:
        key = row_key(data, row)
        return Row(key, tuple(self._cell(data, row, key, column, request) for column in columns))

    def _cell(self, data: Data, row: int, key: str, column: PrintedColumn, request: TableRequest) -> Cell:
        field = column.field
        span = cell_span(data, row, field.name)
        if (markup := self.inputs.cells.get((data.name, field.name, row))) is not None:
            return Cell(self.inliner.inlines(markup), span=span)
        value = data.columns[field.name][row]
        name = f"{data.name}/{key}/{field.name}"
        qualifier = str(data.columns[field.qualifier][row] or "") if field.qualifier else ""
        if column.request in self.faulty:
            return Cell((), span=span)
        unit, shown = unit_named(field.unit), value
        if isinstance(value, Decimal):
            shown = self.rounder.cell(request, data, column, row, value)
        text = printed_cell(
            shown,
            unit,
            stated_step(value if column.form else shown, unit),
            column.form,
            qualifier,
            name,
            column.request.span,
            self.report,
            self.labels["missing"],
        )
        if text is None:
            self.faulty.add(column.request)
        if isinstance(value, bool):
            said = (field.reading.true if value else field.reading.false)[0]
            text = {"true": "Ja", "false": "Nej"}.get(said, said)
        if value is None or isinstance(value, str | bool):
            return Cell((Text(text or ""),), span=span)
        exact = exact_text(value)
        if self._first(data, column) and not column.numeric and text:
            text = text[0].upper() + text[1:]
        return Cell((Value(text or "", name, exact, span),), name, exact, span)

    def _remarks(self, request: TableRequest, columns: Sequence[PrintedColumn]) -> list[str]:
        """The labels of the notes on rounding: only where some column needs one."""
        shares = [found for c in columns if (found := self.rounder.column(request, c.field.name))]
        remarks = ["note_rounding"] if any(not each.adds_up for each in shares) else []
        return [*remarks, "note_adjusted"] if any(each.adjusted for each in shares) else remarks

    def _first(self, data: Data, column: PrintedColumn) -> bool:
        """Dates and the like that are alone in a cell begin with a capital (RO § 11)."""
        return not isinstance(next((v for v in data.columns[column.field.name] if v), None), Interval)

    def _foot(self, request: TableRequest, columns: Sequence[PrintedColumn]) -> list[Row]:
        totals = self.resolved.tables[request.id].totals
        if not request.total or not totals:
            return []
        cells = []
        named = False
        for column in columns:
            fact = totals.get(column.field.name)
            if fact is None:
                cells.append(Cell(() if named else self.inliner.inlines(request.total)))
                named = True
                continue
            value = fact.value if isinstance(fact.value, Decimal) else None
            if column.request in self.faulty:
                cells.append(Cell(()))
                continue
            text = printed_cell(
                value,
                fact.unit,
                fact.step,
                column.form,
                fact.qualifier,
                fact.id,
                column.request.span,
                self.report,
                self.labels["missing"],
            )
            exact = exact_text(fact.value)
            cells.append(
                Cell((Value(text or "", fact.id, exact, request.span),), fact.id, exact, request.span)
            )
        return [Row("total", tuple(cells))]


def _said(cell: Cell) -> str:
    """The text of a cell that is a figure and nothing else, as it is printed."""
    value = cell.content[0] if cell.fact and len(cell.content) == 1 else None
    return value.text if isinstance(value, Value) else ""


def _heading(field: Field) -> str:
    name = field.title or field.name
    name = name[:1].upper() + name[1:]
    return f"{name} ({field.unit})" if field.unit and field.unit not in name else name


# --- how wide columns are: as asked for, but never so narrow that a printed number has to be broken --------

# A number over two lines is another number. Widths are estimated by those of a digit and a comma in the font
# of the table, with a little to spare, since only the writers measure text.
_OTHER = 0.56  # ems, of a letter in "ca." and "september"
_SPARE = 1.08  # totals are bold, and other programs set text a little wider
_MOST = 0.98  # of the width, which figures alone may take


def widest_figure(texts: Sequence[str]) -> str:
    """The longest piece of any of the texts that must not be broken."""
    return max((piece for text in texts for piece in text.split(" ")), key=len, default="")


def figure_share(text: str, theme: Theme, width: float) -> float:
    """The share of a table's width that the text needs in one piece; `width` is the table's of the text's."""
    page, look = theme.page, theme.table
    small = sum(c in ",.:;\u00a0" for c in text)
    digits = sum(c.isdigit() for c in text)
    ems = digits * look.digit + small * look.comma + (len(text) - digits - small) * _OTHER
    points = ems * theme.styles["TableNumber"].size * _SPARE + 2 * look.pad_x
    return points / (width * (page.width - page.left - page.right))


def shares(asked: Sequence[float], needed: Sequence[float]) -> list[float] | None:
    """Shares that add up to 1, each at least what is needed; None where there is no room for that.

    `asked` are weights. What a narrow column gets, the others give in proportion.
    """
    if sum(needed) > _MOST:
        return None
    fixed: dict[int, float] = {}
    while True:
        left = 1 - sum(fixed.values())
        whole = sum(weight for n, weight in enumerate(asked) if n not in fixed)
        found = [fixed.get(n, weight / whole * left if whole else 0.0) for n, weight in enumerate(asked)]
        short = {n: need for n, need in enumerate(needed) if n not in fixed and found[n] < need}
        if not short:
            return found
        fixed |= short
