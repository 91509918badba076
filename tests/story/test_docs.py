"""The documents say what is so: their commands run, their output is what comes, their examples can be read.

The first line of a fence says what the test does with it:

console         run each line that begins with "$ "; what stands below it must be the answer, where a line of
                three dots stands for any lines. `exit=1`: the exit code that is expected
diff PATH       put the + lines into the file in the place of its - lines
csv PATH        make the file; so with markdown and yaml
markdown        read it as the prose of an annex with the data of kina-2012-2017
yaml            read it as a data package where it has resources
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
import yaml
from docs import reference
from PIL import Image

from bilag.cli import run
from bilag.danish.formats import render, resolve_format
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.pipeline.prepare import prepare
from bilag.validate.data.package import read_package
from tests.support.paths import ROOT

GUIDE, README = ROOT / "docs/vejledning.md", ROOT / "README.md"
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")] + sorted(
    ROOT.glob("docs/**/*.md")
)
ANNEX = "kina-2012-2017"
FENCE = re.compile(r"^( *)```(\S*)(.*)\n((?:.*\n)*?)\1```$", re.MULTILINE)
NOT_RUN = ("make", "pip", "git")
"""`make bilag` is run as `bilag build`; what sets up a machine or runs these tests is not."""


@dataclass(frozen=True)
class Fence:
    language: str
    info: str
    body: str
    line: int

    def __str__(self) -> str:
        return f"line {self.line}"


def fences(page: Path) -> list[Fence]:
    text = page.read_text(encoding="utf-8")
    return [
        Fence(found[2], found[3].strip(), found[4], text.count("\n", 0, found.start()) + 1)
        for found in FENCE.finditer(text)
    ]


def lay_out(root: Path) -> Path:
    """A copy of the project as a newcomer has it."""
    for name in ("content", "data", "templates"):
        shutil.copytree(ROOT / name, root / name)
    if (ROOT / "bilag.toml").is_file():
        shutil.copy(ROOT / "bilag.toml", root)
    return root


def commands(body: str) -> list[tuple[str, list[str]]]:
    """Each command of a console fence with the lines that should come of it."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


NO_DICTIONARY = "Stavningen er ikke kontrolleret: maskinen har ingen dansk ordbog (se vejledningen).\n"


def carried_out(command: str) -> tuple[int, str]:
    """The exit code and all that the command prints, but for a dictionary that this machine may not have."""
    words = shlex.split(command)
    if words == ["make", "bilag"]:
        words = ["bilag", "build"]
    if words[0] in NOT_RUN:
        return -1, ""
    assert words[0] == "bilag", command
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = run(words[1:])
    return code, printed.getvalue().replace("\u00a0", " ").replace(NO_DICTIONARY, "")


def matches(shown: list[str], printed: str) -> bool:
    """Whether the lines that are shown are the ones printed; "..." stands for any number of lines."""
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in shown)
    return (
        not shown or re.fullmatch(pattern, printed if printed.endswith("\n") else f"{printed}\n") is not None
    )


def edited(text: str, diff: str) -> str:
    """The text with the diff's - lines replaced by its + lines; each must stand there exactly once."""
    old = [line[1:] for line in diff.splitlines() if line.startswith("-")]
    new = [line[1:] for line in diff.splitlines() if line.startswith("+")]
    before = "\n".join(old)
    assert f"\n{text}".count(f"\n{before}\n") == 1, before
    return f"\n{text}".replace(f"\n{before}\n", "\n" + "\n".join(new) + "\n")[1:]


@pytest.mark.parametrize("page", [GUIDE, README], ids=lambda page: page.name)
def test_every_command(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay_out(tmp_path / "projekt"))
    monkeypatch.setenv("COLUMNS", "80")
    ran = 0
    for fence in fences(page):
        file = Path(fence.info) if fence.info and fence.language != "console" else None
        if file and fence.language == "diff":
            file.write_text(edited(file.read_text(encoding="utf-8"), fence.body), encoding="utf-8")
        elif file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(fence.body, encoding="utf-8")
        elif fence.language == "console":
            for command, shown in commands(fence.body):
                code, printed = carried_out(command)
                if code == -1:
                    continue
                ran += 1
                assert matches(shown, printed), f"{page.name}, {fence}: {command}\n{printed}"
                expected = int(fence.info.partition("exit=")[2] or 0)
                assert code == expected, f"{page.name}, {fence}: {command} gave {code}\n{printed}"
    assert ran >= 3


def test_the_installed_command() -> None:
    found = Path(sys.executable).with_name("bilag")
    command = [str(found)] if found.exists() else [sys.executable, "-m", "bilag"]
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"bilag \d+\.\d+\.\d+\S*\n", done.stdout)


