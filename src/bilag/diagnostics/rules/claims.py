"""What the text says of numbers, and what numbers must agree with."""

from bilag.diagnostics.rules.rule import E, Rule, W

# fmt: off
CLAIM_RULES = (
    Rule("CLAIM-COMPARISON", E, 'the claim "{text}" compares nothing',
         "write it with =, <, > and the like: a = 2 * b"),
    Rule("CLAIM-BROKEN", E, '"{words}" no longer holds: {claim} is not true with {values}; in "{sentence}"',
         "correct the words or the data"),
    Rule("CLAIM-EMPTY", E, "the claim {claim} has no words left",
         'write the words that it answers for, [doubled]{{claim="a = 2 * b"}}, or take the claim away'),
    Rule("CLAIM-WORDS", E, '"{word}" says {expected}, and {claim} does not, with {values}; in "{sentence}"',
         "correct the words or the claim; what the words are about stands to the left in the claim"),
    Rule("CLAIM-WORDS-UNKNOWN", W, 'what "{words}" says cannot be held against {claim}',
         'use words that say a number, a change or a rank, or write .ok after the claim: [...]{{claim="..." .ok}}'),
    Rule("NUMBER-UNBOUND", W, 'the number "{words}" is not bound to data',
         "print it from a fact, {{{{ name }}}}, or cover it by a claim; what no data knows: [{words}]{{.free}}"),

    Rule("CONTROL-ROWS", W, '"{table}" should have {expected} rows, but has {found}',
         'a row may have been dropped or doubled; else correct "bilag:rows"'),
    Rule("CONTROL-TOTAL", W, '"{field}" in "{table}" adds up to {found}, but the control total is {expected} (difference {difference})',
         'correct the data, or "bilag:total" where the source itself was corrected'),
    Rule("CONTROL-SOURCE", W, '"{field}" in "{table}" adds up to {found}, but {source} states {expected} (difference {difference})',
         'find out which of the two is right; a difference that is known may stand in "tolerance"'),
    Rule("CONTROL-KEY", W, '"{field}" in "{table}" adds up to {found} for "{key}", but {source} states {expected} (difference {difference})',
         'find out which of the two is right; a difference that is known may stand in "tolerance"'),

    Rule("SUMS-PRINTED", W, '"{id}" is printed as {total}, but its printed parts add up to {sum}: {parts}',
         'print more decimals; in a table "rounding: largest-remainder" lets the parts add up'),
    Rule("ROUNDING-DIFFERS", W, '"{id}" is {text} here, but {other} in the table at {place}, so that each adds up',
         "print more decimals, or print the figure in one of the two places only"),

    Rule("FACTS-DIFFER", W, '"{id}" is {value} in the annex {annex}, but {other_value} in {other}',
         "correct the one that is wrong, or give the two facts names of their own"),
    Rule("FACT-OUTLIER", W, '"{id}" is {new}; in the issued version {version} it was {old}',
         "correct the data, or give the reason in corrections.yaml, under reasons"),

    Rule("DATA-QUOTE", W, '"{text}" in the column "{column}" is not what the source says: "{quote}"',
         'correct the cell, or the quotation in "{beside}" if it is wrong'),
    Rule("DATA-ROW-TWICE", W, "this row is the same as that at {first} (rows that stand again: {count})",
         'delete it, or declare a "primaryKey" if the rows are different things'),
)
