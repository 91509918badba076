"""The projects and commands that `same_outputs` runs: of the last landing's files, and a few of its own.

Of the tests of the last landing only two names are used, wherever they are below tests/: the folder of broken
projects, which has `_base` in it, and badmakers.py, whose MAKERS write workbooks and pictures for them.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from PIL import Image

KINA = "kina-2012-2017"
FRONT, CSV = f"content/{KINA}/bilag.md", f"data/{KINA}/udgifter.csv"
FORMS = ("text", "json", "junit", "sarif", "github")
RANDOM = 12
Step = tuple[str, ...]
"""("run", argument, ...); ("cold", argument, ...), which is a process of its own; ("edit", file, old, new);
("write", file, text). An argument with a * is a pattern of files in the project, and @3 is the name of
the fact three tenths down the list of the last build."""


class Scenario(NamedTuple):
    """Steps in a copy of a project, one after the other. `good`: its first command ends with exit code 0."""

    name: str
    project: Path
    steps: tuple[Step, ...]
    good: bool = True


def run(*lines: str) -> tuple[Step, ...]:
    return tuple(("run", *line.split()) for line in lines)


def cold(*lines: str) -> tuple[Step, ...]:
    return tuple(("cold", *line.split()) for line in lines)


def scenarios(old: Path, folder: Path) -> Iterator[Scenario]:
    """All of them, the longest first. Their projects are laid out in `folder` from the checkout `old`."""
    guide = _guide(old, folder / "guide")
    annexes = sorted(path.parent.name for path in (old / "content").glob("*/bilag.md"))
    templates = sorted(path.parent.name for path in (old / "templates").glob("*/theme.toml"))
    kina = _annex(old, KINA, "", folder / "kina")
    yield Scenario("conformance", kina, (*run("build"), *cold("verify --conformance out/*/*.pdf")))
    yield Scenario("batch", guide, BATCH)
    yield Scenario("story", kina, STORY)
    yield Scenario("guide", guide, (*run("build tilskud-2025 skolebilag", "check"), *_looks("tilskud-2025")))
    for template in templates:
        for annex in annexes:
            project = _annex(old, annex, template, folder / f"{annex} {template}")
            yield Scenario(f"{annex}, {template}", project, ANNEX)
        every = _composed(folder / f"every {template}", BLOCKS, f"template: {template}\ncontents: 3")
        yield Scenario(f"every block, {template}", every, ANNEX)
    for seed in range(RANDOM):
        chosen = random.Random(seed)
        front = [f"{key}: {chosen.choice(values)}" for key, values in (*KEYS, ("template", templates))]
        blocks = [chosen.choice(BLOCKS) for _ in range(chosen.randint(6, 24))]
        project = _composed(folder / f"random {seed}", blocks, "\n".join(front))
        yield Scenario(f"random {seed}", project, run("build", "check --quiet"))
    for project in _bad(old, folder / "bad"):
        steps = run(*(f"check --format {form}" for form in FORMS), "check --strict --lang en", "build")
        yield Scenario(f"bad/{project.name}", project, steps, good=False)
    yield Scenario("help", kina, _help(old), good=False)


# --- steps -----------------------------------------------------------------------------------------------


def _looks(annex: str) -> tuple[Step, ...]:
    """What reads an annex and writes nothing, in all forms and both languages."""
    return tuple(
        step
        for lang in ("da", "en")
        for form in ("text", "json")
        for step in run(*(f"{each} --format {form} --lang {lang}" for each in (f"facts {annex}", "formats")))
    )


ANNEX = (
    *cold("build", "build", "check"),
    *run("build --no-cache", "build --strict -o strict", "build --format json", "build --quiet"),
    *run(*(f"build --to {kind} -o kun-{kind}" for kind in ("docx", "pdf", "facts.json"))),
    *run(*(f"check --format {form} --lang {lang}" for form in FORMS for lang in ("da", "en"))),
    *run("check --comments", "check --strict", "check --fail-on warning --no-cache", "check --quiet"),
    *_looks(""),
    *run(*(f"trace @{tenth} --format {('text', 'json')[tenth % 2]}" for tenth in range(10))),
    *run("verify out/*/*.docx out/*/*.pdf", "verify out/*/*.docx", "verify out/*/*.pdf --format json"),
    *run("verify out/*/*.docx out/*/*.pdf --format json", "verify out/*/*.docx --lang en", "verify no.pdf"),
    *run("build nothing", "build --to nothing", "trace nothing", "diff", "redline"),
)
"""What is done with an annex of its own. No fact is called nothing."""
CORRECTIONS = """"2.0":
  replaces: "1.0"
  replaced_date: 2026-03-03
  reason: En faktura fra 2016 var ikke bogført.
  reasons:
    forbrug_i_alt: Følger af udgiften til delegationer.
  recommendation: Rettelsen ændrer ikke indstillingen.
