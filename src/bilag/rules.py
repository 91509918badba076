"""The list of rules: every message that a run can give, in one visible place.

Texts are English and are translated through the catalogue; `{name}` is filled from the finding. A rule's
id is stable: people waive it, look it up and search for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    NOTE = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    message: str
    hint: str = ""


def _table(*rules: Rule) -> dict[str, Rule]:
    table = {rule.id: rule for rule in rules}
    if len(table) != len(rules):
        raise ValueError("a rule id stands twice")
    return table


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

RULES = _table(
    # prose, facts and documents
    Rule("ANNEX-UNKNOWN", E, 'there is no annex "{annex}" in content/', 'did you mean "{nearest}"?'),
    Rule(
        "FRONT-MISSING",
        E,
        "bilag.md does not begin with front matter",
        'begin the file with a line of three hyphens, "title: ...", and three hyphens again',
    ),
    Rule("FRONT-EMPTY", E, '"{key}" is empty', "write the annex's title after the colon"),
    Rule("FRONT-DATE", E, '"{text}" is no date', "write the date as YYYY-MM-DD, such as 2026-05-12"),
    Rule("FRONT-LANGUAGE", E, '"{text}" is no language tag', "write da-DK for Danish"),
    Rule(
        "MARKUP-BRACE",
        E,
        'a brace is left over: "{text}"',
        "a fact is written {{{{ name }}}} with two braces at each end; a mark as [words]{{.free}}",
    ),
    Rule(
        "MARKUP-UNSUPPORTED",
        E,
        '"{construct}" cannot stand in an annex',
        "write it as plain text; a remark is a :::{{note}} and a picture a :::{{figure}}",
    ),
    Rule(
        "MARKUP-FOOTNOTE",
        E,
        'nothing in the text refers to the footnote "{name}"',
        "put [^{name}] where its mark is to stand, or take the footnote out",
    ),
    Rule(
        "MARKUP-FOOTNOTE-MISSING",
        E,
        'the footnote "{name}" has no text',
        "write it on a line of its own in the same file: [^{name}]: ...",
    ),
    Rule(
        "LIST-NUMBER",
        E,
        "the item is numbered {written}, but would be printed as {printed}",
        "number the items 1, 2, 3 ..., or write the number in the text",
    ),
    Rule(
        "TEXT-SIGN",
        E,
        "the invisible sign {code} cannot stand in a document",
        "delete the sign and write the word again; it often comes along with copied text",
    ),
    Rule("MARKUP-DIRECTIVE", E, '"{name}" is no directive', "use :::{{table}}, :::{{figure}} or :::{{note}}"),
    Rule("MARKUP-UNCLOSED", E, 'the block "{name}" is not closed', "end it with a line of three colons"),
    Rule(
        "MARKUP-ATTRIBUTE",
        E,
        '"{name}" is no attribute that can stand in braces',
        'use claim="...", lang=en, .free or .term',
    ),
    Rule("MARKUP-CLASS", E, 'the mark ".{name}" is not known', "the marks are .free and .term"),
    Rule("LINK-SCHEME", E, '"{url}" is no address that a link can have', "begin it with https:// or mailto:"),
    Rule("REFERENCE-UNKNOWN", E, 'nothing has the id "{id}"', 'did you mean "@{nearest}"?'),
    Rule(
        "ID-DUPLICATE", E, 'the id "{id}" stands twice; first at {first}', "give one of them an id of its own"
    ),
    Rule(
        "TABLE-NAME",
        E,
        "the table directive does not say which table",
        "write the table's name after the braces: :::{{table}} udgifter",
    ),
    Rule("TABLE-UNKNOWN", E, 'there is no table "{table}" in the data package', 'did you mean "{nearest}"?'),
    Rule(
        "ID-FORM",
        E,
        'the id "{id}" cannot be referred to',
        "write small letters and a hyphen first: tbl-udgifter",
    ),
    Rule("TABLE-EMPTY", E, 'no row of "{table}" is left to print', 'look at the condition under "where"'),
    Rule("COLUMN-UNKNOWN", E, 'the table "{table}" has no column "{column}"', 'did you mean "{nearest}"?'),
    Rule(
        "FACT-ID",
        E,
        '"{id}" cannot be a fact\'s name',
        "use letters, digits and underscores, and begin with a letter",
    ),
    Rule(
        "FACT-ID-LONG",
        W,
        'the id "{id}" is longer than the {most} characters that Word has room for; there it is "{tag}"',
        "give the fact, or the row's key, a shorter name",
    ),
    Rule("FACT-EMPTY", E, 'the fact "{id}" is empty', "say how it is found, such as sum: udgifter.belob"),
    Rule("FACT-OPERATION", E, 'the fact "{id}" must have exactly one operation', "one of: {known}"),
    Rule(
        "FACT-OPERANDS",
        E,
        '"{operation}" in the fact "{id}" takes this number of names: {count}',
        "write one name, or two in brackets: [a, b]",
    ),
    Rule(
        "FACT-IDLE-KEY",
        E,
        '"{key}" has no effect on "{operation}" in the fact "{id}"',
        "take it out, or choose another operation",
    ),
    Rule("FACT-COLUMN", E, '"{text}" does not say a column', 'write table.column after "{operation}"'),
    Rule("FACT-UNKNOWN", E, 'there is no fact "{id}"', 'did you mean "{nearest}"?'),
    Rule(
        "FACT-CYCLE",
        E,
        "these facts are computed from each other: {cycle}",
        "one of them must come from the data",
    ),
    Rule("FACT-EMPTY-SELECTION", E, 'no row of "{table}" fulfils {condition}', 'did you mean "{nearest}"?'),
    Rule(
        "FACT-MISSING-CELL",
        E,
        'the cell has no value, but the fact "{id}" needs one in "{column}"',
        'fill the cell, or leave its row out with "where"',
    ),
    Rule(
        "FACT-NO-NUMBER",
        E,
        '"{text}" is no number, so "{id}" cannot be computed',
        "choose a column of numbers",
    ),
    Rule("FACT-NO-DATE", E, '"{text}" is no date or period that "{id}" can use', "choose a column of dates"),
    Rule(
        "FACT-NO-LIST",
        E,
        '"{operand}" is no list, so "{id}" cannot count it',
        'make it a "list" over a column',
    ),
    Rule(
        "FACT-DISAGREE",
        E,
        'the cells that "{id}" takes do not agree: {first} at {place}, but {other} here',
        'choose one row with "where", or use sum, min or max',
    ),
    Rule(
        "FACT-QUALIFIER",
        E,
        'figures with the qualifiers "ca.", "under" and "over" cannot be combined here: {text}',
        "leave out rows with another qualifier, and divide only by figures without one",
    ),
    Rule(
        "FACT-CONDITION",
        E,
        '"{text}" cannot be compared with the column "{column}"',
        "write a value of the same kind as the column's",
    ),
    Rule(
        "FACT-UNIT",
        E,
        'the units do not fit together in "{text}": {units}',
        "amounts can be added to amounts only",
    ),
    Rule(
        "FACT-DIVISION",
        E,
        '"{text}" divides by zero',
        "compute it only where there is something to divide by, or divide by another fact",
    ),
    Rule(
        "EXPRESSION",
        E,
        '"{text}" cannot be read at "{found}"',
        "use names of facts, numbers, + - * / and parentheses",
    ),
    Rule(
        "CLAIM-COMPARISON",
        E,
        'the claim "{text}" compares nothing',
        "write it with =, <, > and the like: a = 2 * b",
    ),
    Rule(
        "CLAIM-BROKEN",
        E,
        '"{words}" no longer holds: {claim} is not true with {values}',
        "correct the words or the data",
    ),
    Rule("FORMAT-UNKNOWN", E, 'there is no format "{format}"', "did you mean {nearest}?"),
    Rule(
        "FORMAT-TOKEN",
        E,
        'the format "{format}" cannot be used',
        "`bilag formats` lists what can be asked for",
    ),
    Rule(
        "FORMAT-KIND",
        E,
        'the format "{format}" does not fit "{id}", which is {value}',
        "choose a format for that kind of value; `bilag formats` lists them",
    ),
    Rule(
        "FORMAT-EXACTNESS",
        E,
        '"{format}" would print "{id}" more exactly than its source states it',
        "choose fewer decimals or a larger unit",
    ),
    Rule(
        "FORMAT-VALUE",
        E,
        '"{id}" ({value}) cannot be printed as "{format}" ({code})',
        "choose another format; `bilag formats` lists them",
    ),
    Rule(
        "HEADING-LEVEL",
        W,
        "a heading of level {level} stands under one of level {above}; it is printed as level {printed}",
        "use one # more than the heading above, no more",
    ),
    Rule(
        "TABLE-HEAD-EMPTY",
        W,
        "column {column} of the table has no heading",
        'write "heading:" at the column, so that those who hear the table know what it holds',
    ),
    Rule(
        "TABLE-ROW-HEAD-EMPTY",
        W,
        "the first cell, which names the row, is empty in this row (rows like it: {count})",
        'fill it, or write "row_heads: false" where the first column names nothing',
    ),
    Rule("HEADING-EMPTY", E, "the heading is empty", "write the heading after the #, or take the line out"),
    Rule(
        "CONTROL-ROWS",
        W,
        '"{table}" should have {expected} rows, but has {found}',
        'a row may have been dropped or doubled; else correct "bilag:rows"',
    ),
    Rule(
        "CONTROL-TOTAL",
        W,
        '"{field}" in "{table}" adds up to {found}, but the control total is {expected} (difference {difference})',
        'correct the data, or "bilag:total" where the source itself was corrected',
    ),
    Rule(
        "GLYPH-MISSING",
        E,
        'the font {font} has no sign for "{char}" ({code})',
        "write it in another way, or add a font to the template",
    ),
    Rule(
        "PICTURE-UNUSABLE",
        E,
        'the picture "{file}" is damaged and cannot be read',
        "open it in a picture program and save it again as PNG, or fetch it anew",
    ),
    Rule(
        "PICTURE-KIND",
        E,
        '"{file}" is neither PNG nor JPEG',
        "open it in a picture program and save it as PNG; a new name is not enough",
    ),
    Rule(
        "PICTURE-CMYK",
        E,
        'the picture "{file}" has colours for a printing press (CMYK)',
        "save it again with RGB colours",
    ),
    Rule(
        "PICTURE-SIZE",
        E,
        'the picture "{file}" has more than {limit} million pixels',
        "make it smaller; 2000 pixels across are enough for a whole page",
    ),
    Rule(
        "PICTURE-MOVING", E, 'the picture "{file}" moves', "save the one of its frames that is to be printed"
    ),
    Rule(
        "FIGURE-FILE",
        E,
        "the figure directive does not say which picture",
        "write the picture's file after the braces: :::{{figure}} billeder/kort.png",
    ),
    Rule(
        "FIGURE-ALT",
        E,
        "the picture has no text for those who cannot see it",
        'write what it shows: alt: "..."',
    ),
    Rule(
        "FIGURE-ALT-VAGUE",
        W,
        'the text "{alt}" does not say what the picture shows',
        "write what a person would see: what is shown, and what it tells",
    ),
    Rule(
        "FONT-MISSING",
        E,
        'the style "{style}" uses the font "{font}", which the template has no files for',
        "choose another font in Word, or add its files under [fonts] in theme.toml",
    ),
    Rule(
        "OUT-LOCKED",
        E,
        "the file is open in another program, so it was not replaced",
        "close it in Word and build again",
    ),
    Rule(
        "DATE-EPOCH",
        E,
        'SOURCE_DATE_EPOCH is "{text}", which is no time in seconds from 1980 to 2107',
        "set it to whole seconds since 1970-01-01, or leave it out",
    ),
    Rule(
        "OUT-FAILED",
        E,
        "the file could not be written: {reason}",
        "check the folder, its access rights and the space on the disk",
    ),
    Rule(
        "OUT-EDITED",
        W,
        "the file had been changed by hand; that version was kept as {kept}",
        "move the changes into content/ or data/",
    ),
    # data
    Rule(
        "FILE-MISSING",
        E,
        "there is no file {path}",
        "is it {nearest}?",
    ),
    Rule(
        "FILE-OUTSIDE",
        E,
        '"{path}" is no path inside the project\'s folder',
        "write a relative path with / between folders, without .., drive letters or backslashes; copy the file into the project if it lies elsewhere",
    ),
    Rule(
        "FILE-DIRECTORY",
        E,
        "{path} is a folder; a file was expected",
        "name a file in the folder",
    ),
    Rule(
        "FILE-UNREADABLE",
        E,
        "{path} cannot be read: {reason}",
        "close the file in other programs and check that you may open it",
    ),
    Rule(
        "FILE-TOO-LARGE",
        E,
        "the file is larger than {limit} MB",
        "divide it, or take out what the annex does not use",
    ),
    Rule(
        "FILE-BINARY",
        E,
        "the file holds bytes that are no text",
        "save it again as text (CSV UTF-8 from Excel), or name the right file",
    ),
    Rule(
        "FILE-ENCODING",
        E,
        "byte {byte} (number {offset} of the file) cannot be read as {encoding}",
        "the file looks like {nearest} (Windows): save it as UTF-8, or declare encoding: {nearest} for a data file",
    ),
    Rule(
        "FILE-ENCODING-OTHER",
        E,
        "the file is {seen}, but {encoding} is expected",
        "save it as UTF-8, and let encoding say what the file is",
    ),
    Rule(
        "YAML-SYNTAX",
        E,
        "this is no YAML: {problem}",
        "check indentation, colons and quotes on this line and the one before",
    ),
    Rule(
        "YAML-DEPTH",
        E,
        "more than {limit} levels inside each other",
        "write the lists and mappings out with less nesting",
    ),
    Rule(
        "YAML-ALIAS",
        E,
        "the alias *{name} is not allowed",
        "write the value out where it is used",
    ),
    Rule(
        "YAML-TAG",
        E,
        "the tag {tag} is not allowed",
        "take the tag out; put the value in quotes if it is text",
    ),
    Rule(
        "YAML-KEY",
        E,
        "this key is no plain name",
        "write a name, a colon and the value",
    ),
    Rule(
        "YAML-DUPLICATE",
        E,
        'the key "{key}" stands twice, first at {first}',
        "keep one of them",
    ),
    Rule(
        "YAML-DOCUMENTS",
        E,
        "a second document begins here; the file may hold one",
        "take out the line with three hyphens",
    ),
    Rule(
        "SHAPE-KIND",
        E,
        '"{key}" does not hold what it should; expected: {expected}',
        "see the key in the reference of the user guide",
    ),
    Rule(
        "SHAPE-UNKNOWN-KEY",
        E,
        'the key "{key}" is unknown; known here: {known}',
        'is it "{nearest}"?',
    ),
    Rule(
        "SHAPE-MISSING-KEY",
        E,
        'the key "{key}" is missing in {shape}',
        "add {key}: and its value",
    ),
    Rule(
        "SHAPE-CHOICE",
        E,
        '"{key}" has a value that is not allowed; expected: {expected}',
        "choose one of the values",
    ),
    Rule(
        "SHAPE-LIST-FOR-NUMBER",
        E,
        '"{key}" is a list here, and one value was expected',
        'YAML reads [12,3] as two numbers: write "12,3" in quotes',
    ),
    Rule(
        "PACKAGE-NO-RESOURCES",
        E,
        "the data package has no tables",
        "add at least one resource with name, path and schema",
    ),
    Rule(
        "PACKAGE-NO-FIELDS",
        E,
        "the schema has no columns that can be used",
        "add fields with a name each",
    ),
    Rule(
        "PACKAGE-EMPTY",
        E,
        '"{key}" is empty',
        "write a text",
    ),
    Rule(
        "PACKAGE-RESOURCE-TWICE",
        E,
        'the table "{name}" stands twice, first at {first}',
        "give each table a name of its own",
    ),
    Rule(
        "PACKAGE-FIELD-TWICE",
        E,
        'the column "{name}" stands twice, first at {first}',
        "give each column a name of its own",
    ),
    Rule(
        "PACKAGE-UNKNOWN-FIELD",
        E,
        'there is no column "{name}"',
        "known: {nearest}",
    ),
    Rule(
        "PACKAGE-UNKNOWN-RESOURCE",
        E,
        'there is no table "{name}"',
        "known: {nearest}",
    ),
    Rule(
        "PACKAGE-KEY-LENGTH",
        E,
        "the reference has {reference} fields, and the key has {fields}",
        "name as many fields on both sides, in the same order",
    ),
    Rule(
        "PACKAGE-FORMAT",
        E,
        "{path} is neither CSV nor .xlsx",
        "save the file as CSV UTF-8 or as an Excel workbook (.xlsx)",
    ),
    Rule(
        "PACKAGE-ENCODING",
        E,
        'the encoding "{encoding}" is unknown',
        "known: {nearest}",
    ),
    Rule(
        "PACKAGE-HEADER-ROW",
        E,
        "row {row} cannot be a header row",
        "rows count from 1; at most 1000",
    ),
    Rule(
        "PACKAGE-SHEETS",
        E,
        'two sheets are named: "{sheet}" and "{other}"',
        "keep bilag:sheet and take out dialect's sheetName",
    ),
    Rule(
        "PACKAGE-MARK",
        E,
        '{key} must be one character, no letter or digit: "{text}"',
        'write for instance {key}: ";" or ","',
    ),
    Rule(
        "PACKAGE-SAME-MARKS",
        E,
        'two different marks are both "{mark}"',
        'choose another for one of them; in Danish files decimalChar is "," and groupChar "."',
    ),
    Rule(
        "PACKAGE-NOT-FOR-TYPE",
        E,
        '"{key}" says nothing about the type {type}',
        "take the key out, or correct the column's type",
    ),
    Rule(
        "PACKAGE-NOT-FOR-FORMAT",
        E,
        '"{key}" says nothing about a file of the format {format}',
        "take the key out",
    ),
    Rule(
        "PACKAGE-DATE-FORMAT",
        E,
        '"{format}" is no format for this column',
        "only dates have one: default, or %d, %m and %Y once each, such as %d-%m-%Y",
    ),
    Rule(
        "PACKAGE-PATTERN",
        E,
        'the pattern "{pattern}" cannot be used: {reason}',
        "write it without repeats inside repeats, lookahead or more than four open repeats",
    ),
    Rule(
        "PACKAGE-VALUE",
        E,
        '"{text}" under {key} is no value of the type {type}',
        "write {nearest}",
    ),
    Rule(
        "PACKAGE-LOOKUP",
        E,
        '"{text}" is no lookup',
        "write the key's column, a full stop and the other table's column, such as post.navn",
    ),
    Rule(
        "PACKAGE-LOOKUP-KEY",
        E,
        '"{key}" is no foreign key of this table',
        "known: {nearest}",
    ),
    Rule(
        "CSV-EMPTY",
        E,
        "there are no column heads here",
        "let the first line name the columns, or say with bilag:headerRow where they stand",
    ),
    Rule(
        "CSV-DELIMITER",
        E,
        "the columns look parted by {seen}, and {declared} is declared",
        "write dialect: {{delimiter: {seen}}} under the resource",
    ),
    Rule(
        "CSV-HEADER-EMPTY",
        E,
        "this column has no head",
        "name the column, or take it out of the file",
    ),
    Rule(
        "CSV-HEADER-DUPLICATE",
        E,
        'the column head "{name}" stands twice, first in column {first}',
        "give each column a name of its own",
    ),
    Rule(
        "CSV-ROW-LENGTH",
        E,
        "the row has {found} cells, and the head has {expected}",
        "put quotes around a text that holds the delimiter, or put in the missing delimiters",
    ),
    Rule(
        "CSV-LINE-TOO-LONG",
        E,
        "the line is longer than {limit} characters",
        "check that the file is a table with line ends",
    ),
    Rule(
        "CSV-CELL-TOO-LONG",
        E,
        "a cell is longer than {limit} characters",
        "check the quotes, or shorten the text",
    ),
    Rule(
        "CSV-UNCLOSED-QUOTE",
        E,
        "a quote opens here and is never closed: {quote}",
        "close it, or double a quote that belongs to the text",
    ),
    Rule(
        "CSV-QUOTE",
        E,
        "text follows a closing quote: {quote}",
        "double a quote that belongs to the text",
    ),
    Rule(
        "XLSX-UNREADABLE",
        E,
        "this is no Excel workbook that can be read",
        "open it in Excel and save it as an Excel workbook (.xlsx)",
    ),
    Rule(
        "XLSX-OLD",
        E,
        "the workbook is protected by a password or has the old format .xls",
        "take the password off and save it as an Excel workbook (.xlsx)",
    ),
    Rule(
        "XLSX-UNSAFE",
        E,
        "the workbook is refused as unsafe ({reason})",
        "make it anew in Excel from the data, and do not open a file from a source you do not know",
    ),
    Rule(
        "XLSX-CHOOSE-SHEET",
        E,
        "{path} has several sheets or none that is visible: {sheets}",
        "name the sheet with bilag:sheet",
    ),
    Rule(
        "XLSX-SHEET",
        E,
        'there is no sheet "{sheet}" in {path}',
        "known: {nearest}",
    ),
    Rule(
        "XLSX-HIDDEN-SHEET",
        E,
        'the sheet "{sheet}" in {path} is hidden',
        "show it in Excel, or write bilag:hidden: true if it is meant",
    ),
    Rule(
        "XLSX-HEADER-ROW",
        E,
        "row {row} holds no column heads",
        "the sheet's first row in use is {nearest}: write bilag:headerRow: {nearest} if the heads stand there",
    ),
    Rule(
        "XLSX-HEADER-EMPTY",
        E,
        "this column holds data and has no head",
        "name the column, or clear its cells",
    ),
    Rule(
        "XLSX-FORMULA",
        E,
        "the cell is computed by a formula",
        "put in the value itself, or write bilag:formulas: cached to use the result that Excel has stored",
    ),
    Rule(
        "XLSX-UNCALCULATED",
        E,
        "the formula has no stored result",
        "open the workbook in Excel, let it calculate, and save it",
    ),
    Rule(
        "XLSX-ERROR-VALUE",
        E,
        "the cell holds the error value {value}",
        "correct the cell in the workbook; leave it empty where there is no value",
    ),
    Rule(
        "XLSX-MERGED",
        E,
        "the cells {area} are merged",
        "unmerge them and write the value in each cell it belongs to",
    ),
    Rule(
        "XLSX-HIDDEN-ROWS",
        W,
        "the sheet has hidden rows, and they are read too: {rows}",
        "show them and see whether they belong to the data",
    ),
    Rule(
        "XLSX-HIDDEN-COLUMNS",
        W,
        "the sheet has hidden columns, and they are read too: {columns}",
        "show them and see whether they belong to the data",
    ),
    Rule(
        "XLSX-INEXACT",
        E,
        '{text} in the column "{column}" has more digits than Excel counts with',
        "write the number itself, or declare bilag:decimals for the column to round it",
    ),
    Rule(
        "XLSX-PERCENT",
        E,
        'the cell is shown as a percentage and stored as {text}, while "{column}" counts in {unit}',
        "format the cell as a number and write the percentage itself",
    ),
    Rule(
        "XLSX-KIND",
        E,
        'the cell holds {text}, a date or a truth value, and "{column}" holds numbers',
        "format the cell as a number and write the number again",
    ),
    Rule(
        "DATA-UNKNOWN-COLUMN",
        E,
        'the column "{column}" is not declared for the table "{resource}"',
        'is it "{nearest}"?',
    ),
    Rule(
        "DATA-MISSING-COLUMN",
        E,
        'the column "{column}" of the table "{resource}" is missing in the file',
        'is it "{nearest}"?',
    ),
    Rule(
        "DATA-UNIT-HEAD",
        E,
        'the head of "{column}" says {unit}, and {declared} is declared',
        "let the file and bilag:unit say the same; check the amounts",
    ),
    Rule(
        "DATA-UNIT-UNDECLARED",
        E,
        'the head of "{column}" says {unit}, and no unit is declared',
        "write bilag:unit: {unit} for the column",
    ),
    Rule(
        "DATA-BLANK-ROW",
        W,
        "blank rows between the data: {rows}",
        "take them out; the rows after keep their numbers",
    ),
    Rule(
        "DATA-MORE",
        E,
        "{count} more of the same: {of} {column}",
        "correct the first ones and run again",
    ),
    Rule(
        "DATA-REQUIRED",
        E,
        'the column "{column}" may not be empty',
        "write the value",
    ),
    Rule(
        "DATA-NUMBER",
        E,
        '"{text}" in the column "{column}" is no number as declared',
        "write {nearest}",
    ),
    Rule(
        "DATA-NO-NUMBER",
        E,
        '"{text}" in the column "{column}" is no number',
        "write a number alone, or leave the cell empty where the source gives none",
    ),
    Rule(
        "DATA-NUMBER-GROUP",
        E,
        '"{text}" in the column "{column}" has a thousands mark, and none is declared',
        'write groupChar: "{nearest}" for the column, or the number without the mark',
    ),
    Rule(
        "DATA-NUMBER-SPACE",
        E,
        '"{text}" in the column "{column}" has a space within the number',
        "write {nearest}",
    ),
    Rule(
        "DATA-NUMBER-UNIT",
        E,
        '"{text}" in the column "{column}" has more than a number in the cell: {unit}',
        "write {number} alone, and put the unit in bilag:unit for the column",
    ),
    Rule(
        "DATA-NUMBER-QUALIFIER",
        E,
        '"{text}" in the column "{column}" begins with a word: {word}',
        "write the number alone, and the word in a column of its own that bilag:qualifier names",
    ),
    Rule(
        "DATA-INTEGER",
        E,
        '"{text}" in the column "{column}" is no whole number',
        "write a whole number, or declare the type number",
    ),
    Rule(
        "DATA-DECIMALS",
        E,
        '{text} in the column "{column}" has more than {most} decimals',
        "write the number as the source states it, or correct bilag:decimals",
    ),
    Rule(
        "DATA-BOOLEAN",
        E,
        '"{text}" in the column "{column}" is neither true nor false',
        "write one of: {words}",
    ),
    Rule(
        "DATA-DATE",
        E,
        '"{text}" in the column "{column}" is no date as {expected}',
        "write {nearest}",
    ),
    Rule(
        "DATA-NO-SUCH-DAY",
        E,
        '"{text}" in the column "{column}" is a day that does not exist',
        "check day, month and year",
    ),
    Rule(
        "DATA-YEAR",
        E,
        '"{text}" in the column "{column}" is no year',
        "write four digits, such as 2016",
    ),
    Rule(
        "DATA-EDTF",
        E,
        '"{text}" in the column "{column}" is no date of ISO 8601-2 (EDTF)',
        "write {nearest}",
    ),
    Rule(
        "DATA-EDTF-RANGE",
        E,
        '"{text}" in the column "{column}" names a day, month or year that does not exist',
        "check the parts: year-month-day, such as 2016-09-05",
    ),
    Rule(
        "DATA-EDTF-ORDER",
        E,
        '"{text}" in the column "{column}" ends before it begins',
        "write the earlier date first",
    ),
    Rule(
        "DATA-INTERVAL",
        E,
        '"{text}" in the column "{column}" is no interval of two numbers',
        "write {nearest}",
    ),
    Rule(
        "DATA-INTERVAL-ORDER",
        E,
        '"{text}" in the column "{column}" begins with the larger number',
        "write the smaller number first",
    ),
    Rule(
        "DATA-HASHES",
        E,
        '"{text}" in the column "{column}" is what Excel shows when a column is too narrow',
        "make the column wider in Excel and save the file again",
    ),
    Rule(
        "DATA-SPACES",
        W,
        'there are spaces around "{text}" in the column "{column}"; they are left out',
        "take them out of the file",
    ),
    Rule(
        "DATA-FORMULA-TEXT",
        W,
        '"{text}" in the column "{column}" begins as a formula does',
        "write the text so that Excel does not read it as a formula",
    ),
    Rule(
        "DATA-MINIMUM",
        E,
        '{text} in the column "{column}" is less than {limit}',
        "correct the value, or minimum in the data package",
    ),
    Rule(
        "DATA-MAXIMUM",
        E,
        '{text} in the column "{column}" is more than {limit}',
        "correct the value, or maximum in the data package",
    ),
    Rule(
        "DATA-ENUM",
        E,
        '"{text}" is none of the values that the column "{column}" allows',
        "allowed: {nearest}",
    ),
    Rule(
        "DATA-PATTERN",
        E,
        '"{text}" in the column "{column}" does not match the pattern {pattern}',
        "correct the text, or pattern in the data package",
    ),
    Rule(
        "DATA-LENGTH",
        E,
        '"{text}" in the column "{column}" has {length} characters; allowed: {limit}',
        "correct the text, or the length in the data package",
    ),
    Rule(
        "DATA-KEY-EMPTY",
        E,
        'the key "{column}" is empty',
        "every row needs a key of its own",
    ),
    Rule(
        "DATA-DUPLICATE-KEY",
        E,
        '"{key}" in {column} stands already at {first}',
        "a key names one row: correct one of them, or take out the row that stands twice",
    ),
    Rule(
        "DATA-FOREIGN-KEY",
        E,
        '"{key}" in {column} is not found in the table "{resource}"',
        'is it "{nearest}"?',
    ),
    Rule(
        "DATA-QUALIFIER",
        E,
        '"{text}" in the column "{column}" is no qualifier',
        "known: {nearest}",
    ),
    Rule(
        "DATA-QUALIFIER-ALONE",
        E,
        '"{text}" in the column "{column}" qualifies nothing: "{value}" is empty',
        "write the value, or take the word out",
    ),
    Rule(
        "DATA-TOTAL-ROW",
        E,
        '"{text}" in the column "{column}" looks like a total row, which would be added up with the others',
        'declare it: bilag:totalRow: {{field: {column}, equals: "{text}"}}, or bilag:noTotalRow: true if it is data',
    ),
    Rule(
        "DATA-TOTAL-ROW-MISSING",
        E,
        'the declared total row "{text}" is not in the column "{column}"',
        "correct bilag:totalRow, or take it out",
    ),
    Rule(
        "DATA-TOTAL-ROW-TWICE",
        E,
        'the total row "{text}" in the column "{column}" stands already at {first}',
        "a table has one total row",
    ),
    Rule(
        "DATA-TOTAL-ROW-EMPTY",
        E,
        'the total row "{text}" states no total',
        "write the total in a number column, or take the row out",
    ),
    # end of data
    # template
    Rule("TEMPLATE-UNKNOWN", E, 'there is no template "{name}" in templates/', 'did you mean "{nearest}"?'),
    Rule(
        "TEMPLATE-UNREADABLE",
        E,
        "this is no Word file that can be read: {reason}",
        "open the file in Word and save it again as .docx",
    ),
    Rule(
        "TEMPLATE-UNSAFE",
        E,
        "this Word file is refused: {part} is too large, stands twice or declares a document type",
        "save it again from Word as .docx",
    ),
    Rule(
        "TEMPLATE-MACROS",
        E,
        "this Word file is refused: it has macros",
        "save it again from Word as .docx, without macros",
    ),
    Rule(
        "TEMPLATE-CROPPED",
        E,
        "a picture in the header or footer is cropped in Word; what was cut off would travel in every annex",
        'choose the picture in Word, then "Compress Pictures" with "Delete cropped areas of pictures"',
    ),
    Rule(
        "TEMPLATE-OBJECT",
        W,
        "a chart, a linked picture or the like in the header or footer is left out",
        "insert it as a picture, PNG or JPEG",
    ),
    Rule(
        "TEMPLATE-STYLE",
        W,
        'the style "{style}" is missing; "{instead}" takes its place',
        "make the style in Word, or copy it from the standard template",
    ),
    Rule(
        "TEMPLATE-CONTRAST",
        W,
        'the text of "{style}" is hard to see: colour {colour} on {background} has a contrast of {ratio}:1',
        "choose a darker colour in Word: at least 4.5:1 (WCAG 2.1 1.4.3)",
    ),
    Rule(
        "TOML-SYNTAX", E, "this is no TOML: {reason}", "check quotes, brackets and equals signs on this line"
    ),
    Rule(
        "TEMPLATE-FONT",
        W,
        'the font "{font}" is not among the template\'s fonts; the PDF uses "{instead}"',
        "add its four files under [fonts] in theme.toml, or choose another font in Word",
    ),
    Rule(
        "TEMPLATE-FONT-FILE",
        E,
        '"{file}" is no TrueType font: {reason}',
        "use a .ttf file; fonts of the kind .otf and .woff cannot be used",
    ),
)
