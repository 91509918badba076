"""Properties of a Word style as values: measures, toggles, colours, borders; and how styles merge."""

from __future__ import annotations

from typing import Literal

from lxml import etree

from bilag.storage.wordfile import Element, W, value

TWIP = 1 / 20


def measure(element: Element | None, name: str = "val", default: float = 0.0) -> float:
    """A measure in twips, half-points or eighths as Word writes it; the default if it is no number."""
    try:
        return float(value(element, name, str(default)))
    except ValueError:
        return default


def alignment(jc: str) -> Literal["start", "end", "center"]:
    """Justified text is set to the left: the PDF does not hyphenate."""
    return "end" if jc in ("right", "end") else "center" if jc == "center" else "start"


def colour(text: str) -> str:
    """RRGGBB, or "" for `auto`."""
    return text.upper() if len(text) == 6 and text != "auto" else ""


def border(element: Element | None) -> tuple[float, str] | None:
    """Width in points and colour of a border; sizes are eighths of a point (17.3.4)."""
    if element is None or value(element) in ("", "nil", "none"):
        return None
    return measure(element, "sz") / 8, colour(value(element, "color")) or "000000"


def merge(into: dict[str, Element], properties: Element | None) -> None:
    """Adds newer properties by name. Of spacing, ind and rFonts old attributes stay beside new ones
    (17.7.2)."""
    for new in properties if properties is not None else ():
        if not isinstance(new.tag, str):
            continue
        name = new.tag.removeprefix(W)
        old = into.get(name)
        if old is not None and name in ("spacing", "ind", "rFonts"):
            both = etree.Element(new.tag)
            for name_, text in (*old.attrib.items(), *new.attrib.items()):
                both.set(name_, text)
            if name == "ind":
                _one_of(both, new, "firstLine", "hanging")
            if name == "rFonts":
                _one_of(both, new, "ascii", "asciiTheme")
            into[name] = both
        else:
            into[name] = new


def _one_of(both: Element, new: Element, first: str, second: str) -> None:
    """Removes the older of two attributes that exclude each other."""
    if (new.get(W + first) is None) != (new.get(W + second) is None):
        gone = W + (second if new.get(W + first) is not None else first)
        both.attrib.pop(gone, "")