"""
FIRST, SECOND = f"out/{KINA}/issued/1.0", f"out/{KINA}/issued/2.0"
STORY = (
    *run("build", "issue", "diff"),
    ("edit", FRONT, "status: draft", 'status: approved\nnumber: "1"\ndate: 2026-03-03'),
    *cold("build", "issue --by Regionsrådet"),
    ("cold", "issue", "--by", "Region Hovedstaden", "--date", "2026-03-03"),
    *run("issue", "issue --format json", "build", "diff", "redline --sheet"),
    ("edit", CSV, "erhvervsdelegationer;1,3", "erhvervsdelegationer;1,4"),
    ("edit", f"data/{KINA}/datapackage.yaml", 'equals: "2,8"', 'equals: "2,9"'),
    *run("diff --data", "diff --data --format json", "diff --data --lang en", "check", "redline"),
    ("edit", FRONT, "date: 2026-03-03", "date: 2026-05-12"),
    ("edit", FRONT, 'version: "1.0"', 'version: "2.0"'),
    ("edit", f"content/{KINA}/ressourcer.md", "Samlet udgift på", "Udgift i alt på"),
    ("write", f"data/{KINA}/corrections.yaml", CORRECTIONS),
    *cold("build", "diff", "redline --sheet"),
    *run("diff --format json", "diff --lang en", "diff --page", "diff --page --lang en", f"diff {FIRST}"),
    *run("redline --sheet", "redline --author Revisor --date 2026-06-01", "redline 1.0 --lang en"),
    *run(f"verify out/{KINA}/rettelse/*.docx out/{KINA}/rettelse/*.pdf", "issue --lang en"),
    *run("diff 1.0 2.0", "diff 1.0 2.0 --format json", "diff 2.0 1.0 --page", "redline 1.0 2.0", "diff 3.0"),
    *run(*(f"verify {each}/*.{kind}" for each in (FIRST, SECOND) for kind in ("docx", "pdf"))),
    *run(f"verify {SECOND}/*.docx --format json --lang en", f"verify {FIRST}/*.docx {SECOND}/*.pdf"),
    *run(f"diff {FIRST}/*.docx {SECOND}/*.pdf", f"diff {FIRST}/*.pdf {SECOND}/*.docx --format json"),
    *run(f"trace {SECOND}/*.docx udgift_delegationer", f"trace {FIRST}/*.pdf forbrug_i_alt --format json"),
    ("write", f"{FIRST}/model.json", "{}"),
    *run("diff", "redline --sheet", f"verify {FIRST}/*.docx", "build", "issue"),
)
OVER = "kode;navn;elever\ns1;Åskolen;412\ns3;;7\ns4;Cykelskolen;mange\ns1;Åskolen;413\ns5;Dalskolen;9\n"
BATCH = (
    *cold("batch skolebilag", "batch skolebilag --jobs 2 -o to", "batch skolebilag --to docx -o word"),
    *run("batch skolebilag", "batch skolebilag --format json --lang en", "batch", "batch tilskud-2025"),
    ("write", "data/over.csv", OVER),
    *cold("batch skolebilag --over data/over.csv --jobs 2 -o over --format json"),
    *run(
        "batch skolebilag --over data/over.csv -o en --lang en",
        "batch skolebilag --over data/over.csv -o over",
        "batch skolebilag --strict -o strict --lang en",
    ),
    ("edit", "data/skolebilag/udgifter.csv", "310000", "311000"),
    *cold("batch skolebilag --jobs 2"),
    *run("build skolebilag", "check skolebilag"),
)
"""With --jobs 2, findings of rows are printed in the order in which the workers come to their end, which is
not always the same; so the rows that have some are made by two workers as JSON, which only counts them."""


def _help(old: Path) -> tuple[Step, ...]:
    """The help of every command, and what every rule means, in both languages."""
    said = subprocess.run(
        [sys.executable, "-P", "-m", "bilag", "--help"],
        env={"PYTHONPATH": str(old / "src")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = re.findall(r"^    (\w+)  ", said, re.MULTILINE)
    rules = re.findall(r"^## ([A-Z-]+)$", (old / "docs/reference/rules.md").read_text("utf-8"), re.MULTILINE)
    assert len(names) > 5, said
    assert len(rules) > 100
    lines = ["--help", *(f"{name} --help" for name in names), *(f"check --explain {rule}" for rule in rules)]
    return (
        *cold("--help", "--version"),
        *run("", "nothing", "build --nothing", "check --explain NUMBER-BOUND", "formats --format xml"),
        *run(*(f"--lang {lang} {line}" for line in lines for lang in ("da", "en"))),
    )


# --- projects --------------------------------------------------------------------------------------------


def _annex(old: Path, annex: str, template: str, to: Path) -> Path:
    """An annex of the checkout as a project of its own, under another template where one is named."""
    for part in ("content", "data"):
        shutil.copytree(old / part / annex, to / part / annex)
    shutil.copy(old / "content/terms.yaml", to / "content")
    shutil.copytree(old / "templates", to / "templates")
    main = to / "content" / annex / "bilag.md"
    text = main.read_text("utf-8")
    if template:
        text = re.sub(r"^template:.*\n", "", text, flags=re.MULTILINE)
        main.write_text(text.replace("---\n", f"---\ntemplate: {template}\n", 1), "utf-8")
    return to


def _guide(old: Path, to: Path) -> Path:
    """The files that the guide shows: an annex, and one that is made for each school."""
    text = (old / "docs/vejledning.md").read_text("utf-8")
    for path, body in re.findall(r"^```(?!diff)\w+ (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        if not (to / path).exists():
            (to / path).write_text(body, "utf-8")
    return to


LAY_OUT = """
import json, sys
from importlib import import_module
from pathlib import Path
makers, root = import_module(sys.argv[1]).MAKERS, Path(sys.argv[2])
for case, makes in json.load(sys.stdin):
    for make in makes:
        makers[make.pop("maker")](root / case, **make)
