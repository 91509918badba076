"""Issued versions, the ledger that holds them, and corrections."""

from bilag.diagnostics.rules.rule import E, Rule, W

# fmt: off
VERSION_RULES = (
    Rule("ISSUE-STATUS", E, 'the status is "{status}"; only an annex that is approved can be issued',
         "write status: approved in the front matter when it has been decided"),
    Rule("ISSUE-MISSING", E, 'the front matter has no "{key}", and an issued version needs it',
         "write it in the front matter, or give it with {option}"),
    Rule("ISSUE-OTHER", E, '{option} says "{given}", but the annex says "{text}"',
         "what is printed must be what is issued: correct one of the two"),
    Rule("ISSUE-VERSION", E, 'the version "{version}" cannot be the name of a folder',
         'write letters, digits, full stops and hyphens, such as "1.0"'),
    Rule("ISSUE-EMPTY", E, 'the field "{key}" is empty', "fill it in, or remove it"),
    Rule("ISSUE-AGAIN", E, "version {version} has been issued already, with other contents",
         "an issued version is never changed: write a new version in the front matter"),
    Rule("ISSUE-NAME", W, "the files have the same names as those of version {version}",
         "name the version in corrections.yaml, so that its title says that it is corrected: an agenda system does not notice a document that is replaced under the same name"),
    Rule("ISSUE-MOVED", E, "the files of the annex were changed while it was being issued",
         "issue it again when nobody is writing in them"),

    Rule("LEDGER-UNREADABLE", E, "the folder is no issued version that can be read: {reason}",
         "get it back from version control"),
    Rule("LEDGER-MOVED", E, "the folder holds version {version} of {annex}",
         "get it back from version control under its own name"),
    Rule("LEDGER-CHAIN", E, "the version does not follow the one that it was issued after",
         "one was taken out or changed, or two were issued apart at the same time: get the folder back from version control, or move one of the two away and issue it again"),
    Rule("LEDGER-MISSING", E, "the file belongs to the issued version {version} and is gone",
         "get it back from version control"),
    Rule("LEDGER-CHANGED", E, "the file is not as it was when version {version} was issued",
         "get it back from version control"),
    Rule("LEDGER-FOREIGN", W, "the file does not belong to the issued version {version}",
         "move it to another folder"),

    Rule("CORRECTION-DATE", E, "version {version} is a correction, but the annex has no date",
         "write the date of the correction as `date:` in the front matter of bilag.md"),
    Rule("CORRECTION-EARLY", E, "version {version} is corrected on {date}, before the version that it replaces, which is of {replaced}",
         "write the date of the correction as `date:` in the front matter of bilag.md"),
    Rule("CORRECTION-SELF", E, "version {version} cannot replace itself",
         "raise `version:` in bilag.md, and name the new version in corrections.yaml"),
    Rule("CORRECTION-UNISSUED", E, "version {version} was never issued, so it cannot be replaced",
         "issued are: {known}"),
    Rule("CORRECTION-REPLACED-DATE", E, "version {version} was issued {date}, not {given}",
         "write that date as `replaced_date:`"),
    Rule("CORRECTION-NOT-LAST", E, "version {version} is not the last one issued; that is {last}",
         "replace {last} instead"),
    Rule("CORRECTION-FACT", E, 'there is no fact "{name}" to be corrected', 'did you mean "{nearest}"?'),
)
