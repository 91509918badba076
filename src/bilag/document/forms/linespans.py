"""The place in the sources that each line of the normal form comes from."""

from __future__ import annotations

from collections.abc import Sequence

from bilag.diagnostics.findings import Span
from bilag.document.forms.documentlines import line_text
from bilag.document.forms.normalform import Line
from bilag.document.model import Document, Figure, Table
from bilag.document.walks import blocks, passages, sections


def line_spans(document: Document, lines: Sequence[Line]) -> list[tuple[Span | None, ...]]:
    """The span of each of a document's own lines, and of each cell of a row; None where there is none.

    Page 1 and footnotes have none. Headings, captions and rows are found by their order, paragraphs by what
    they say.
    """
    headings = iter([section.span for section in sections(document.sections)])
    captioned = [block for block in blocks(document) if isinstance(block, Table | Figure)]
    captions = iter([block.span for block in captioned])
    rows = iter(_row_spans(captioned))
    said = {line_text(p.content): p.span for p in reversed(list(passages(document)))}
    found: list[tuple[Span | None, ...]] = []
    around: Span | None = None
    for line in lines:
        match line.kind:
            case "heading":
                found.append((next(headings, None),))
            case "caption":
                around = next(captions, None)
                found.append((around,))
            case "row":
                found.append(next(rows, ()) or (around,))
            case "source" | "figure":
                found.append((around,))
            case "paragraph" | "item" | "note":
                found.append((said.get(line.text, around if line.kind == "note" else None),))
            case _:
                found.append((None,))
    return found


def _row_spans(captioned: Sequence[Table | Figure]) -> list[tuple[Span | None, ...]]:
    return [
        tuple(cell.span or table.span for cell in row.cells)
        for table in captioned
        if isinstance(table, Table)
        for row in (*table.head.rows, *table.body.rows, *table.foot.rows)
    ]
