"""The annex's folder, its front matter, its parameters and its waivers."""

from bilag.diagnostics.rules.rule import E, Rule, W

# fmt: off
ANNEX_RULES = (
    Rule("ANNEX-UNKNOWN", E, 'there is no annex "{annex}" in content/', 'did you mean "{nearest}"?'),

    Rule("FRONT-MISSING", E, "bilag.md does not begin with front matter",
         'begin the file with a line of three hyphens, "title: ...", and three hyphens again'),
    Rule("FRONT-EMPTY", E, '"{key}" is empty', "write the annex's title after the colon"),
    Rule("FRONT-DATE", E, '"{text}" is no date', "write the date as YYYY-MM-DD, such as 2026-05-12"),
    Rule("FRONT-LANGUAGE", E, '"{text}" is no language tag', "write da-DK for Danish"),

    Rule("PARAMETER-UNDECLARED", E, 'a condition asks for the parameter "{name}", but the front matter names no table of parameters',
         'write "parameters: ..." in bilag.md, with the name of the table of whose rows each makes an annex'),
    Rule("PARAMETER-ROW", E, 'the table "{table}" has no row, so there is nothing to make the annex for',
         "add the row that the annex is to be made for"),

    Rule("WAIVER-FORM", E, '"{text}" is no waiver', 'write <!-- bilag: tillad RULE "reason" -->'),
    Rule("WAIVER-RULE", E, 'there is no rule "{name}" to be waived', 'did you mean "{nearest}"?'),
    Rule("WAIVER-REASON", E, 'the waiver of "{name}" gives no reason',
         "write after the rule, in quotes, why the finding can stand"),
    Rule("WAIVER-REFUSED", E, '"{name}" stops the annex and cannot be waived',
         "mend what it is about, and take the waiver out"),
    Rule("WAIVER-IDLE", W, 'the waiver of "{name}" waives nothing',
         "take it out, or put it before the block that it is about"),
)
