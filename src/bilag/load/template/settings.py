"""Keeps the settings of a Word file that make its look, or that a colleague would miss, and removes the rest.

Other settings tell for whom a file is locked, what it was merged from, somebody's schemas and templates, and
a number for each session. New versions of Word add more, so the kept ones are listed here, in the order of
the schema (17.15.1.78).
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
KEPT_SETTINGS = (*(W + n for n in _WORDS.split()), MATH, *(W + n for n in _LAST_WORDS.split()))
"""Page, hyphenation, notes, line layout, fonts, colours and the list of styles; also that Word is to forget
the names of editors, which the secretariat has chosen."""
_WORD = "http://schemas.microsoft.com/office/word"
_SEPARATORS = ("-1", "0")


def clean_settings(root: Element) -> None:
    """Keeps KEPT_SETTINGS, each once, and removes the others."""
    found = {element.tag: element for element in reversed(root) if isinstance(element.tag, str)}
    for element in list(root):
        root.remove(element)
    root.attrib.clear()
    root.extend(found[name] for name in KEPT_SETTINGS if name in found)
    zoom = root.find(f"{W}zoom")
    if zoom is not None and not zoom.get(f"{W}percent"):
        zoom.set(f"{W}percent", "100")  # required by the schema, but Word leaves it out
    _clean_notes(root)
    compat = root.find(f"{W}compat")
    for setting in [] if compat is None else compat.findall(f"{W}compatSetting"):
        if value(setting, "uri") != _WORD:
            setting.getparent().remove(setting)  # type: ignore[union-attr]


def _clean_notes(root: Element) -> None:
    """Keeps the footnote separators that our own footnotes use; the file has no endnotes."""
    for kind, ids in (("footnote", _SEPARATORS), ("endnote", ())):
        properties = root.find(f"{W}{kind}Pr")
        if properties is None:
            continue
        for note in properties.findall(f"{W}{kind}"):
            if value(note, "id") not in ids:
                properties.remove(note)
        if not len(properties):
            root.remove(properties)
