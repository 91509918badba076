"""The number formats of SpreadsheetML, as far as they tell a date or a percentage from a plain number.

The table is ECMA-376, part 1, 18.8.30; codes are read as 18.8.31 has them. openpyxl knows both as well, but
its import takes longer than all else of a build; a test holds the two together.
"""

from __future__ import annotations

import re

BUILTIN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
"""Format codes by the ids that a workbook need not declare. Those of currencies (5-8, 41-44) are left out:
they are neither dates nor percentages, as a format without a code is."""

# In quotes or in brackets stand words, colours and locales, but for the elapsed hours, minutes and seconds.
_ASIDE = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_OF_TIME = re.compile(r"(?<![_\\])[dmhysDMHYS]")


def is_date(code: str) -> bool:
    """Whether a format shows a number as a date or a time; its first section says so."""
    return bool(_OF_TIME.search(_ASIDE.sub("", code.partition(";")[0])))


def is_percent(code: str) -> bool:
    return "%" in re.sub(r'"[^"]*"|\\.', "", code)
