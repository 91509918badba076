"""The keys of datapackage.yaml: Data Package v2 with Table Schema and Table Dialect, and keys of our own.

Ours begin with `bilag:`, as the standard allows, so that other readers of Data Packages pass them by.
"""

from __future__ import annotations

from bilag.inputs.yaml.shapes import Choice, Count, Flag, Lists, Part, Parts, Shape, Table, Text, Texts

TYPES = ("string", "integer", "number", "date", "year", "boolean")
ENCODINGS = ("utf-8", "cp1252", "windows-1252", "iso-8859-1", "utf-16")


class SourceShape(Shape, called="sources"):
    title = Text("What the source is called; printed in the source line of a table.")
    path = Text("A URL or a path where it is found.")
    email = Text("An address to write to.")
    version = Text("The version of the source that was used.")


class LicenseShape(Shape, called="licenses"):
    name = Text("An Open Definition id, such as `CC0-1.0`.")
    title = Text("The licence's title.")
    path = Text("A URL or a path with its text.")


class ContributorShape(Shape, called="contributors"):
    title = Text("The name of a person or an organisation.")
    given_name = Text("First name.", name="givenName")
    family_name = Text("Last name.", name="familyName")
    path = Text("A URL about the contributor.")
    email = Text("An address to write to.")
    roles = Texts("What they did: `creator`, `publisher` ...")
    organization = Text("The organisation they belong to.")


class ConstraintsShape(Shape, called="constraints"):
    required = Flag("`true`: no cell of the column may be empty.")
    unique = Flag("`true`: no value may stand twice in the column.")
    minimum = Text("The smallest value allowed: a plain number with a point, or in quotes as data.")
    maximum = Text("The largest value allowed, written as `minimum`.")
    enum = Texts("The only values allowed.")
    pattern = Text("A regular expression that the whole text must match; no repeats in repeats.")
    min_length = Count("The fewest characters allowed.", name="minLength")
    max_length = Count("The most characters allowed.", name="maxLength")


class FieldShape(Shape, called="fields"):
    name = Text("The column's name: what facts and tables call it, and what its head may say.", required=True)
    type = Choice("Table Schema's type; `string` when absent.", choices=TYPES, default="string")
    format = Text("For dates: `default` (2016-09-05) or a pattern such as `%d-%m-%Y`.", default="default")
    title = Text("The column's head in print, and what the file's head may say instead of `name`.")
    description = Text("What the column holds.")
    example = Text("A value as an example.")
    decimal_char = Text(
        "The decimal mark of a `number`: `,` in Danish files; `.` when absent. If neither mark is declared, a"
        " cell such as `1.250` is refused, since it has two readings: stricter than Table Schema.",
        name="decimalChar",
    )
    group_char = Text(
        "The thousands mark of a number: `.` in Danish files; none when absent.", name="groupChar"
    )
    bare_number = Choice(
        "Only `true`: cells hold numbers alone, never a unit.",
        choices=("true",),
        default="",
        name="bareNumber",
    )
    true_values = Texts("The words for true of a `boolean`.", name="trueValues")
    false_values = Texts("The words for false of a `boolean`.", name="falseValues")
    missing_values = Texts(
        "Texts that mean no value in this column, instead of the schema's.", name="missingValues"
    )
    constraints = Part("What the values must fulfil.", of=ConstraintsShape)
    bilag_type = Choice(
        "What a `string` holds: `edtf` dates (2012-06, 2015/2016) or `interval` (3..4).",
        choices=("edtf", "interval"),
        default="",
        name="bilag:type",
    )
    bilag_unit = Text(
        "The unit of the numbers: `kr.`, `mio. kr.`, `pct.`, or a noun of your own.", name="bilag:unit"
    )
    bilag_pl = Text(
        "The price level of the amounts: `2025-pl` (prices and wages of a year) or `løbende priser`.",
        name="bilag:pl",
    )
    bilag_qualifier = Text(
        "The column that holds `ca.`, `under` or `over` for this one's cells.", name="bilag:qualifier"
    )
    bilag_quote = Text(
        "The column that quotes the source for this one: both must hold the same numbers and dates.",
        name="bilag:quote",
    )
    bilag_decimals = Count(
        "Most decimals of a number; a workbook's computed numbers are rounded so.", name="bilag:decimals"
    )
    bilag_negative = Choice(
        "How numbers below zero may be written besides `-100`: `parentheses` for (100), `trailing` for 100-.",
        choices=("parentheses", "trailing"),
        default="",
        name="bilag:negative",
    )
    bilag_zero = Choice(
        "`dash`: a dash alone means 0, as in Excel's accounting formats.",
        choices=("dash",),
        default="",
        name="bilag:zero",
    )
    bilag_blank_head = Flag(
        "`true`: the column's head is blank in the file, as in those of Statistics Denmark.",
        name="bilag:blankHead",
    )
    bilag_markup = Flag("`true`: the text may hold placeholders and emphasis.", name="bilag:markup")


