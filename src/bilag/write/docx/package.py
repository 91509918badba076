"""The package of a Word file (ECMA-376 part 2): parts, what each refers to, and the zip of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count

from bilag.document.wordframe import MAIN_PART, Relation, WordFrame
from bilag.write.docx import parts
from bilag.write.docx.wml import attribute

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
METADATA = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
HYPERLINK, IMAGE = f"{RELATION}hyperlink", f"{RELATION}image"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_NUMBER = re.compile(r"(\d+)\.\w+\Z")


class WordPart:
    """A part, or the package itself, which has no bytes."""

    def __init__(self, name: str, type: str, data: bytes = b"", relations: Iterable[Relation] = ()) -> None:
        self.name, self.type, self.data = name, type, data
        self.relations = list(relations)
        self._ids = {(r.type, r.target, r.external): r.id for r in reversed(self.relations)}
        taken = {r.id for r in self.relations}
        self._free = (id for n in count(1) if (id := f"rId{n}") not in taken)

    def refer(self, type: str, target: str, *, external: bool = False) -> str:
        """The id of the relationship to a part, by its name, or to an address: one for the same."""
        key = (type, target, external)
        if key not in self._ids:
            self._ids[key] = next(self._free)
            self.relations.append(Relation(self._ids[key], *key))
        return self._ids[key]

    def link(self, url: str) -> str:
        return self.refer(HYPERLINK, url, external=True)

    def relations_xml(self) -> bytes:
        """Parts are named as seen from the folder of this one (6.5.3.4)."""
        folder = posixpath.dirname(self.name)
        inner = [_relationship(relation, folder) for relation in self.relations]
        return f'{_XML}<Relationships xmlns="{_RELATIONS}">{"".join(inner)}</Relationships>'.encode()


class WordPackage:
    """The parts of a frame, and those that are added to them."""

    def __init__(self, frame: WordFrame) -> None:
        self.root = WordPart("/", "", b"", frame.relations)
        self.parts = {p.name: WordPart(p.name, p.type, p.data, p.relations) for p in frame.parts}
        self.main = self.parts[MAIN_PART]

    def add(self, source: WordPart, reltype: str, name: str, type: str, data: bytes = b"") -> WordPart:
        """A new part that `source` refers to."""
        part = self.parts[name] = WordPart(name, type, data)
        source.refer(reltype, name)
        return part

    def picture(self, data: bytes) -> str:
        """The id by which the main document refers to a PNG or JPEG; the same part for the same bytes."""
        pictures = [part for part in self.parts.values() if part.type.startswith("image/")]
        part = next((part for part in pictures if part.data == data), None)
        if part is not None:
            return self.main.refer(IMAGE, part.name)
        taken = {int(found[1]) for part in pictures if (found := _NUMBER.search(part.name))}
        number = next(n for n in count(1) if n not in taken)
        ending, type = ("png", "image/png") if data.startswith(b"\x89") else ("jpg", "image/jpeg")
        name = f"/word/media/image{number}.{ending}"
        self.parts[name] = WordPart(name, type, data)
        return self.main.refer(IMAGE, name)

    def zipped(self) -> bytes:
        """Content types first, as Word writes it, then relationships and parts by name. A part that nothing
        refers to any more is left out."""
        found: dict[str, WordPart] = {}
        waiting = [self.root]
        while waiting:
            for relation in waiting.pop().relations:
                if not relation.external and relation.target not in found:
                    found[relation.target] = self.parts[relation.target]
                    waiting.append(found[relation.target])
        members = {
            "[Content_Types].xml": parts.content_types({name: part.type for name, part in found.items()}),
            "_rels/.rels": self.root.relations_xml(),
        }
        for name, part in sorted(found.items()):
            members[name[1:]] = part.data
            if part.relations:
                folder, file = posixpath.split(name)
                members[f"{folder[1:]}/_rels/{file}.rels"] = part.relations_xml()
        return parts.zipped(members)


@lru_cache(maxsize=1024)
def _relationship(relation: Relation, folder: str) -> str:
    """A relationship of a part in `folder`; nearly all are the template's, and the same in each file."""
    target = relation.target if relation.external else posixpath.relpath(relation.target, folder)
    mode = ' TargetMode="External"' if relation.external else ""
    names = f'Id="{attribute(relation.id)}" Type="{attribute(relation.type)}"'
    return f'<Relationship {names} Target="{attribute(target)}"{mode}/>'
