"""Reads a template's folder: `word.docx`, whose styles both writers follow, `theme.toml`, fonts and logo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from bilag.diagnostics.findings import Finding, Report, Span
from bilag.document import theme
from bilag.document.theme import FACES, FontFiles, Template, Theme
from bilag.document.wordframe import WordFrame
from bilag.inputs.pictures import usable
from bilag.inputs.yaml import tomltext
from bilag.inputs.yaml.nodes import Node, Scalar
from bilag.inputs.yaml.shapes import Number, Part, Shape, Table, Text
from bilag.load.files import TEMPLATE_LIMIT, read_bytes
from bilag.load.template.clean import clean_word
from bilag.load.template.font import BrokenFontError, Metrics, read_metrics
from bilag.load.template.frame import frame_of
from bilag.load.template.styles import WordTheme
from bilag.storage.wordfile import MacrosError, UnreadableFileError, UnsafeFileError, read_parts

MILLIMETRE = 72 / 25.4
PAPER = "FFFFFF"
LEAST_CONTRAST = 4.5
"""WCAG 2.1 1.4.3 (AA), for text of any size."""


class LogoShape(Shape, called="logo"):
    file = Text("PNG or JPEG in the template's folder", required=True)
    alt = Text("what is read aloud to those who cannot see the logo", required=True)
    width_mm = Number("width on the page in millimetres", required=True)


class FontShape(Shape, called="font"):
    family = Text("name of the family in the PDF", required=True)
    regular = Text("TrueType file under fonts/: regular", required=True)
    bold = Text("TrueType file under fonts/: bold", required=True)
    italic = Text("TrueType file under fonts/: italic", required=True)
    bold_italic = Text("TrueType file under fonts/: bold_italic", required=True)


_LABELS = {name: Text(f"the word for {name}", required=True) for name in theme.LABELS}


class LabelsShape(Shape, called="labels", **_LABELS):
    """The labels are read by name: `labels["annex"]`."""


class ThemeShape(Shape, called="theme.toml"):
    labels = Part("the authority's own words", of=LabelsShape, required=True)
    logo = Part("picture at the top of page 1", of=LogoShape)
    fonts = Table("the files of each font that word.docx names", required=True, of=FontShape)


Files = Mapping[tuple[str, str], bytes]
"""The bytes of the files read, by a file's name and its folder within the template's."""


def read_folder(folder: Path, display_path: str) -> tuple[Template | None, list[Finding], Files]:
    """The template in `folder`, which messages call `display_path`; None if it cannot be used.

    Faults: those of reading a file, of a shape and of a picture, TEMPLATE-UNREADABLE, -UNSAFE, -MACROS,
    -FONT and -FONT-FILE, and those of `clean_word`; TEMPLATE-STYLE names a style that word.docx lacks, and
    the style used instead.
    """
    reader = _Reader(folder, display_path)
    return reader.template(), reader.report.findings, reader.files


class _Reader(Struct):
    folder: Path
    shown: str
    report: Report = field(default_factory=Report)
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def template(self) -> Template | None:
        toml = self.toml()
        dotx = not (self.folder / "word.docx").exists() and (self.folder / "word.dotx").exists()
        word = self.file("word.dotx" if dotx else "word.docx")
        if toml is None or word is None:
            return None
        fonts, metrics = self.fonts(toml)
        read = self.theme(word, fonts, metrics) if fonts else None
        logo = self.logo(toml)
        if read is None or logo is None:
            return None
        labels = toml.labels.entries if toml.labels else {}
        texts = {name: node.text for name in theme.LABELS if isinstance(node := labels.get(name), Scalar)}
        if len(texts) < len(theme.LABELS):
            return None
        frame, look = read
        return Template(look, frame, texts, *logo, files=self.hashes)

    def span(self, name: str, line: int = 0) -> Span:
        return Span(f"{self.shown}/{name}", line)

    def file(self, name: str, within: str = "", where: Span | None = None) -> bytes | None:
        """The bytes of a file of the template; its faults are reported at the path that people see."""
        local = Report()
        data = read_bytes(self.folder, name, local, limit=TEMPLATE_LIMIT, within=within, where=where)
        for found in local.findings:
            span = (
                found.span
                if where or not found.span
                else replace(found.span, path=f"{self.shown}/{found.span.path}")
            )
            self.report.extend([replace(found, span=span)])
        if data is not None:
            path = "/".join(part for part in (self.shown, within, name) if part)
            self.files[name, within] = data
            self.hashes[path] = hashlib.sha256(data).hexdigest()
        return data

    # --- theme.toml ---

    def toml(self) -> ThemeShape | None:
        data = self.file("theme.toml")
        if data is None:
            return None
        place = self.span("theme.toml")
        node = tomltext.parse(data, place.path, self.report)
        return None if node is None else ThemeShape.read(node, self.report)

    def fonts(self, toml: ThemeShape) -> tuple[tuple[FontFiles, ...], dict[str, Metrics]]:
        """The families and the measures of their regular faces; empty where any of them has a fault."""
        found: list[FontFiles] = []
        metrics: dict[str, Metrics] = {}
        for name, node in toml.fonts.items.items():
            font = FontShape.read(node, self.report)
            faces = [self.face(font[face]) for face in FACES if face in font]
            regular, *others = faces or [None]
            if regular is None or None in others or len(font.entries) < len(FontShape.keys):
                return (), {}
            metrics[name] = read_metrics(regular)
            found.append(FontFiles(name, font.family, *(f for f in faces if f)))
        if "fonts" in toml and not found:
            self.report.add("SHAPE-MISSING-KEY", toml["fonts"].span, key="fonts.Calibri", shape="fonts")
        return tuple(found), metrics

    def face(self, node: Node) -> bytes | None:
        name = node.text if isinstance(node, Scalar) else ""
        data = self.file(name, "fonts", node.span)
        try:
            if data is not None:
                read_metrics(data)
        except BrokenFontError as error:
            self.report.add("TEMPLATE-FONT-FILE", node.span, file=name, reason=error)
            return None
        return data

    def logo(self, toml: ThemeShape) -> tuple[bytes, str, float] | None:
        """Bytes, alternative text and width in points; nothing of these where there is no logo."""
        logo = toml.logo
        if logo is None:
            return b"", "", 0.0
        if logo.width_mm is None or len(logo.entries) < len(LogoShape.keys):
            return None
        where = logo["file"].span
        data = self.file(logo.file, where=where)
        if data is None:
            return None
        alt = logo.alt.strip()
        if not alt:
            self.report.add("FIGURE-ALT", logo["alt"].span)
        picture = usable(data, logo.file, where, self.report)
        if picture is None or not alt:
            return None
        return picture.data, alt, float(logo.width_mm) * MILLIMETRE

    # --- word.docx ---

    def theme(
        self, data: bytes, fonts: tuple[FontFiles, ...], metrics: Mapping[str, Metrics]
    ) -> tuple[WordFrame, Theme] | None:
        """The cleaned package as a frame for the document, and the look that is read from it."""
        place = self.span("word.docx")

        def missing(name: str, instead: str) -> None:
            self.report.add("TEMPLATE-STYLE", place, style=name, instead=instead)

        try:
            parts = clean_word(read_parts(data), place, self.report)
            if parts is None:
                return None
            word = WordTheme(parts, metrics, missing)
            styles = word.paragraph_styles()
            look = Theme(
                name=self.folder.name,
                page=word.page(),
                styles=styles,
                table=word.table(styles["TableNumber"]),
                fonts=fonts,
                bullets=word.bullets(),
                numbers=word.numbers(),
                headings=word.headings(),
                characters=word.character_styles(),
                link=word.link_colour(),
            )
            frame = frame_of(parts, look)
        except UnreadableFileError as error:
            self.report.add("TEMPLATE-UNREADABLE", place, reason=error)
            return None
        except MacrosError:
            self.report.add("TEMPLATE-MACROS", place)
            return None
        except UnsafeFileError as error:
            self.report.add("TEMPLATE-UNSAFE", place, part=error)
            return None
        for font in sorted(word.fonts_used - {font.name for font in fonts}):
            self.report.add("TEMPLATE-FONT", place, font=font, instead=fonts[0].family)
        self.contrasts(look, word.character_colours(), place)
        return frame, look

    def contrasts(self, look: Theme, characters: Mapping[str, str], place: Span) -> None:
        """Reports styles whose text has too little contrast with its background. `characters` are the colours
        of character styles, which are used, as lists are, in the text and in a Note."""
        behind = dict.fromkeys(("TableHead", "TableHeadNumber"), look.table.head_fill)
        texts = [
            (name, style.colour, style.fill or behind.get(name) or PAPER)
            for name, style in look.styles.items()
        ]
        note = look.styles["Note"].fill or PAPER
        both = {n: look.styles[n].colour for n in look.styles if n.startswith("List")} | dict(characters)
        texts = [text for text in texts if text[0] not in both]
        for name, colour in both.items():
            fill = look.styles[name].fill if name in look.styles else ""
            worst = min(fill or PAPER, fill or note, key=lambda behind: theme.contrast(colour, behind))
            texts.append((name, colour, worst))
        for name, colour, background in texts:
            ratio = theme.contrast(colour, background)
            if ratio < LEAST_CONTRAST:
                self.report.add(
                    "TEMPLATE-CONTRAST",
                    place,
                    style=theme.STYLE_NAMES[name],
                    colour=f"#{colour}",
                    background=f"#{background}",
                    ratio=f"{ratio:.1f}".replace(".", ","),
                )