class ReferenceShape(Shape, called="reference"):
    resource = Text("The resource that is referred to; this one when absent or empty.")
    fields = Texts("The fields there, in the same order.", required=True)


class ForeignKeyShape(Shape, called="foreignKeys"):
    fields = Texts("The fields of this table whose values stand in the other.", required=True)
    reference = Part("Where they stand.", of=ReferenceShape, required=True)


class SchemaShape(Shape, called="schema"):
    standard = Text("The Table Schema profile.", name="$schema")
    fields = Parts("The columns.", of=FieldShape, required=True)
    primary_key = Texts("The fields that together name a row.", name="primaryKey")
    unique_keys = Lists("Further lists of fields that may not repeat.", name="uniqueKeys")
    foreign_keys = Parts("References to other tables.", of=ForeignKeyShape, name="foreignKeys")
    missing_values = Texts("Texts that mean no value; the empty text always does.", name="missingValues")


class DialectShape(Shape, called="dialect"):
    standard = Text("The Table Dialect profile.", name="$schema")
    delimiter = Text("What parts the cells of a CSV file: `;` in Danish files; `,` when absent.", default=",")
    quote_char = Text(
        'What stands around a cell that holds the delimiter; `"` when absent.', name="quoteChar", default='"'
    )
    header = Choice("Only `true`: the first row names the columns.", choices=("true",), default="")
    sheet_name = Text("The sheet of a workbook; the same as `bilag:sheet`.", name="sheetName")


class TotalShape(Shape, called="bilag:total"):
    field = Text("The column that is added up.", required=True)
    equals = Text("What it must add up to, written as in the data.", required=True)
    tolerance = Text("How far from that it may be, written as in the data; nothing when absent.")
    source = Text("The system or account that states it, named when the two differ.")


class TotalsShape(Shape, called="bilag:totals"):
    field = Text("The column that is added up.", required=True)
    by = Text("The column whose values are the keys.", required=True)
    expected = Table("What it must add up to for each key, written as in the data.")
    resource = Text("Instead of `expected`: the table that has the totals, or what they are of.")
    key = Text("The column of the keys in that table; named as `by` when absent.")
    value = Text("The column that is added up there; named as `field` when absent.")
    tolerance = Text("How far from it each may be, written as in the data; nothing when absent.")
    source = Text("The system or account that states them; the table when absent.")


class TotalRowShape(Shape, called="bilag:totalRow"):
    field = Text("The column that holds the total row's name.", required=True)
    equals = Text("The text there, such as `I alt`.", required=True)


class TotalRowsShape(Shape, called="bilag:totalRows"):
    field = Text("The column that tells the rows that are sums from the others.", required=True)
    values = Texts("The texts there that make a row a sum, such as `Drift i alt`.")
    pattern = Text("Instead of `values`: a regular expression for the whole text, such as `[0-9]{2}`.")
    of = Choice(
        "What each is the sum of: `above` (when absent) the rows since the last sum; `prefix` those whose"
        " text in the column begins with its own, as 09.11 with 09; `all` every other row.",
        choices=("above", "prefix", "all"),
        default="above",
    )


