"""The parts of a Word file against the schemas of ECMA-376 (`xsd`), once what is ignorable is gone.

Sources: ECMA-376 part 3 (markup compatibility: what an application that does not know a namespace sees).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

XSD = Path(__file__).parent / "xsd"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAIN = "http://schemas.openxmlformats.org"
SCHEMAS = {
    f"{MAIN}/wordprocessingml/2006/main": "wml.xsd",
    f"{MAIN}/drawingml/2006/main": "dml-main.xsd",
    f"{MAIN}/officeDocument/2006/customXml": "shared-customXmlDataProperties.xsd",
    f"{MAIN}/officeDocument/2006/custom-properties": "shared-documentPropertiesCustom.xsd",
    f"{MAIN}/officeDocument/2006/extended-properties": "shared-documentPropertiesExtended.xsd",
    f"{MAIN}/package/2006/content-types": "opc-contentTypes.xsd",
    f"{MAIN}/package/2006/relationships": "opc-relationships.xsd",
}
"""The schema of a part, by the namespace of its root. Other parts have none here."""


@cache
def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(XSD / name))


def schema_faults(parts: dict[str, bytes]) -> list[str]:
    """A line for each fault: "xsd", the part, the line and what the schema says."""
    found, judged = [], 0
    for name, part in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        try:
            root = etree.fromstring(part)
        except etree.XMLSyntaxError as error:
            found.append(f"xsd: {name}: {error}")
            continue
        known = SCHEMAS.get(etree.QName(root).namespace or "")
        if known is None:
            continue
        judged += 1
        if "theme" in name:  # its extensions are not marked as ignorable, and it is the template's
            continue
        understood(root)
        rules = schema(known)
        if not rules.validate(root):
            found += [f"xsd: {name}: {error.message}" for error in rules.error_log]  # type: ignore[attr-defined]
    if judged < 3:
        found.append("xsd: there is hardly a part to judge")
    return found


def understood(root: etree._Element) -> None:
    """The part as one reads it who knows only the standard: ignorable names gone, fallbacks in place."""
    ignorable: set[str] = set()
    for element in root.iter(etree.Element):
        prefixes = element.attrib.pop(f"{MC}Ignorable", "").split()
        ignorable |= {element.nsmap[prefix] for prefix in prefixes}
    for element in list(root.iter(etree.Element)):
        for key in list(element.attrib):
            if etree.QName(key).namespace in ignorable:
                del element.attrib[key]
        parent = element.getparent()
        if parent is None:
            continue
        if etree.QName(element).namespace in ignorable:
            parent.remove(element)
        elif element.tag == f"{MC}AlternateContent":
            fallback = element.find(f"{MC}Fallback")
            for inner in fallback if fallback is not None else ():
                element.addprevious(inner)
            parent.remove(element)
