"""The China annex by docxtpl: the same words and tables as `naive`, filled into a template with loops.

What a colleague would draw once in Word is made here with python-docx. Only the bench uses it.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate

from tests.bench import naive


@cache
def template() -> bytes:
    """A title, and for each section its heading, its paragraphs and points, and its table."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{%p for text in intro %}")
    document.add_paragraph("{{ text }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p for section in sections %}")
    document.add_paragraph("{{ section.heading }}", style="Heading 1")
    document.add_paragraph("{%p for kind, text in section.lines %}")
    document.add_paragraph("{%p if kind == 'bullet' %}")
    document.add_paragraph("{{ text }}", style="List Bullet")
    document.add_paragraph("{%p else %}")
    document.add_paragraph("{{ text }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    for number, (start, (caption, frame)) in enumerate(naive.annex_tables().items()):
        document.add_paragraph("{%p if section.heading.startswith('" + start + "') %}")
        document.add_paragraph(caption, style="Caption")
        heads = [str(head) for head in frame.columns]
        add_table(document, heads, f"tables[{number}]")
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_table(document: Any, heads: list[str], rows: str) -> None:
    cells = [f"{{{{ row[{n}] }}}}" for n in range(len(heads))]
    begin, end = [f"{{%tr for row in {rows} %}}"], ["{%tr endfor %}"]
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    for row, texts in enumerate((heads, begin, cells, end)):
        for n, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=False)):
            cell.paragraphs[0].add_run(text).bold = row == 0
            if n:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


@cache
def content() -> dict[str, Any]:
    """What the template is filled with: read and formatted beforehand, as our Document is."""
    words = naive.prose()
    intro: list[str] = []
    sections: list[dict[str, Any]] = []
    for kind, text in words[1:]:
        if kind == "heading":
            sections.append({"heading": text, "lines": []})
        elif sections:
            sections[-1]["lines"].append((kind, text))
        else:
            intro.append(text)
    tables = [frame.astype(str).to_numpy().tolist() for _, frame in naive.annex_tables().values()]
    return {"title": words[0][1], "intro": intro, "sections": sections, "tables": tables}


def write() -> bytes:
    """The Word file, from the template's bytes to the file's."""
    filled = DocxTemplate(io.BytesIO(template()))
    filled.render(content(), autoescape=True)
    out = io.BytesIO()
    filled.save(out)
    return out.getvalue()