class DerivedShape(Shape, called="bilag:derived"):
    name = Text("The name of the new column.", required=True)
    lookup = Text(
        "`key.column`: a field of this table with a foreign key, and the column there.", required=True
    )
    title = Text("The column's head in print; the other column's when absent.")


class ResourceShape(Shape, called="resources"):
    standard = Text("The Data Resource profile.", name="$schema")
    name = Text("The table's name: what facts and directives call it.", required=True)
    path = Text("The file, from this folder on, with `/` between folders.", required=True)
    type = Choice("Only `table`.", choices=("table",), default="")
    title = Text("The table's title; its caption when the directive gives none.")
    description = Text("What the table holds.")
    format = Choice("The file's format; its ending when absent.", choices=("csv", "xlsx"), default="")
    mediatype = Text("The file's media type.")
    encoding = Text(
        "`utf-8` (when absent), `cp1252`, which older Danish Windows programs write, or `utf-16`.",
        default="utf-8",
    )
    profile = Text("The profile's name in version 1 of the standard.")
    schema = Part("The columns and keys.", of=SchemaShape, required=True)
    dialect = Part("How the file is laid out.", of=DialectShape)
    sources = Parts("Where the data comes from, when it differs from the package's.", of=SourceShape)
    licenses = Parts("The licences of this table.", of=LicenseShape)
    bilag_sheet = Text("The sheet of a workbook; needed when more than one is visible.", name="bilag:sheet")
    bilag_hidden = Flag("`true`: the named sheet may be hidden.", name="bilag:hidden")
    bilag_formulas = Choice(
        "`refuse` (when absent) or `cached`: take the result that the workbook stores for a formula.",
        choices=("refuse", "cached"),
        default="",
        name="bilag:formulas",
    )
    bilag_header_row = Count(
        "The line or row of the column heads; 1 when absent.", name="bilag:headerRow", default=1
    )
    bilag_total_row = Part(
        "The row of the file that is its own total.", of=TotalRowShape, name="bilag:totalRow"
    )
    bilag_total_rows = Part(
        "The rows of the file that are sums of others: they leave all sums and are held against them.",
        of=TotalRowsShape,
        name="bilag:totalRows",
    )
    bilag_no_total_row = Flag("`true`: a row called `Total` or the like is data.", name="bilag:noTotalRow")
    bilag_rows = Count("How many rows the table must have, as the source states.", name="bilag:rows")
    bilag_total = Parts(
        "What columns must add up to, as the source states.", of=TotalShape, name="bilag:total"
    )
    bilag_totals = Parts("What columns must add up to for each key.", of=TotalsShape, name="bilag:totals")
    bilag_publish = Flag("`true`: the table may be attached to the published files.", name="bilag:publish")
    bilag_derived = Parts("Columns looked up in other tables.", of=DerivedShape, name="bilag:derived")


class PackageShape(Shape, called="datapackage.yaml"):
    standard = Text("The Data Package profile.", name="$schema")
    profile = Text("The profile's name in version 1 of the standard.")
    name = Text("The package's name: lower case, for files and URLs.")
    id = Text("A globally unique id.")
    title = Text("The package's title.")
    description = Text("What the package holds.")
    homepage = Text("A URL about the data.")
    version = Text("The version of the data.")
    created = Text("When it was made, YYYY-MM-DDThh:mm:ssZ.")
    keywords = Texts("Words to find it by.")
    contributors = Parts("Who made it.", of=ContributorShape)
    licenses = Parts("The licences it is under.", of=LicenseShape)
    sources = Parts("Where the data comes from; printed in the tables' source lines.", of=SourceShape)
    resources = Parts("The tables.", of=ResourceShape, required=True)