"""


def _bad(old: Path, to: Path) -> list[Path]:
    """The broken projects: each is the base, with other files over it, edits, and what the makers make."""
    base = next((old / "tests").rglob("_base"))
    module = next((old / "tests").rglob("badmakers.py")).relative_to(old).with_suffix("")
    found, makes = [], []
    for case in sorted(base.parent.glob("*/case.yaml")):
        root = to / case.parent.name
        shutil.copytree(base, root)
        shutil.copytree(case.parent, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("case.yaml"))
        declared = yaml.safe_load(case.read_text("utf-8"))
        for edit in declared.get("edit", ()):
            change(root / edit["file"], edit["from"], edit["to"])
        for path in declared.get("remove", ()):
            (root / path).unlink()
        makes.append((root.name, declared.get("make", [])))
        found.append(root)
    subprocess.run(
        [sys.executable, "-P", "-c", LAY_OUT, ".".join(module.parts), str(to)],
        env={"PYTHONPATH": f"{old}:{old / 'src'}"},
        input=json.dumps(makes),
        text=True,
        check=True,
    )
    return [base, *found]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (file, old)
    file.write_text(text.replace(old, new), "utf-8")


# --- projects of our own ---------------------------------------------------------------------------------

KEYS = (
    ("status", ("draft", "in_review", "approved", "withdrawn")),
    ("contents", range(4)),
    ("proof", ("none", "facts", "data")),
    ("figures", ("control", "bookmark", "none")),
    ("rounding", ("half-up", "largest-remainder")),
    ("number", ("1", "12")),
    ("case", ("17012345", "''")),
    ("center", ("Center for Kultur", "''")),
)
MAIN = """---
title: Regnskab fra {{{{ foerste | lang_dato }}}} *i tal*
organisation: Sønderby Kommune
date: 2026-03-03
meeting: Økonomiudvalget den 10. marts 2026
keywords: [regnskab, prøve]
version: "1.0"
{front}
---

Udgiften var {{{{ i_alt | mio_kr }}}}.

# Indledning

