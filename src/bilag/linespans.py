"""The place in the sources that each line of the normal form comes from."""

from __future__ import annotations

from collections.abc import Sequence

from bilag.diagnostics import Span
from bilag.model import Document, Figure, Table
from bilag.normalform import Line, line_text
from bilag.walks import blocks, passages, sections


def line_spans(document: Document, lines: Sequence[Line]) -> list[Span | None]:
    """The span of each of a document's own lines; None where it has none, as page 1 and footnotes.

    A row has the place of its first cell that has one. Headings, captions and rows are found by their order,
    paragraphs by what they say.
    """
    headings = iter([section.span for section in sections(document.sections)])
    captioned = [block for block in blocks(document) if isinstance(block, Table | Figure)]
    captions = iter([block.span for block in captioned])
    rows = iter(_row_spans(captioned))
    said = {line_text(p.content): p.span for p in reversed(list(passages(document)))}
    found: list[Span | None] = []
    around: Span | None = None
    for line in lines:
        span: Span | None
        match line.kind:
            case "heading":
                span = next(headings, None)
            case "caption":
                span = around = next(captions, None)
            case "row":
                span = next(rows, None)
            case "source" | "figure":
                span = around
            case "paragraph" | "item" | "note":
                span = said.get(line.text, around if line.kind == "note" else None)
            case _:
                span = None
        found.append(span)
    return found


def _row_spans(captioned: Sequence[Table | Figure]) -> list[Span | None]:
    return [
        next((cell.span for cell in row.cells if cell.span), table.span)
        for table in captioned
        if isinstance(table, Table)
        for row in (*table.head.rows, *table.body.rows, *table.foot.rows)
    ]
