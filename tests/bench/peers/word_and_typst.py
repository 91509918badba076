"""The annex by docxtpl and by the typst binding, as `tests.bench.ratios` measures them.

Run by a Python that has docxtpl, typst and babel: word_and_typst.py MODE OUT JOB [JOB ...], where MODE is
`pair`, `pdf` (PDF/UA-1 and PDF/A-2a) or `docx`. Prints the seconds of CPU of each job as JSON.
"""

import csv
import io
import json
import os
import re
import sys
from datetime import date
from pathlib import Path
from time import process_time

HERE = Path(__file__).parent
HEADS = {
    "udgifter": ("Kategori", "Mio. kr."),
    "personale": ("\u00c5r", "\u00c5rsv\u00e6rk"),
    "milepaele": ("Dato", "Begivenhed"),
}
CAPTIONS = {
    "udgifter": "Udgifter 2012-2017",
    "personale": "Personaleforbrug pr. \u00e5r",
    "milepaele": "Milep\u00e6le",
}
compilers = {}


def tables(job):
    """Raw values as Danish texts, with the total."""
    from babel.dates import format_date
    from babel.numbers import format_decimal

    def amount(value):
        return format_decimal(value, format="#,##0.0", locale="da_DK")

    def when(text):
        month = re.fullmatch(r"(\d{4})-(0\d|1[0-2])", text)
        if not month:
            return text
        return format_date(date(int(month[1]), int(month[2]), 1), "MMMM y", locale="da_DK")

    made = {}
    for name in HEADS:
        with (job / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            raw = list(csv.reader(file))[1:]
        rows = [(when(a), b) if name == "milepaele" else (a, amount(float(b))) for a, b in raw]
        total = ("I alt", amount(sum(float(b) for _, b in raw))) if name == "udgifter" else None
        made[name] = {"rows": rows, "total": total}
    return made


def template():
    """What a person would draw once in Word: a loop over the sections, and a table for each of three."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Liberation Sans", Pt(11)
    for text, style in (
        ("{{ title }}", "Title"),
        ("{{ note }}", None),
        ("{%p for s in sections %}", None),
        ("{{ s.heading }}", "Heading 1"),
        ("{%p for p in s.paras %}", None),
        ("{{ p }}", None),
        ("{%p endfor %}", None),
        ("{%p for b in s.bullets %}", None),
        ("{{ b }}", "List Bullet"),
        ("{%p endfor %}", None),
    ):
        document.add_paragraph(text, style=style)
    for name, heads in HEADS.items():
        document.add_paragraph("{%p if s.table == '" + name + "' %}")
        document.add_paragraph(CAPTIONS[name], style="Caption")
        grid = document.add_table(rows=0, cols=2, style="Table Grid")
        rows = [heads, ("{%tr for r in tables." + name + ".rows %}", ""), ("{{ r[0] }}", "{{ r[1] }}")]
        rows += [("{%tr endfor %}", "")]
        if name == "udgifter":
            rows += [("{{ tables.udgifter.total[0] }}", "{{ tables.udgifter.total[1] }}")]
        for row in rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write_word(job, target, drawn):
    from docxtpl import DocxTemplate

    filled = DocxTemplate(io.BytesIO(drawn))
    content = json.loads((job / "content.json").read_text("utf-8"))
    filled.render({**content, "tables": tables(job)}, autoescape=True)
    filled.save(target.with_suffix(".docx"))


def write_pdf(job, target, standards):
    import typst

    root = Path(os.path.commonpath([HERE, job]))
    if root not in compilers:
        compilers[root] = typst.Compiler(input=str(HERE / "annex.typ"), root=str(root))
    compilers[root].compile(
        output=str(target.with_suffix(".pdf")),
        format="pdf",
        sys_inputs={"job": os.path.relpath(job, root)},
        pdf_standards=standards,
    )


def main(mode, out, *jobs):
    drawn = Path(os.environ["BENCH_TEMPLATE"]).read_bytes() if mode != "pdf" else b""
    spent = []
    for job in map(Path, jobs):
        before = process_time()
        target = Path(out) / job.name
        if mode != "pdf":
            write_word(job, target, drawn)
        if mode != "docx":
            write_pdf(job, target, ["ua-1", "a-2a"] if mode == "pdf" else [])
        spent.append(process_time() - before)
    print(json.dumps(spent))


if __name__ == "__main__":
    if sys.argv[1] == "template":
        Path(sys.argv[2]).write_bytes(template())
    else:
        main(*sys.argv[1:])