{blocks}
"""
PACKAGE = """name: prove
resources:
  - name: poster
    path: poster.csv
    dialect: {delimiter: ";"}
    schema:
      fields:
        - {name: id, type: integer}
        - {name: post, type: string, title: Post}
        - {name: art, type: string, title: Art}
        - {name: beløb, type: number, decimalChar: ",", title: Beløb, "bilag:unit": kr.}
        - {name: dag, type: date, title: Dag}
      primaryKey: id
    bilag:publish: true
"""
FACTS = """i_alt: {sum: poster.beløb, label: Udgift i alt}
anlaeg: {sum: poster.beløb, where: {art: anlæg}, label: Anlæg}
andel: {share: [anlaeg, i_alt], label: Anlæggets andel}
antal: {count: poster, label: Antal poster}
foerste: {min: poster.dag, label: Første dag}
"""
PROSE = """
# Afsnit %

Et afsnit under en overskrift.
----
# Kapitel %

## Underafsnit

Tekst.

### Detaljer

Tekst igen, jf. [lovene](https://www.retsinformation.dk).
----
Der var {{ antal | tal }} poster fra {{ foerste | lang_dato }}, og {{ andel | pct }} var anlæg, i alt
**{{ anlaeg | kr }}**. Det er *meget*[^f%], som [executive summary]{lang=en} siger.
Telefonen er åben [24]{.free} timer i døgnet.

[^f%]: Se *regnskabet*.
----
Et længere afsnit, der fylder flere linjer og brydes hen over en side, når det er dér, det kommer til at
ligge. Et afsnit som det, der her begynder igen, fylder flere linjer og brydes hen over en side, når det er
dér, det kommer til at ligge. Er det ikke dér, så brydes det ikke, men begynder på en ny side eller bliver,
hvor det er, efter det, der kommer før det.
----
[Anlæg fylder noget]{claim="anlaeg > 0"} i regnskabet.
----
- Et punkt.
- Et punkt med to afsnit.

  Det andet afsnit.

  - Et underpunkt
    - Tredje niveau
- Sidste punkt.
----
Rækkefølgen er:

1. Først.
2. Dernæst:
   1. Et led.
   2. Et led til.
3. Til sidst.
----
:::{note}
**Bemærk:** Tallene er foreløbige.

De endelige tal kommer senere.
:::
----
:::{table} poster
id: tbl-%
caption: "Poster: *%*"
columns:
  - {field: post, heading: Post}
  - {field: dag, heading: Dag}
  - {field: beløb, heading: "T.kr.", format: tkr}
where: {art: anlæg}
total: I alt
notes: [En note., Endnu en note.]
source: Sønderby Kommune
:::

Jf. @tbl-%.
----
:::{table} poster
id: tbl-%
caption: Alle poster
columns:
  - {field: post, heading: Post}
  - {field: beløb, heading: "Kr.", format: kr}
sort: beløb
width: 0.6
row_heads: false
description: Alle poster.
:::
----
:::{table} poster
id: tbl-%
caption: Alle poster, %
total: I alt
:::
----
:::{figure} soejler.png
id: fig-%
caption: Billede %
alt: Et mørkt felt.
width: 0.5
source: Kommunen
:::

@fig-% viser det.
----
:::{figure} soejler.png
id: fig-%
caption: Billede % i fuld bredde
alt: Et mørkt felt.
:::
"""
BLOCKS = PROSE.strip().split("\n----\n")
"""Each with % for its place among the others."""


def _composed(root: Path, blocks: list[str], front: str) -> Path:
    """A project of these blocks, over a table of 90 rows."""
    rows = "".join(
        f"{n};Post nummer {n};{'anlæg' if n % 9 == 0 else 'drift'};{n * 7919 % 99991},{n % 10};"
        f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}\n"
        for n in range(1, 91)
    )
    prose = "\n\n".join(block.replace("%", "abcdefghijklmnopqrstuvwxyz"[n]) for n, block in enumerate(blocks))
    files = {
        "content/prove/bilag.md": MAIN.format(front=front, blocks=prose),
        "data/prove/datapackage.yaml": PACKAGE,
        "data/prove/facts.yaml": FACTS,
        "data/prove/poster.csv": f"id;post;art;beløb;dag\n{rows}",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    Image.new("RGB", (320, 160), "#1f3a5f").save(root / "content/prove/soejler.png")
    return root