# --- the guide's examples --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fence", [f for f in fences(GUIDE) if f.language == "markdown" and not f.info], ids=str
)
def test_prose_examples(fence: Fence, tmp_path: Path) -> None:
    root = lay_out(tmp_path / "projekt")
    table = "" if ":::{table} udgifter" in fence.body else ":::{table} udgifter\ncaption: Udgifter\n:::\n"
    front = "---\ntitle: Prøve\nfragments: [prøve.md]\n---\n"
    (root / "content" / ANNEX / "bilag.md").write_text(front, encoding="utf-8")
    (root / "content" / ANNEX / "prøve.md").write_text(f"{fence.body}\n{table}", encoding="utf-8")
    for name in re.findall(r"^:::\{figure\} (.+)$", fence.body, re.MULTILINE):
        picture = root / "content" / ANNEX / name
        picture.parent.mkdir()
        Image.new("RGB", (60, 40)).save(picture)
    try:
        report = prepare(root, ANNEX).report
    except BuildFailed as failed:
        report = failed.report
    assert [(str(f.span), f.rule) for f in report] == []


@pytest.mark.parametrize("fence", [f for f in fences(GUIDE) if "resources:" in f.body], ids=str)
def test_package_examples(fence: Fence) -> None:
    report = Report()
    assert fence.info.startswith("data/") or read_package(fence.body, "datapackage.yaml", report) is not None
    assert [(str(f.span), f.rule) for f in report] == []


def rows(page: Path, *head: str) -> list[list[str]]:
    """The rows of the first table with that head, code marks taken off."""
    lines = iter(page.read_text(encoding="utf-8").splitlines())
    wanted = "| " + " | ".join(head) + " |"
    assert wanted in lines, wanted  # the iterator now stands after the head
    next(lines)
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells = re.split(r"(?<!\\)\|", line.strip("|"))
        found.append([cell.strip().strip("`").replace("\\|", "|") for cell in cells])
    return found


def test_formats_that_the_guide_adds_to() -> None:
    for form, value, printed, _ in rows(GUIDE, "Format", "Værdi", "Skriver", "Bruges til"):
        named, spec = resolve_format(form)
        assert named is not None
        assert render(named.kind, value, spec).replace("\u00a0", " ") == printed


def test_dates_of_the_guide() -> None:
    for value, printed in rows(GUIDE, "I data", "I en tabel"):
        assert render("edtf", value, "tekst, stort").replace("\u00a0", " ") == printed


def test_status_words_of_the_guide() -> None:
    labels = tomllib.loads((ROOT / "templates/standard/theme.toml").read_text(encoding="utf-8"))["labels"]
    said = dict(rows(GUIDE, "Skriv", "Bilaget viser"))
    assert said == {status: labels[status] for status in said}


# --- reference, links, pictures --------------------------------------------------------------------------


def test_reference_is_in_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["--check"]) == 0, capsys.readouterr().err


def test_reference_sees_a_stale_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = reference.pages()
    monkeypatch.setattr(reference, "pages", lambda: {path: f"{text}x" for path, text in made.items()})
    assert reference.main(["--check"]) == 1
    assert "docs/vejledning.md is out of date" in capsys.readouterr().err


def schema(name: str) -> jsonschema.Draft202012Validator:
    text = reference.pages()[ROOT / f"docs/reference/schemas/{name}.schema.json"]
    content = yaml.safe_load(text)
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def plain(node: object) -> object:
    """YAML's dates as the text they were: JSON has none."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return node.isoformat() if isinstance(node, date) else node


def test_schemas_take_what_the_program_takes() -> None:
    front = (ROOT / f"content/{ANNEX}/bilag.md").read_text(encoding="utf-8").split("---\n")[1]
    schema("front-matter").validate(plain(yaml.safe_load(front)))
    for name, file in (("datapackage", "datapackage.yaml"), ("facts", "facts.yaml")):
        text = (ROOT / "data" / ANNEX / file).read_text(encoding="utf-8")
        schema(name).validate(plain(yaml.safe_load(text)))
    terms = (ROOT / "content" / "terms.yaml").read_text(encoding="utf-8")
    schema("terms").validate(plain(yaml.safe_load(terms)))
    schema("theme").validate(
        tomllib.loads((ROOT / "templates/standard/theme.toml").read_text(encoding="utf-8"))
    )
    for fragment in (ROOT / "content" / ANNEX).glob("*.md"):
        for body in re.findall(r":::\{table\}.*\n((?:.*\n)*?):::", fragment.read_text(encoding="utf-8")):
            schema("table").validate(plain(yaml.safe_load(body)))


def anchors(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`]*`", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert ROOT in there.parents, target
        assert not anchor or anchor in anchors(there), target


def test_picture() -> None:
    """The picture of the README: there, small, with a text for those who cannot see it."""
    picture = ROOT / "docs/bilag.png"
    assert picture.stat().st_size < 200_000
    with Image.open(picture) as image:
        assert image.width > image.height > 500
    alt = re.search(r"!\[([^\]]+)\]\(docs/bilag\.png\)", README.read_text(encoding="utf-8"))
    assert alt is not None
    assert len(alt[1]) > 40


def test_typography() -> None:
    """Danish quotes in running text, no soft hyphens, no straight quotes, no spaces that cannot be seen."""
    text = FENCE.sub("", GUIDE.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`]*`|<!--.*?-->", "", text)
    assert not re.findall(r"[\u00ad\u200b\u201c\u201d\u201e\"]", text)
    assert text.count("»") == text.count("«")
