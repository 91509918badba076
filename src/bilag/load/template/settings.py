"""The settings of a Word file that make the look, or that a colleague would miss; the rest stays behind.

Settings hold whom a file is locked for, where it was merged from, which schemas and templates somebody has,
and a number for each session of work. New versions of Word add to them, so that they are named here one by
one, in the order of the schema (17.15.1.78).
"""

from __future__ import annotations

from bilag.storage.wordfile import Element, W, value

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr"
_WORDS = """
    zoom removePersonalInformation removeDateAndTime
    embedTrueTypeFonts embedSystemFonts saveSubsetFonts mirrorMargins alignBordersAndEdges
    bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop stylePaneFormatFilter
    stylePaneSortMethod defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone
    doNotHyphenateCaps defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting
    bookFoldPrintingSheets characterSpacingControl footnotePr endnotePr compat
"""
_LAST_WORDS = "themeFontLang clrSchemeMapping decimalSymbol listSeparator"
KEPT = (*(W + n for n in _WORDS.split()), MATH, *(W + n for n in _LAST_WORDS.split()))
"""Page, hyphenation, notes, how lines are set, fonts and colours, and what the list of styles shows. That
Word is to forget the names of those who edit says nothing of anybody, and the secretariat meant it."""
_WORD = "http://schemas.microsoft.com/office/word"
_SEPARATORS = ("-1", "0")


def clean_settings(root: Element) -> None:
    """Leaves of the settings those that are named above, each once."""
    found = {element.tag: element for element in reversed(root) if isinstance(element.tag, str)}
    for element in list(root):
        root.remove(element)
    root.attrib.clear()
    root.extend(found[name] for name in KEPT if name in found)
    zoom = root.find(f"{W}zoom")
    if zoom is not None and not zoom.get(f"{W}percent"):
        zoom.set(f"{W}percent", "100")  # Word itself leaves it out, and the schema asks for it
    _clean_notes(root)
    compat = root.find(f"{W}compat")
    for setting in [] if compat is None else compat.findall(f"{W}compatSetting"):
        if value(setting, "uri") != _WORD:
            setting.getparent().remove(setting)  # type: ignore[union-attr]


def _clean_notes(root: Element) -> None:
    """The separators that they name are those of our own footnotes; the file has no endnotes."""
    for kind, ids in (("footnote", _SEPARATORS), ("endnote", ())):
        properties = root.find(f"{W}{kind}Pr")
        if properties is None:
            continue
        for note in properties.findall(f"{W}{kind}"):
            if value(note, "id") not in ids:
                properties.remove(note)
        if not len(properties):
            root.remove(properties)
