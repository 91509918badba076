"""content/terms.yaml: how names and terms are written in a project."""

from __future__ import annotations

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import Terms
from bilag.inputs.yaml.nodes import Mapping, Scalar, Sequence
from bilag.inputs.yaml.shapes import Key, Shape, mapping, read, texts
from bilag.inputs.yaml.yamltext import parse
from bilag.storage.memo import remembered

TERMS = Shape(
    "terms.yaml",
    (
        Key("spellings", "table", "The right spelling of a name or word, with its wrong ones in a list."),
        Key("abbreviations", "table", "An abbreviation and what it stands for, which must be named first."),
        Key("different", "list", "Names that look alike and are not the same: a list of lists."),
        Key("words", "texts", "Names and words of the project's own that no dictionary has."),
        Key(
            "names",
            "texts",
            "Names that are written so; a word that is a letter from one of them is told of.",
        ),
    ),
)


@remembered
def read_terms(source: str, path: str, report: Report) -> Terms:
    """The register; an empty one where there is no file. Faults go to the report, each with its place."""
    node = parse(source, path, report) if source else None
    if node is None:
        return Terms()
    entries = read(node, TERMS, report, Span(path, 1, 1))
    wrong: dict[str, str] = {}
    spellings = mapping(entries, "spellings") or Mapping({}, Span(path))
    for right, value in spellings.items.items():
        some = texts(spellings.items, right)
        if not some:
            report.add("SHAPE-KIND", value.span, key=right, expected="texts")
        for scalar in some:
            if not scalar.text.strip() or scalar.text in spellings.items or scalar.text in wrong:
                report.add("TERMS-SPELLING", scalar.span, text=scalar.text, right=right)
            else:
                wrong[scalar.text] = right
    abbreviations: dict[str, str] = {}
    short = mapping(entries, "abbreviations") or Mapping({}, Span(path))
    for name, value in short.items.items():
        if isinstance(value, Scalar) and value.text.strip():
            abbreviations[name] = value.text
        else:
            report.add("SHAPE-KIND", value.span, key=name, expected="text")
    different = []
    groups = entries.get("different")
    for group in groups if isinstance(groups, Sequence) else ():
        names = tuple(n.text for n in group if isinstance(n, Scalar)) if isinstance(group, Sequence) else ()
        if len(set(names)) < 2:
            report.add("TERMS-PAIR", group.span)
        else:
            different.append(names)
    words = tuple(scalar.text for scalar in texts(entries, "words") if scalar.text.strip())
    names = tuple(dict.fromkeys(name.text.strip() for name in texts(entries, "names") if name.text.strip()))
    return Terms(wrong, abbreviations, tuple(different), words, names)
