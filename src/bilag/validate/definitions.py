"""facts.yaml: named facts, one mapping each, with exactly one operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.expressions import ExpressionError, is_comparison
from bilag.inputs.expressions import parse as parse_expression
from bilag.inputs.facts import COLUMN_OPERATIONS, PAIR_OPERATIONS, Condition, Definition, Operation
from bilag.inputs.yaml.nodes import Mapping as MappingNode
from bilag.inputs.yaml.nodes import Node, Scalar, Sequence
from bilag.inputs.yaml.shapes import Choice, Flag, Shape, Table, Text, Texts
from bilag.inputs.yaml.yamltext import parse as parse_yaml
from bilag.storage.memo import remembered


class FactShape(Shape, called="fact"):
    value = Texts("The one value of `table.column`; several cells must agree.")
    sum = Texts("The sum of `table.column`.")
    count = Texts(
        "The number of rows of `table`, of filled cells of `table.column`, or of items of a list fact."
    )
    distinct = Texts("The number of different values of `table.column`.")
    list = Texts("The values of `table.column`, each once, in the table's order.")
    first = Texts("The first filled cell of `table.column`.")
    last = Texts("The last filled cell of `table.column`.")
    min = Texts("The smallest value of `table.column`.")
    max = Texts("The largest value of `table.column`.")
    mean = Texts("The mean of `table.column`.")
    difference = Texts("The first fact less the second.")
    ratio = Texts("The first fact divided by the second.")
    share = Texts("The first fact as a part of the second (0 to 1).")
    change = Texts("The growth from the first fact to the second, as a part of the first.")
    span = Texts("The length in whole years of a period, both ends counted.")
    calc = Texts("Arithmetic over other facts: + - * / and parentheses.")
    where = Table("Filters on the table's columns: a value, a list of values, or a condition.")
    per = Choice("What is taken from dates: `year`.", choices=("year",), default="")
    unit = Text("The unit of a `calc`, `ratio` or `count`, where it has one.")
    label = Text("What the fact is, in words, for lists and reports.")


class ConditionShape(Shape, called="where"):
    not_ = Texts("Any value but these.", name="not")
    from_ = Text("This value or more.", name="from")
    to = Text("This value or less.")
    missing = Flag("Only cells without a value (true) or with one (false).")
    parameter = Text("The value that this column of `parameters` has for the annex at hand.")


ID = re.compile(r"[^\W\d_]\w*")
_IDLE: dict[str, tuple[Operation, ...]] = {
    "where": (*PAIR_OPERATIONS, "span", "calc"),
    "per": (*PAIR_OPERATIONS, "span", "calc", "sum", "mean"),
    "unit": ("list",),
}
"""Keys that an operation has no use for: said so, as the writer expects an effect."""


@remembered
def read_definitions(source: str, path: str, report: Report) -> dict[str, Definition]:
    """The definitions by id, in the order of the file. Faults go to the report, each with its place."""
    root = parse_yaml(source, path, report)
    if root is None:
        return {}
    if not isinstance(root, MappingNode):
        report.add("SHAPE-KIND", root.span, key="facts.yaml", expected="mapping")
        return {}
    found: dict[str, Definition] = {}
    for name, node in root.items.items():
        if not ID.fullmatch(name):
            report.add("FACT-ID", root.keys[name], id=name)
        elif definition := _definition(name, node, root.keys[name], report):
            found[name] = definition
    for name in root.keys:
        if name not in root.items:
            report.add("FACT-EMPTY", root.keys[name], id=name)
    return found


def _definition(name: str, node: Node, span: Span, report: Report) -> Definition | None:
    if isinstance(node, Scalar) and node.plain and not node.text:
        report.add("FACT-EMPTY", span, id=name)
        return None
    given = FactShape.read(node, report)
    operations = [op for op in get_args(Operation) if op in given]
    if len(operations) != 1:
        if operations or (isinstance(node, MappingNode) and len(given.entries) == len(node.keys)):
            report.add("FACT-OPERATION", span, id=name, known=", ".join(get_args(Operation)))
        return None
    operation = operations[0]
    for key, value in given.entries.items():
        if operation in _IDLE.get(key, ()):
            report.add("FACT-IDLE-KEY", value.span, id=name, key=key, operation=operation)
    written: tuple[Scalar, ...] = getattr(given, operation)
    common = {
        "id": name,
        "operation": operation,
        "span": span,
        "where": read_conditions(given.where, report),
        "per": given.per,
        "unit": given.unit if "unit" in given else None,
        "label": given.label,
    }
    count = 2 if operation in PAIR_OPERATIONS else 1
    if len(written) != count or not all(scalar.text.strip() for scalar in written):
        report.add("FACT-OPERANDS", span, id=name, operation=operation, count=count)
        return None
    if operation == "calc":
        return _calc(written[0], common, report)
    if operation not in COLUMN_OPERATIONS:
        return Definition(**common, operands=tuple(scalar.text for scalar in written))
    table, dot, column = written[0].text.partition(".")
    whole = not dot and operation in ("count", "distinct")
    if not table or not (whole or column):
        report.add("FACT-COLUMN", written[0].span, id=name, operation=operation, text=written[0].text)
        return None
    return Definition(**common, table=table, column=column, operands=() if dot else (table,))


def _calc(written: Scalar, common: Mapping[str, object], report: Report) -> Definition | None:
    try:
        expression = parse_expression(written.text)
    except ExpressionError as error:
        report.add("EXPRESSION", written.span, text=written.text, found=error.found or "...")
        return None
    if is_comparison(expression):
        report.add("EXPRESSION", written.span, text=written.text, found="=")
        return None
    return Definition(**common, expression=expression)  # type: ignore[arg-type]


def read_conditions(where: MappingNode, report: Report) -> tuple[Condition, ...]:
    """The filters of a `where`, in facts.yaml and in a table directive alike."""
    found = []
    for column, value in where.items.items():
        span = where.keys[column]
        match value:
            case Scalar():
                found.append(Condition(column, (value.text,), span=span))
            case Sequence():
                wanted = tuple(item.text for item in value if isinstance(item, Scalar))
                found.append(Condition(column, wanted, span=span))
            case MappingNode():
                given = ConditionShape.read(value, report)
                found.append(
                    Condition(
                        column,
                        tuple(scalar.text for scalar in given.not_),
                        negated="not" in given,
                        low=given.from_,
                        high=given.to,
                        missing=given.missing if "missing" in given else None,
                        parameter=given.parameter,
                        span=span,
                    )
                )
    return tuple(found)
