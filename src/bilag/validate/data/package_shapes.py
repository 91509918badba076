"""The keys of datapackage.yaml: Data Package v2 with Table Schema and Table Dialect, and keys of our own.

Ours begin with `bilag:`, as the standard allows, so that other readers of Data Packages pass them by. The
documentation of each key is printed in `docs/` and exported as JSON Schema.
"""

from __future__ import annotations

from bilag.inputs.yaml.shapes import Key, Shape

TYPES = ("string", "integer", "number", "date", "year", "boolean")
ENCODINGS = ("utf-8", "cp1252", "windows-1252", "iso-8859-1")

SOURCE = Shape(
    "sources",
    (
        Key("title", "text", "What the source is called; printed in the source line of a table."),
        Key("path", "text", "A URL or a path where it is found."),
        Key("email", "text", "An address to write to."),
        Key("version", "text", "The version of the source that was used."),
    ),
)
LICENSE = Shape(
    "licenses",
    (
        Key("name", "text", "An Open Definition id, such as `CC0-1.0`."),
        Key("title", "text", "The licence's title."),
        Key("path", "text", "A URL or a path with its text."),
    ),
)
CONTRIBUTOR = Shape(
    "contributors",
    (
        Key("title", "text", "The name of a person or an organisation."),
        Key("givenName", "text", "First name."),
        Key("familyName", "text", "Last name."),
        Key("path", "text", "A URL about the contributor."),
        Key("email", "text", "An address to write to."),
        Key("roles", "texts", "What they did: `creator`, `publisher` ..."),
        Key("organization", "text", "The organisation they belong to."),
    ),
)
CONSTRAINTS = Shape(
    "constraints",
    (
        Key("required", "flag", "`true`: no cell of the column may be empty."),
        Key("unique", "flag", "`true`: no value may stand twice in the column."),
        Key(
            "minimum",
            "text",
            "The smallest value allowed: a plain number with a point, or in quotes as data.",
        ),
        Key("maximum", "text", "The largest value allowed, written as `minimum`."),
        Key("enum", "texts", "The only values allowed."),
        Key("pattern", "text", "A regular expression that the whole text must match; no repeats in repeats."),
        Key("minLength", "count", "The fewest characters allowed."),
        Key("maxLength", "count", "The most characters allowed."),
    ),
)
FIELD = Shape(
    "fields",
    (
        Key(
            "name",
            "text",
            "The column's name: what facts and tables call it, and what its head may say.",
            True,
        ),
        Key("type", "choice", "Table Schema's type; `string` when absent.", choices=TYPES),
        Key("format", "text", "For dates: `default` (2016-09-05) or a pattern such as `%d-%m-%Y`."),
        Key(
            "title", "text", "The column's head in print, and what the file's head may say instead of `name`."
        ),
        Key("description", "text", "What the column holds."),
        Key("example", "text", "A value as an example."),
        Key("decimalChar", "text", "The decimal mark of a `number`: `,` in Danish files; `.` when absent."),
        Key("groupChar", "text", "The thousands mark of a number: `.` in Danish files; none when absent."),
        Key(
            "bareNumber", "choice", "Only `true`: cells hold numbers alone, never a unit.", choices=("true",)
        ),
        Key("trueValues", "texts", "The words for true of a `boolean`."),
        Key("falseValues", "texts", "The words for false of a `boolean`."),
        Key("missingValues", "texts", "Texts that mean no value in this column, instead of the schema's."),
        Key("constraints", "mapping", "What the values must fulfil.", of=CONSTRAINTS),
        Key(
            "bilag:type",
            "choice",
            "What a `string` holds: `edtf` dates (2012-06, 2015/2016) or `interval` (3..4).",
            choices=("edtf", "interval"),
        ),
        Key(
            "bilag:unit", "text", "The unit of the numbers: `kr.`, `mio. kr.`, `pct.`, or a noun of your own."
        ),
        Key(
            "bilag:qualifier", "text", "The column that holds `ca.`, `under` or `over` for this one's cells."
        ),
        Key(
            "bilag:quote",
            "text",
            "The column that quotes the source for this one: both must hold the same numbers and dates.",
        ),
        Key(
            "bilag:decimals",
            "count",
            "Most decimals of a number; a workbook's computed numbers are rounded so.",
        ),
        Key("bilag:markup", "flag", "`true`: the text may hold placeholders and emphasis."),
    ),
)
REFERENCE = Shape(
    "reference",
    (
        Key("resource", "text", "The resource that is referred to; this one when absent or empty."),
        Key("fields", "texts", "The fields there, in the same order.", True),
    ),
)
FOREIGN_KEY = Shape(
    "foreignKeys",
    (
        Key("fields", "texts", "The fields of this table whose values stand in the other.", True),
        Key("reference", "mapping", "Where they stand.", True, of=REFERENCE),
    ),
)
SCHEMA = Shape(
    "schema",
    (
        Key("$schema", "text", "The Table Schema profile."),
        Key("fields", "list", "The columns.", True, of=FIELD),
        Key("primaryKey", "texts", "The fields that together name a row."),
        Key("uniqueKeys", "list", "Further lists of fields that may not repeat."),
        Key("foreignKeys", "list", "References to other tables.", of=FOREIGN_KEY),
        Key("missingValues", "texts", "Texts that mean no value; the empty text always does."),
    ),
)
DIALECT = Shape(
    "dialect",
    (
        Key("$schema", "text", "The Table Dialect profile."),
        Key("delimiter", "text", "What parts the cells of a CSV file: `;` in Danish files; `,` when absent."),
        Key("quoteChar", "text", 'What stands around a cell that holds the delimiter; `"` when absent.'),
        Key("header", "choice", "Only `true`: the first row names the columns.", choices=("true",)),
        Key("sheetName", "text", "The sheet of a workbook; the same as `bilag:sheet`."),
    ),
)
TOTAL = Shape(
    "bilag:total",
    (
        Key("field", "text", "The column that is added up.", True),
        Key("equals", "text", "What it must add up to, written as in the data.", True),
        Key("tolerance", "text", "How far from that it may be, written as in the data; nothing when absent."),
        Key("source", "text", "The system or account that states it, named when the two differ."),
    ),
)
TOTALS = Shape(
    "bilag:totals",
    (
        Key("field", "text", "The column that is added up.", True),
        Key("by", "text", "The column whose values are the keys.", True),
        Key("expected", "table", "What it must add up to for each key, written as in the data."),
        Key("resource", "text", "Instead of `expected`: the table that has the totals, or what they are of."),
        Key("key", "text", "The column of the keys in that table; named as `by` when absent."),
        Key("value", "text", "The column that is added up there; named as `field` when absent."),
        Key("tolerance", "text", "How far from it each may be, written as in the data; nothing when absent."),
        Key("source", "text", "The system or account that states them; the table when absent."),
    ),
)
TOTAL_ROW = Shape(
    "bilag:totalRow",
    (
        Key("field", "text", "The column that holds the total row's name.", True),
        Key("equals", "text", "The text there, such as `I alt`.", True),
    ),
)
DERIVED = Shape(
    "bilag:derived",
    (
        Key("name", "text", "The name of the new column.", True),
        Key(
            "lookup",
            "text",
            "`key.column`: a field of this table with a foreign key, and the column there.",
            True,
        ),
        Key("title", "text", "The column's head in print; the other column's when absent."),
    ),
)
RESOURCE = Shape(
    "resources",
    (
        Key("$schema", "text", "The Data Resource profile."),
        Key("name", "text", "The table's name: what facts and directives call it.", True),
        Key("path", "text", "The file, from this folder on, with `/` between folders.", True),
        Key("type", "choice", "Only `table`.", choices=("table",)),
        Key("title", "text", "The table's title; its caption when the directive gives none."),
        Key("description", "text", "What the table holds."),
        Key("format", "choice", "The file's format; its ending when absent.", choices=("csv", "xlsx")),
        Key("mediatype", "text", "The file's media type."),
        Key(
            "encoding",
            "text",
            "`utf-8` (when absent) or `cp1252`, which older Danish Windows programs write.",
        ),
        Key("profile", "text", "The profile's name in version 1 of the standard."),
        Key("schema", "mapping", "The columns and keys.", True, of=SCHEMA),
        Key("dialect", "mapping", "How the file is laid out.", of=DIALECT),
        Key("sources", "list", "Where the data comes from, when it differs from the package's.", of=SOURCE),
        Key("licenses", "list", "The licences of this table.", of=LICENSE),
        Key("bilag:sheet", "text", "The sheet of a workbook; needed when more than one is visible."),
        Key("bilag:hidden", "flag", "`true`: the named sheet may be hidden."),
        Key(
            "bilag:formulas",
            "choice",
            "`refuse` (when absent) or `cached`: take the result that the workbook stores for a formula.",
            choices=("refuse", "cached"),
        ),
        Key("bilag:headerRow", "count", "The line or row of the column heads; 1 when absent."),
        Key("bilag:totalRow", "mapping", "The row of the file that is its own total.", of=TOTAL_ROW),
        Key("bilag:noTotalRow", "flag", "`true`: a row called `Total` or the like is data."),
        Key("bilag:rows", "count", "How many rows the table must have, as the source states."),
        Key("bilag:total", "list", "What columns must add up to, as the source states.", of=TOTAL),
        Key("bilag:totals", "list", "What columns must add up to for each key.", of=TOTALS),
        Key("bilag:publish", "flag", "`true`: the table may be attached to the published files."),
        Key("bilag:derived", "list", "Columns looked up in other tables.", of=DERIVED),
    ),
)
PACKAGE = Shape(
    "datapackage.yaml",
    (
        Key("$schema", "text", "The Data Package profile."),
        Key("profile", "text", "The profile's name in version 1 of the standard."),
        Key("name", "text", "The package's name: lower case, for files and URLs."),
        Key("id", "text", "A globally unique id."),
        Key("title", "text", "The package's title."),
        Key("description", "text", "What the package holds."),
        Key("homepage", "text", "A URL about the data."),
        Key("version", "text", "The version of the data."),
        Key("created", "text", "When it was made, YYYY-MM-DDThh:mm:ssZ."),
        Key("keywords", "texts", "Words to find it by."),
        Key("contributors", "list", "Who made it.", of=CONTRIBUTOR),
        Key("licenses", "list", "The licences it is under.", of=LICENSE),
        Key("sources", "list", "Where the data comes from; printed in the tables' source lines.", of=SOURCE),
        Key("resources", "list", "The tables.", True, of=RESOURCE),
    ),
)
