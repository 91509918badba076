"""The plain reportlab script: a document of ours with platypus, built-in fonts and no tags, for the bench.

What a colleague's script does for the same words: a Paragraph for each paragraph and each cell, a
ListFlowable for a list, a Table with a repeated head, page numbers in the footer.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

import reportlab.platypus as rl
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm

from bilag.document import model as m
from bilag.document.walks import words

SHEET = getSampleStyleSheet()
BODY = ParagraphStyle("body", SHEET["BodyText"], fontName="Helvetica", fontSize=11, leading=14, spaceAfter=6)
RIGHT = ParagraphStyle("right", BODY, alignment=TA_RIGHT)
GRID = rl.TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)
MARGIN = 2.5 * cm


def write_untagged(document: m.Document) -> bytes:
    story: list[rl.Flowable] = [rl.Paragraph(markup(document.title), SHEET["Title"])]
    story += [rl.Paragraph(escape(f"{h.label}: {words(h.content)}"), BODY) for h in document.head]
    story += blocks(document.blocks)
    for section in document.sections:
        story += under(section)
    out = BytesIO()
    rl.SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=document.meta.title,
    ).build(story, onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


def footer(canvas: object, _: object) -> None:
    canvas.drawRightString(A4[0] - MARGIN, 1.5 * cm, f"Side {canvas.getPageNumber()}")  # type: ignore[attr-defined]


def under(section: m.Section) -> Iterable[rl.Flowable]:
    yield rl.Paragraph(markup(section.title), SHEET[f"Heading{section.level + 1}"])
    yield from blocks(section.blocks)
    for inner in section.sections:
        yield from under(inner)


def blocks(some: Iterable[m.Block]) -> Iterable[rl.Flowable]:
    for block in some:
        match block:
            case m.Paragraph():
                yield rl.Paragraph(markup(block.content), BODY)
            case m.BulletList() | m.OrderedList():
                items = [rl.ListItem([*blocks(item.blocks)]) for item in block.items]
                kind = "bullet" if isinstance(block, m.BulletList) else "1"
                yield rl.ListFlowable(items, bulletType=kind, **({"start": "•"} if kind == "bullet" else {}))
            case m.Note():
                yield from blocks(block.blocks)
            case m.Table():
                yield from table(block)
            case m.Figure():
                yield rl.Paragraph(markup(block.caption), SHEET["Heading4"])
                yield rl.Image(BytesIO(block.data), block.width, block.height)


def table(block: m.Table) -> Iterable[rl.Flowable]:
    yield rl.Paragraph(f"{block.label} {block.number}. {markup(block.caption)}", SHEET["Heading4"])
    aligned = [BODY if column.align == "start" else RIGHT for column in block.columns]
    head = [
        [
            rl.Paragraph(f"<b>{markup(cell.content)}</b>", style)
            for cell, style in zip(row.cells, aligned, strict=True)
        ]
        for row in block.head.rows
    ]
    rows = [
        [rl.Paragraph(markup(cell.content), style) for cell, style in zip(row.cells, aligned, strict=True)]
        for row in (*block.body.rows, *block.foot.rows)
    ]
    room = (A4[0] - 2 * MARGIN) * block.width
    widths = [column.width * room for column in block.columns]
    yield rl.Table([*head, *rows], colWidths=widths, style=GRID, repeatRows=1)
    for note in (*block.notes, block.source):
        yield rl.Paragraph(markup(note), BODY)
    yield rl.Spacer(1, 8)


def markup(inlines: m.Inlines) -> str:
    out = []
    for inline in inlines:
        match inline:
            case m.Strong(kids):
                out.append(f"<b>{markup(kids)}</b>")
            case m.Emphasis(kids):
                out.append(f"<i>{markup(kids)}</i>")
            case m.Link(url, kids):
                out.append(f'<link href="{escape(url)}">{markup(kids)}</link>')
            case m.LineBreak():
                out.append("<br/>")
            case m.Footnote():
                out.append(f"<super>{inline.number}</super>")
            case _:
                out.append(escape(words((inline,))))
    return "".join(out)
