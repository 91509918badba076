"""data/<annex>/corrections.yaml: why a version that was issued is corrected."""

from __future__ import annotations

from collections.abc import Mapping

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import Correction, FrontMatter
from bilag.inputs.facts import Definition
from bilag.inputs.yaml.nodes import Mapping as MappingNode
from bilag.inputs.yaml.nodes import Node, Scalar
from bilag.inputs.yaml.shapes import Shape, Table, Text, nearest
from bilag.inputs.yaml.yamltext import parse
from bilag.validate.frontmatter import is_date


class CorrectionShape(Shape, called="correction"):
    replaces = Text("The version that is replaced.", required=True)
    replaced_date = Text("The date of the version that is replaced, YYYY-MM-DD.", required=True)
    reason = Text("Why it is corrected, for all numbers without a reason of their own.")
    reasons = Table("The reasons of single numbers: the fact's name and why it changed.")
    recommendation = Text("What the correction means for what the council is to decide.")


def read_corrections(
    source: str,
    path: str,
    front: FrontMatter | None,
    definitions: Mapping[str, Definition],
    report: Report,
) -> dict[str, Correction]:
    """The corrections by the version that carries them; none where there is no file.

    The annex that carries one must have a date, since it is printed. Faults go to the report.
    """
    node = parse(source, path, report) if source else None
    if node is None:
        return {}
    if not isinstance(node, MappingNode):
        report.add("SHAPE-KIND", node.span, key="corrections.yaml", expected="mapping")
        return {}
    found: dict[str, Correction] = {}
    for version, value in node.items.items():
        if correction := _correction(version, value, node.keys[version], definitions, report):
            found[version] = correction
            if front and front.version == version:
                _dates(correction, front, report)
    return found


def _dates(correction: Correction, front: FrontMatter, report: Report) -> None:
    version, replaced = correction.version, correction.replaced_date
    if not front.date:
        report.add("CORRECTION-DATE", correction.span, version=version)
    elif front.date < replaced:  # both in ISO 8601
        place = dict(front.places).get("date", correction.span)
        report.add("CORRECTION-EARLY", place, version=version, date=front.date, replaced=replaced)


def _correction(
    version: str, node: Node, span: Span, definitions: Mapping[str, Definition], report: Report
) -> Correction | None:
    given = CorrectionShape.read(node, report)
    replaced = given.replaced_date
    if replaced and not is_date(replaced):
        report.add("FRONT-DATE", given["replaced_date"].span, text=replaced)
        return None
    if given.replaces == version:
        report.add("CORRECTION-SELF", given["replaces"].span, version=version)
        return None
    reasons: dict[str, str] = {}
    for name, value in given.reasons.items.items():
        if not isinstance(value, Scalar):
            report.add("SHAPE-KIND", value.span, key=name, expected="text")
        elif "/" not in name and name not in definitions:
            near = nearest(name, definitions)
            report.add("CORRECTION-FACT", given.reasons.keys[name], name=name, nearest=near)
        else:
            reasons[name] = value.text
    if not given.replaces or not replaced:
        return None
    return Correction(
        version,
        given.replaces,
        replaced,
        reason=given.reason,
        reasons=reasons,
        recommendation=given.recommendation,
        span=span,
    )
