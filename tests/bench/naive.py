"""The script that a colleague would write without bilag: pandas, babel, python-docx and reportlab.

The same words and tables as the China annex, each written twice, once for Word and once for PDF. No tags, no
bookmarks, no facts, no checks. Only the bench uses it: `python -m tests.bench.naive FOLDER [ROWS]`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import reportlab.platypus as rl
from babel.dates import format_date
from babel.numbers import format_decimal
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "kina-2012-2017"
FONTS = ROOT / "templates" / "standard" / "fonts"
SECTIONS = (
    "Ressourcer og aktiviteter",
    "Vurdering af anvendte",
    "Overordnet kronologisk",
    "Opnåede resultater",
)
Table = tuple[str, pd.DataFrame]


def prose() -> list[tuple[str, str]]:
    """The source's words as (kind, text): the colleague pasted them into the script."""
    text = (ROOT / "tests" / "source" / "kina-bilag.txt").read_text(encoding="utf-8")
    text = re.sub(r"-\n+(?=[a-zæøå])", "", re.sub(r"[ \xa0]*\n[ \xa0]*", "\n", text))
    first, *rest = re.split(r"\n{3,}|(?=\uf0b7)", text)
    words = first.split()
    found = [("title", " ".join(words[:10])), ("text", " ".join(words[10:]))]
    for part in rest:
        line = " ".join(part.strip("\uf0b7 \n").split())
        kind = "bullet" if part.startswith("\uf0b7") else "heading" if line.startswith(SECTIONS) else "text"
        if line:
            found.append((kind, line))
    return found


def amount(value: float) -> str:
    return "" if pd.isna(value) else format_decimal(value, format="#,##0.0", locale="da_DK")


def when(edtf: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d", edtf):
        return format_date(pd.Timestamp(edtf), "MMMM y", locale="da_DK").capitalize()
    return "Fortløbende" if edtf == "../.." else edtf.strip("{}").replace(",", ", ").replace("/", "-")


def annex_tables() -> dict[str, Table]:
    """The four tables by the start of the heading that they stand under."""
    costs = pd.read_csv(DATA / "udgifter.csv", sep=";", decimal=",")[["post", "beløb"]]
    costs.loc[len(costs)] = ["I alt", costs["beløb"].sum()]
    costs["beløb"] = costs["beløb"].map(amount)
    stones = pd.read_csv(DATA / "milepaele.csv", sep=";", dtype=str)
    stones["tidspunkt"] = stones["tidspunkt"].map(when)
    stones["milepæl"] = stones["milepæl"].str.replace(r"\{\{.*?\}\}|[\[\]]|\{lang=en\}", "", regex=True)
    trips = pd.read_csv(DATA / "delegationer.csv", sep=";", dtype=str)
    trips = trips.merge(stones, left_on="milepæl", right_on="id")[["tidspunkt", "destination", "deltagere"]]
    staff = pd.read_excel(DATA / "personale.xlsx", sheet_name="Personale")
    staff["årsværk"] = staff["forbehold"].fillna("") + " " + staff["årsværk"].map(amount)
    return {
        SECTIONS[0]: ("Udgifter til Kina-indsatsen", costs),
        SECTIONS[1]: ("Anvendte personaleressourcer", staff[["år", "årsværk"]]),
        SECTIONS[2]: ("Milepæle", stones[["tidspunkt", "milepæl"]]),
        SECTIONS[3]: ("Politisk ledede erhvervsdelegationer", trips),
    }


def long_table(path: Path) -> dict[str, Table]:
    """A table of numbers with its total, from CSV."""
    frame = pd.read_csv(path, sep=";", decimal=",")
    frame.loc[len(frame)] = ["I alt", "", *frame.iloc[:, 2:].sum()]
    for column in frame.columns[2:]:
        frame[column] = frame[column].map(amount)
    return {"": ("En lang tabel", frame)}


def write_docx(words: list[tuple[str, str]], tables: dict[str, Table], path: Path) -> None:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    for kind, text in words:
        if kind in ("title", "heading"):
            document.add_heading(text, 0 if kind == "title" else 1)
        else:
            document.add_paragraph(text, style="List Bullet" if kind == "bullet" else None)
        for start, (caption, frame) in tables.items():
            if kind != "heading" or not text.startswith(start):
                continue
            document.add_paragraph(caption, style="Caption")
            table = document.add_table(rows=1, cols=len(frame.columns), style="Table Grid")
            for cell, head in zip(table.rows[0].cells, frame.columns, strict=True):
                cell.paragraphs[0].add_run(str(head)).bold = True
            for row in frame.itertuples(index=False):
                for n, (cell, value) in enumerate(zip(table.add_row().cells, row, strict=True)):
                    cell.text = str(value)
                    if n:
                        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.save(str(path))


def write_pdf(words: list[tuple[str, str]], tables: dict[str, Table], path: Path) -> None:
    for name in ("Regular", "Bold"):
        pdfmetrics.registerFont(TTFont(f"Carlito-{name}", FONTS / f"Carlito-{name}.ttf"))
    sheet = getSampleStyleSheet()
    body = ParagraphStyle("body", sheet["BodyText"], fontName="Carlito-Regular", fontSize=11, leading=15)
    heading = ParagraphStyle("heading", body, fontName="Carlito-Bold", fontSize=14, spaceBefore=12)
    right = ParagraphStyle("right", body, alignment=TA_RIGHT)
    grid = rl.TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    story: list[rl.Flowable] = []
    for kind, text in words:
        style = heading if kind in ("title", "heading") else body
        bullet = "•" if kind == "bullet" else None
        story.append(rl.Paragraph(escape(text), style, bulletText=bullet))
        for start, (caption, frame) in tables.items():
            if kind != "heading" or not text.startswith(start):
                continue
            story.append(rl.Paragraph(caption, heading))
            rows = [[rl.Paragraph(f"<b>{escape(str(head))}</b>", body) for head in frame.columns]]
            for row in frame.itertuples(index=False):
                rows.append([rl.Paragraph(escape(str(v)), right if n else body) for n, v in enumerate(row)])
            story.append(rl.Table(rows, style=grid, repeatRows=1))
    margin = 2.5 * cm
    rl.SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin
    ).build(story)


def annex(folder: Path) -> None:
    words, tables = prose(), annex_tables()
    write_docx(words, tables, folder / "naive.docx")
    write_pdf(words, tables, folder / "naive.pdf")


def rows(folder: Path, csv: Path) -> None:
    words, tables = [("heading", "En lang tabel")], long_table(csv)
    write_docx(words, tables, folder / "naive.docx")
    write_pdf(words, tables, folder / "naive.pdf")


if __name__ == "__main__":
    annex(Path(sys.argv[1]))
