"""Shapes: what a mapping may hold, what is said when it does not, and their export as JSON Schema."""

from decimal import Decimal

import jsonschema
import pytest
from docs.reference import json_schema

from bilag.diagnostics.findings import Report, Span
from bilag.diagnostics.messages import hint
from bilag.inputs.yaml.nodes import Mapping
from bilag.inputs.yaml.shapes import (
    Choice,
    Count,
    Flag,
    Lists,
    Number,
    Part,
    Parts,
    Shape,
    Table,
    Text,
    Texts,
    nearest,
)
from bilag.inputs.yaml.yamltext import parse
from bilag.validate.data.package_shapes import PackageShape


class InnerShape(Shape, called="inner"):
    a = Text("A text.")


class ProveShape(Shape, called="prove", keys={"sum": Text("A key that is no attribute.")}):
    title = Text("A text.", required=True)
    plain = Text("A text.", default="d")
    names = Texts("Texts.")
    on = Flag("A flag.")
    off = Flag("A flag.", default=True)
    many = Count("A count.")
    amount = Number("A number.")
    kind = Choice("One of two.", choices=("x", "y"), default="x")
    part = Part("A mapping.", of=InnerShape)
    parts = Parts("A list.", of=InnerShape)
    groups = Lists("Lists.")
    own = Table("Names of one's own.", of=InnerShape)
    from_ = Text("A key that Python does not take as a name.", name="from")


def reading(source):
    report = Report()
    node = parse(source, "f.yaml", report) or Mapping({}, Span("f.yaml", 1, 1))
    return ProveShape.read(node, report), report


def test_all_kinds():
    source = (
        "title: x\nnames: [a, b]\non: true\noff: false\nmany: 3\namount: -2.50\nkind: y\nfrom: z\nsum: s\n"
        "part: {a: 1}\nparts: [{a: 1}]\ngroups: [[a], b]\nown: {z: {a: 1}}\n"
    )
    given, report = reading(source)
    assert list(report) == []
    assert (given.title, given.from_, given["sum"].text) == ("x", "z", "s")
    assert str(given["from"].span) == "f.yaml:8:7" and "from" in given
    assert [item.text for item in given.names] == ["a", "b"]
    assert given.on is True and given.off is False
    assert (given.many, given.amount, given.kind) == (3, Decimal("-2.50"), "y")
    assert given.part.a == "1" and [item.a for item in given.parts] == ["1"]
    assert len(given.groups) == 2
    assert given.own.get("z").get("a").text == "1"


def test_what_is_absent_has_its_default():
    given, _ = reading("title: x\n")
    assert "from" not in given
    assert (given.plain, given.from_, given.names, given.on, given.off) == ("d", "", (), False, True)
    assert (given.many, given.amount, given.kind) == (None, None, "x")
    assert (given.part, given.parts, given.groups, given.own.items) == (None, (), (), {})


def test_a_part_is_read_once_and_when_it_is_asked_for():
    given, report = reading("title: x\npart: {b: 1}\nparts: [{c: 1}]\n")
    assert report.findings == []
    assert given.part is given.part and given.parts is given.parts
    assert [(f.rule, str(f.span)) for f in report.findings] == [
        ("SHAPE-UNKNOWN-KEY", "f.yaml:2:8"),
        ("SHAPE-UNKNOWN-KEY", "f.yaml:3:10"),
    ]


@pytest.mark.parametrize(
    ("line", "rule", "place"),
    [
        ("titel: x", "SHAPE-UNKNOWN-KEY", "f.yaml:2:1"),
        ("names: {a: 1}", "SHAPE-KIND", "f.yaml:2:8"),
        ("on: ja", "SHAPE-KIND", "f.yaml:2:5"),
        ("many: -1", "SHAPE-KIND", "f.yaml:2:7"),
        ("many: \u0663", "SHAPE-KIND", "f.yaml:2:7"),
        ("amount: 2,5", "SHAPE-KIND", "f.yaml:2:9"),
        ("amount: [2,5]", "SHAPE-LIST-FOR-NUMBER", "f.yaml:2:9"),
        ("kind: z", "SHAPE-CHOICE", "f.yaml:2:7"),
        ("part: a", "SHAPE-KIND", "f.yaml:2:7"),
        ("parts: {a: 1}", "SHAPE-KIND", "f.yaml:2:8"),
        ("own: [a]", "SHAPE-KIND", "f.yaml:2:6"),
    ],
)
def test_faults_have_a_place(line, rule, place):
    given, findings = reading(f"title: x\n{line}\n")
    assert [(f.rule, str(f.span)) for f in findings] == [(rule, place)]
    assert list(given.entries) == ["title"]


def test_missing_key_and_no_mapping():
    assert [(f.rule, str(f.span)) for f in reading("on: true\n")[1]] == [("SHAPE-MISSING-KEY", "f.yaml:1:1")]
    assert [f.rule for f in reading("")[1]] == ["SHAPE-MISSING-KEY"]
    assert [f.rule for f in reading("- a\n")[1]] == ["SHAPE-KIND"]


def test_a_near_key_is_offered_and_a_far_one_is_not():
    assert hint(reading("title: x\nkinds: y\n")[1].findings[0], "en") == 'is it "kind"?'
    assert hint(reading("title: x\nqqqq: y\n")[1].findings[0], "en") == ""


def test_nearest_takes_any_iterable():
    assert nearest("Belob", iter(["beløb", "post"])) == "beløb"
    assert nearest("zzz", ["beløb"]) == ""


def test_json_schema_agrees_with_the_reading():
    schema = json_schema(ProveShape)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {"title": "x", "names": ["a"], "on": True, "many": 3, "kind": "y", "part": {"a": "1"}}
    jsonschema.validate(good, schema)
    for bad in ({}, {"title": "x", "b": 1}, {"title": "x", "kind": "z"}, {"title": "x", "part": {"b": 1}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


def test_every_key_of_the_package_is_documented():
    def walk(shape):
        for key in shape.keys.values():
            yield key
            if key.inner:
                yield from walk(key.inner)

    keys = list(walk(PackageShape))
    assert len(keys) > 80
    assert all(key.doc.endswith(".") and (key.doc[0].isupper() or key.doc[0] == "`") for key in keys)
    jsonschema.Draft202012Validator.check_schema(json_schema(PackageShape))
