"""Shapes: what a mapping may hold, what is said when it does not, and their export as JSON Schema."""

import jsonschema
import pytest

from bilag.diagnostics.findings import Report, Span
from bilag.diagnostics.messages import hint
from bilag.inputs.yaml.shapes import (
    Key,
    Shape,
    flag,
    json_schema,
    mapping,
    mappings,
    nearest,
    read,
    text,
    texts,
)
from bilag.inputs.yaml.yamltext import parse
from bilag.validate.data.package_shapes import PACKAGE

INNER = Shape("inner", (Key("a", "text", "A text."),))
SHAPE = Shape(
    "prove",
    (
        Key("title", "text", "A text.", required=True),
        Key("names", "texts", "Texts."),
        Key("on", "flag", "A flag."),
        Key("many", "count", "A count."),
        Key("amount", "decimal", "A number."),
        Key("kind", "choice", "One of two.", choices=("x", "y")),
        Key("part", "mapping", "A mapping.", of=INNER),
        Key("parts", "list", "A list.", of=INNER),
        Key("own", "table", "Names of one's own.", of=INNER),
        Key("free", "any", "Anything."),
    ),
)


def reading(source):
    report = Report()
    entries = read(parse(source, "f.yaml", report), SHAPE, report, Span("f.yaml", 1, 1))
    return entries, list(report)


def test_all_kinds():
    source = (
        "title: x\nnames: [a, b]\non: true\nmany: 3\namount: -2.50\nkind: y\n"
        "part: {a: 1}\nparts: [{a: 1}]\nown: {z: {a: 1}}\nfree: [1, {b: 2}]\n"
    )
    entries, findings = reading(source)
    assert findings == []
    assert text(entries, "title") == "x" and text(entries, "absent", "d") == "d"
    assert [item.text for item in texts(entries, "names")] == ["a", "b"]
    assert [item.text for item in texts(entries, "title")] == ["x"]
    assert flag(entries, "on") and not flag(entries, "absent")
    assert mapping(entries, "part").get("a").text == "1" and mapping(entries, "title") is None
    assert len(mappings(entries, "parts")) == 1 and mappings(entries, "title") == ()


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
    entries, findings = reading(f"title: x\n{line}\n")
    assert [(f.rule, str(f.span)) for f in findings] == [(rule, place)]
    assert list(entries) == ["title"]


def test_missing_key_and_no_mapping():
    assert [(f.rule, str(f.span)) for f in reading("on: true\n")[1]] == [("SHAPE-MISSING-KEY", "f.yaml:1:1")]
    assert [f.rule for f in reading("")[1]] == ["SHAPE-MISSING-KEY"]
    assert [f.rule for f in reading("- a\n")[1]] == ["SHAPE-KIND"]


def test_a_near_key_is_offered_and_a_far_one_is_not():
    assert hint(reading("title: x\nkinds: y\n")[1][0], "en") == 'is it "kind"?'
    assert hint(reading("title: x\nqqqq: y\n")[1][0], "en") == ""


def test_nearest_takes_any_iterable():
    assert nearest("Belob", iter(["beløb", "post"])) == "beløb"
    assert nearest("zzz", ["beløb"]) == ""


def test_json_schema_agrees_with_the_reading():
    schema = json_schema(SHAPE)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {"title": "x", "names": ["a"], "on": True, "many": 3, "kind": "y", "part": {"a": "1"}}
    jsonschema.validate(good, schema)
    for bad in ({}, {"title": "x", "b": 1}, {"title": "x", "kind": "z"}, {"title": "x", "part": {"b": 1}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


def test_every_key_of_the_package_is_documented():
    def walk(shape):
        for key in shape.keys:
            yield key
            if key.of:
                yield from walk(key.of)

    keys = list(walk(PACKAGE))
    assert len(keys) > 80
    assert all(key.doc.endswith(".") and (key.doc[0].isupper() or key.doc[0] == "`") for key in keys)
    jsonschema.Draft202012Validator.check_schema(json_schema(PACKAGE))
