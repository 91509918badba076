"""Removes the references of a part of a Word file to anything but pictures in the file and public addresses.

A header may contain a chart with its whole workbook, a picture on somebody's drive, a link to a local file.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from bilag.load.template.revisions import MC, VML_OFFICE, drop, unwrap
from bilag.storage.wordfile import Element, W, own_references, value

_HOLDERS = (f"{W}drawing", f"{W}pict", f"{W}object")
_LINKS = {"hlinkClick", "hlinkHover", "hlinkMouseOver"}
_EDGES = {"srcRect": ("l", "t", "r", "b"), "imagedata": ("cropleft", "croptop", "cropright", "cropbottom")}
_UNSEEN_EDGE = 0.01
"""The share of a side that may be cut off: Word's rounding error when it has cut the picture itself."""


def settle_references(root: Element, kept: Callable[[str], bool]) -> bool:
    """Removes elements that refer to an id that is not `kept`. Returns whether a printed one was removed."""
    for embedded in list(root.iter(f"{VML_OFFICE}OLEObject")):
        _as_picture(embedded)
    lost = False
    for element in list(root.iter()):
        name = etree.QName(element).localname
        own = own_references(element)
        bad = [key for key, id in own.items() if not kept(id)]
        good = own.keys() - bad
        if element.tag == f"{W}hyperlink":
            if not good:  # also one to a bookmark: the body is removed
                unwrap(element)
        elif bad and name in _LINKS:
            drop(element)
        elif bad and good:
            for key in bad:
                del element.attrib[key]
        elif bad:
            lost = True
            drop(next(element.iterancestors(*_HOLDERS), element))
    for choices in list(root.iter(f"{MC}AlternateContent")):
        if not all(len(choice) for choice in choices.iterchildren(f"{MC}Choice")):
            drop(choices)
    _drop_empty_bullets(root)
    return lost


def _as_picture(embedded: Element) -> None:
    """Replaces an object of another program by its picture, which is what is printed."""
    holder = embedded.getparent()
    drop(embedded)
    if holder is not None and holder.tag == f"{W}object":
        holder.tag = f"{W}pict"
        holder.attrib.clear()


def _drop_empty_bullets(root: Element) -> None:
    for bullet in list(root.iterchildren(f"{W}numPicBullet")):
        if not len(bullet):
            id = value(bullet, "numPicBulletId")
            drop(bullet)
            for used in list(root.iter(f"{W}lvlPicBulletId")):
                if value(used) == id:
                    drop(used)


def is_cropped(root: Element) -> bool:
    """Whether a picture is cropped: the part that is not shown would still be in the file."""
    return any(
        _share(element.get(edge, "0")) > _UNSEEN_EDGE
        for name, edges in _EDGES.items()
        for element in root.iter(f"{{*}}{name}")
        for edge in edges
    )


def _share(text: str) -> float:
    """A share of a side: thousandths of a percent (20.1.10.41), a percentage, or VML's 65536ths."""
    number, unit = text.rstrip("%f"), text[-1:]
    try:
        amount = float(number)
    except ValueError:
        return 0.0
    if unit == "f":
        return amount / 65536
    if unit == "%":
        return amount / 100
    return amount if "." in text else amount / 100_000
