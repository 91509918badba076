"""The annex of the cases with a table whose parts do not add up when each is rounded."""

from __future__ import annotations

from bilag.pipeline.prepare import prepare

THIRDS = ("A;1,4;;drift", "B;1,4;;drift", "C;0,4;;anlæg")
FORM = "format: 'mio. kr.'"


def prepared(root, body, *, rounding="", facts="", csv=THIRDS):
    front = f"rounding: {rounding}\n" if rounding else ""
    text = f"---\ntitle: Prøve\n{front}---\n\n{body}\n"
    (root / "content/prove/bilag.md").write_text(text, encoding="utf-8")
    (root / "data/prove/facts.yaml").write_text(facts, encoding="utf-8")
    lines = ["post;beløb;forbehold;art;tidspunkt;dato;aftale", *(f"{row};2012;2016-09-05;a1" for row in csv)]
    (root / "data/prove/udgifter.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return prepare(root, "prove")


def directive(more="total: I alt", form=FORM, id="a"):
    column = f"{{field: beløb{f', {form}' if form else ''}}}"
    return (
        f":::{{table}} udgifter\nid: tbl-{id}\ncaption: Udgifter\n"
        f"columns: [{{field: post}}, {column}]\n{more}\n:::\n"
    )
