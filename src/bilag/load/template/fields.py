"""Fields of a header or footer: page numbers and the like stay fields, other fields become their shown text.

A field's code is not printed, and may contain a path, an address or a text for another case. A field that
shows who made the template, where and when is removed with its text.
"""

from __future__ import annotations

from msgspec import Struct, field

from bilag.storage.wordfile import Element, W, value

KEPT_FIELDS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "TITLE", "SUBJECT", "KEYWORDS"}
KEPT_FIELDS |= {"DATE", "TIME", "SYMBOL", "="}
"""Fields whose code contains nothing but what to show (ECMA-376 17.16.5)."""
ABOUT_THE_TEMPLATE = {"FILENAME", "FILESIZE", "TEMPLATE", "AUTHOR", "LASTSAVEDBY", "REVNUM", "INFO"}
ABOUT_THE_TEMPLATE |= {"USERNAME", "USERINITIALS", "USERADDRESS"}
ABOUT_THE_TEMPLATE |= {"CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME"}


class _Field(Struct):
    """An open field: its code, the elements that are its machinery, and those of the text it shows."""

    code: str = ""
    shows: bool = False
    machinery: list[Element] = field(default_factory=list)
    result: list[Element] = field(default_factory=list)

    def gone(self) -> list[Element]:
        name = self.code.split()[0].upper() if self.code.split() else ""
        if name in KEPT_FIELDS or name.startswith("="):
            return []
        return self.machinery + (self.result if name in ABOUT_THE_TEMPLATE else [])


def settle_fields(root: Element) -> None:
    """Turns each field that is not in KEPT_FIELDS into its text. A field without a beginning or an end is not
    kept as a field either."""
    for simple in list(root.iter(f"{W}fldSimple")):
        gone = _Field(value(simple, "instr"), machinery=[simple], result=list(simple)).gone()
        parent = simple.getparent()
        if parent is not None and gone:
            for inner in [] if len(gone) > 1 else list(simple):
                simple.addprevious(inner)
            parent.remove(simple)
    open_fields: list[_Field] = []
    gone = []
    for run in root.iter(f"{W}r"):
        for element in run:
            if element.tag != f"{W}rPr":
                gone += _step(open_fields, element)
    for unended in open_fields:
        gone += unended.machinery
    for element in gone:
        found = element.getparent()
        if found is not None:
            found.remove(element)
            if all(inner.tag == f"{W}rPr" for inner in found) and (above := found.getparent()) is not None:
                above.remove(found)


def _step(open_fields: list[_Field], element: Element) -> list[Element]:
    """Adds an element of a run to the fields around it. Returns the elements to remove, when a field ends."""
    kind = value(element, "fldCharType") if element.tag == f"{W}fldChar" else ""
    if kind == "begin":
        open_fields.append(_Field())
    elif kind and not open_fields:
        return [element]
    for n, around in enumerate(open_fields, 1):
        own = n == len(open_fields)
        (around.result if around.shows and not (own and kind) else around.machinery).append(element)
    if not open_fields:
        return [element] if element.tag == f"{W}instrText" else []
    if kind == "separate":
        open_fields[-1].shows = True
    elif kind == "end":
        return open_fields.pop().gone()
    elif element.tag == f"{W}instrText" and not open_fields[-1].shows:
        open_fields[-1].code += element.text or ""
    return []
