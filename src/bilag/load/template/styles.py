"""Reads the Theme from word.docx: page, named styles, lists and the table's look.

A style is resolved as Word does it: document defaults, then the basedOn chain from its root, each style's
numbering before its own paragraph properties (ECMA-376 17.7.2). Measures become points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bilag.document.theme import (
    CHARACTER_STYLES,
    LINK_COLOUR,
    PARAGRAPH_STYLES,
    STYLE_NAMES,
    TABLE_STYLE,
    NumberFormat,
    Page,
    Style,
    TableLook,
)
from bilag.load.template.font import Metrics
from bilag.load.template.properties import TWIP, alignment, border, colour, measure, merge
from bilag.storage.wordfile import Element, UnreadableFileError, W, child, is_on, parse_part, value

Missing = Callable[[str, str], None]
"""Called with the name of a missing style and of the one that replaces it."""

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FORMATS: Mapping[str, NumberFormat] = {
    "decimal": "decimal",
    "lowerLetter": "lowerLetter",
    "lowerRoman": "lowerRoman",
    "upperLetter": "upperLetter",
    "upperRoman": "upperRoman",
}


class WordTheme:
    """Answers questions about the styles, lists and fonts of a template."""

    def __init__(self, parts: dict[str, bytes], metrics: Mapping[str, Metrics], missing: Missing) -> None:
        """`metrics` are those of the fonts at hand by the name that Word uses. Raises UnreadableFileError."""
        self.styles = parse_part(parts, "word/styles.xml")
        self.numbering = parse_part(parts, "word/numbering.xml") if "word/numbering.xml" in parts else None
        self.body = child(parse_part(parts, "word/document.xml"), "body")
        if self.body is None:
            raise UnreadableFileError("word/document.xml has no body")
        self.theme_fonts = dict(_theme_fonts(parts))
        self.metrics, self.missing = metrics, missing
        self.by_id: dict[str, Element] = {}
        self.by_name: dict[tuple[str, str], str] = {}
        self.default = ""
        for style in self.styles.iterfind(W + "style"):
            id, kind = value(style, "styleId"), value(style, "type")
            self.by_id.setdefault(id, style)
            self.by_name.setdefault((kind, value(child(style, "name")).lower()), id)
            if kind == "paragraph" and value(style, "default") in ("1", "true", "on"):
                self.default = self.default or id
        self.fonts_used: set[str] = set()

    # --- finding styles ---

    def find(self, name: str, kind: str) -> str | None:
        """The id that one of our styles has in the file: found by its built-in name, else by our id."""
        found = self.by_name.get((kind, STYLE_NAMES[name].lower()))
        if found is None and name in self.by_id and value(self.by_id[name], "type") == kind:
            return name
        return found

    def paragraph_styles(self) -> dict[str, Style]:
        """Every style that the writers use; a missing one is reported and replaced by Normal."""
        normal = self.find("Normal", "paragraph") or self.default
        if not normal:
            raise UnreadableFileError("word/styles.xml has no default paragraph style")
        styles = {}
        for name in PARAGRAPH_STYLES:
            id = self.find(name, "paragraph")
            if id is None:
                self.missing(STYLE_NAMES[name], STYLE_NAMES["Normal"])
            styles[name] = self.style(id or normal)
        return styles

    def character_styles(self) -> dict[str, str]:
        """The ids of the character styles; a missing one is "", and is reported."""
        ids = {name: self.find(name, "character") for name in CHARACTER_STYLES}
        for name, id in ids.items():
            if id is None:
                self.missing(STYLE_NAMES[name], STYLE_NAMES["Normal"])
        return {name: id or "" for name, id in ids.items()}

    def character_colours(self) -> dict[str, str]:
        """The colours that the character styles set, and always that of links."""
        found = {"Hyperlink": self.link_colour()}
        for name in CHARACTER_STYLES:
            id = self.find(name, "character")
            own = [child(style, "rPr", "color") for style in self.chain(id)] if id else []
            if colours := [c for element in own if (c := colour(value(element)))]:
                found[name] = colours[-1]
        return found

    def link_colour(self) -> str:
        """The colour of the Hyperlink style; Word's own blue where it has none."""
        id = self.find("Hyperlink", "character")
        run = self.properties(id)[1] if id else {}
        return colour(value(run.get("color"))) or LINK_COLOUR

    def chain(self, id: str) -> list[Element]:
        """The style `id` and those it is based on, the root first; a circle ends where it closes."""
        found: list[Element] = []
        while id in self.by_id and self.by_id[id] not in found:
            found.append(self.by_id[id])
            id = value(child(self.by_id[id], "basedOn"))
        return found[::-1]

    # --- one style ---

    def style(self, id: str) -> Style:
        paragraph, run = self.properties(id)
        size = measure(run.get("sz"), default=20.0) / 2
        fonts = run.get("rFonts")
        font = self.theme_fonts.get(value(fonts, "asciiTheme")[:5]) or value(
            fonts, "ascii", "Times New Roman"
        )
        self.fonts_used.add(font)
        spacing, indent = paragraph.get("spacing"), paragraph.get("ind")
        left = measure(indent, "left", measure(indent, "start"))
        first = measure(indent, "firstLine") - measure(indent, "hanging")
        borders = paragraph.get("pBdr")
        outline = paragraph.get("outlineLvl")
        level = int(measure(outline, default=9.0))
        return Style(
            id=id,
            font=font,
            size=size,
            leading=self.leading(spacing, size, font),
            before=measure(spacing, "before") * TWIP,
            after=measure(spacing, "after") * TWIP,
            indent=round(left * TWIP, 3),
            first=round(first * TWIP, 3),
            right=round(measure(indent, "right", measure(indent, "end")) * TWIP, 3),
            colour=colour(value(run.get("color"))) or "000000",
            bold=is_on(run.get("b")),
            italic=is_on(run.get("i")),
            align=alignment(value(paragraph.get("jc"))),
            keep_next=is_on(paragraph.get("keepNext")),
            keep_lines=is_on(paragraph.get("keepLines")),
            rule_below=border(child(borders, "bottom")),
            rule_above=border(child(borders, "top")),
            rule_left=border(child(borders, "left")),
            fill=colour(value(paragraph.get("shd"), "fill")),
            outline=level + 1 if outline is not None and level < 6 else 0,
        )

    def leading(self, spacing: Element | None, size: float, font: str) -> float:
        """The distance of baselines (17.3.1.33): of the font's own line for `auto`, else as given."""
        natural = self.metrics.get(font, Metrics()).line * size
        line = measure(spacing, "line", 240.0)
        match value(spacing, "lineRule", "auto"):
            case "exact":
                leading = line * TWIP
            case "atLeast":
                leading = max(natural, line * TWIP)
            case _:
                leading = natural * line / 240
        return round(leading, 3)

    def properties(self, id: str) -> tuple[dict[str, Element], dict[str, Element]]:
        """Paragraph and run properties of a style by name, merged along its chain."""
        paragraph: dict[str, Element] = {}
        run: dict[str, Element] = {}
        defaults = child(self.styles, "docDefaults")
        merge(paragraph, child(defaults, "pPrDefault", "pPr"))
        merge(run, child(defaults, "rPrDefault", "rPr"))
        for style in self.chain(id):
            own = child(style, "pPr")
            if (num := child(own, "numPr")) is not None:
                level = self.level(value(style, "styleId"), num)
                merge(paragraph, child(level, "pPr"))
            merge(paragraph, own)
            merge(run, child(style, "rPr"))
        return paragraph, run

    # --- lists ---

    def level(self, style: str, num: Element) -> Element | None:
        """The level of a numbering definition that a style's numPr refers to (17.9.23 pStyle, else ilvl)."""
        if self.numbering is None:
            return None
        id = value(child(num, "numId"))
        abstract = next(
            (
                value(child(n, "abstractNumId"))
                for n in self.numbering.iterfind(W + "num")
                if value(n, "numId") == id
            ),
            None,
        )
        for definition in self.numbering.iterfind(W + "abstractNum"):
            if value(definition, "abstractNumId") == abstract:
                levels = definition.findall(W + "lvl")
                linked = [level for level in levels if value(child(level, "pStyle")) == style]
                ilvl = value(child(num, "ilvl"), default="0")
                return next(iter(linked or [level for level in levels if value(level, "ilvl") == ilvl]), None)
        return None

    def marks(self, name: str) -> Iterator[tuple[str, str]]:
        """The number format and text of the three levels of "ListBullet" or "ListNumber"."""
        for suffix in ("", "2", "3"):
            id = self.find(name + suffix, "paragraph")
            num = self.properties(id)[0].get("numPr") if id else None
            level = self.level(id, num) if id and num is not None else None
            if level is None and id:
                self.missing(f"{STYLE_NAMES[name + suffix]} (numbering)", STYLE_NAMES["Normal"])
            yield value(child(level, "numFmt")), value(child(level, "lvlText"))

    def bullets(self) -> tuple[str, ...]:
        """The glyphs of bullets; those of Word's symbol fonts (private use) become plain bullets."""
        texts = [text for _, text in self.marks("ListBullet")]
        return tuple(t if t and not "\ue000" <= t[0] <= "\uf8ff" else "\u2022" for t in texts)

    def numbers(self) -> tuple[tuple[NumberFormat, str], ...]:
        return tuple(
            (FORMATS.get(form, "decimal"), text.replace(f"%{n}", "{}") if f"%{n}" in text else "{}.")
            for n, (form, text) in enumerate(self.marks("ListNumber"), 1)
        )

    def headings(self) -> tuple[tuple[NumberFormat, str], ...]:
        """The numbers of headings, or () if the template does not number them."""
        found: list[tuple[NumberFormat, str]] = []
        for n in range(1, 7):
            id = self.find(f"Heading{n}", "paragraph")
            num = self.properties(id)[0].get("numPr") if id else None
            level = self.level(id, num) if id and num is not None else None
            form = FORMATS.get(value(child(level, "numFmt")))
            found.append((form, value(child(level, "lvlText"))) if form else ("decimal", ""))
        return tuple(found) if any(text for _, text in found) else ()

    # --- table and page ---

    def table(self, numbers: Style) -> TableLook:
        """The look of the table style; `numbers` is the style of its numbers, whose digits are measured."""
        id = self.find(TABLE_STYLE, "table")
        metrics = self.metrics.get(numbers.font, Metrics())
        if id is None:
            self.missing(STYLE_NAMES[TABLE_STYLE], "Normal Table")
            return TableLook(id="", digit=metrics.digit, comma=metrics.comma)
        parts: dict[str, Element] = {}
        for style in self.chain(id):
            for name in ("tblBorders", "tblCellMar"):
                if (found := child(style, "tblPr", name)) is not None:
                    parts[name] = found
            for special in style.iterfind(W + "tblStylePr"):
                if (cell := child(special, "tcPr")) is not None:
                    parts[value(special, "type")] = cell
        borders, pad = parts.get("tblBorders"), parts.get("tblCellMar")
        nothing = (0.0, "000000")
        inside = border(child(borders, "insideH")) or nothing
        edge = border(child(borders, "top")) or nothing
        head = border(child(parts.get("firstRow"), "tcBorders", "bottom")) or inside
        total = border(child(parts.get("lastRow"), "tcBorders", "top")) or inside
        side = child(pad, "left")
        return TableLook(
            rule=inside[0],
            colour=inside[1],
            edge=edge[0],
            edge_colour=edge[1] if edge[0] else head[1],
            head_fill=colour(value(child(parts.get("firstRow"), "shd"), "fill")),
            head_rule=head[0],
            total_rule=total[0],
            pad_x=measure(side if side is not None else child(pad, "start"), "w", 108.0) * TWIP,
            pad_y=measure(child(pad, "top"), "w") * TWIP,
            id=id,
            digit=metrics.digit,
            comma=metrics.comma,
        )

    def page(self) -> Page:
        """The last section's paper and margins (17.6.13, 17.6.11)."""
        section = child(self.body, "sectPr")
        size, margins = child(section, "pgSz"), child(section, "pgMar")
        fallback = Page()

        def points(element: Element | None, name: str, default: float) -> float:
            return round(abs(measure(element, name, default / TWIP)) * TWIP, 3)

        return Page(
            width=points(size, "w", fallback.width),
            height=points(size, "h", fallback.height),
            top=points(margins, "top", fallback.top),
            right=points(margins, "right", fallback.right),
            bottom=points(margins, "bottom", fallback.bottom),
            left=points(margins, "left", fallback.left),
            header=points(margins, "header", fallback.header),
            footer=points(margins, "footer", fallback.footer),
        )


def _theme_fonts(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """The theme fonts by the first five letters of their names: "minor" for "minorHAnsi"."""
    if "word/theme/theme1.xml" in parts:
        root = parse_part(parts, "word/theme/theme1.xml")
        for key in ("major", "minor"):
            latin = root.find(f".//{A}{key}Font/{A}latin")
            if latin is not None and latin.get("typeface"):
                yield key, latin.get("typeface", "")
