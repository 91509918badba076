"""content/terms.yaml: how names and terms are written in a project."""

from __future__ import annotations

from bilag.diagnostics.findings import Report
from bilag.inputs.annex import Terms
from bilag.inputs.yaml.nodes import Scalar, Sequence
from bilag.inputs.yaml.shapes import Lists, Shape, Table, Texts, scalars
from bilag.inputs.yaml.yamltext import parse
from bilag.storage.memo import remembered


class TermsShape(Shape, called="terms.yaml"):
    spellings = Table("The right spelling of a name or word, with its wrong ones in a list.")
    abbreviations = Table("An abbreviation and what it stands for, which must be named first.")
    different = Lists("Names that look alike and are not the same: a list of lists.")
    words = Texts("Names and words of the project's own that no dictionary has.")
    names = Texts("Names that are written so; a word that is a letter from one of them is told of.")


@remembered
def read_terms(source: str, path: str, report: Report) -> Terms:
    """The register; an empty one where there is no file. Faults go to the report, each with its place."""
    node = parse(source, path, report) if source else None
    if node is None:
        return Terms()
    given = TermsShape.read(node, report)
    wrong: dict[str, str] = {}
    spellings = given.spellings.items
    for right, value in spellings.items():
        some = scalars(value)
        if not some:
            report.add("SHAPE-KIND", value.span, key=right, expected="texts")
        for scalar in some:
            if not scalar.text.strip() or scalar.text in spellings or scalar.text in wrong:
                report.add("TERMS-SPELLING", scalar.span, text=scalar.text, right=right)
            else:
                wrong[scalar.text] = right
    abbreviations: dict[str, str] = {}
    for name, value in given.abbreviations.items.items():
        if isinstance(value, Scalar) and value.text.strip():
            abbreviations[name] = value.text
        else:
            report.add("SHAPE-KIND", value.span, key=name, expected="text")
    different = []
    for group in given.different:
        names = tuple(name.text for name in scalars(group)) if isinstance(group, Sequence) else ()
        if len(set(names)) < 2:
            report.add("TERMS-PAIR", group.span)
        else:
            different.append(names)
    words = tuple(scalar.text for scalar in given.words if scalar.text.strip())
    names = tuple(dict.fromkeys(name.text.strip() for name in given.names if name.text.strip()))
    return Terms(wrong, abbreviations, tuple(different), words, names)
