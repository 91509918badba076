"""The files that a run writes, what they say when read back, and batches of them."""

from bilag.diagnostics.rules.rule import E, Rule, W

# fmt: off
OUTPUT_RULES = (
    Rule("OUT-FOREIGN", E, 'something else stands at "{name}", and it was left as it is',
         "move it or delete it, and run again"),
    Rule("OUT-LOCKED", E, "the file is open in another program, so it was not replaced",
         "close it in Word and build again"),
    Rule("OUT-FAILED", E, "the file could not be written: {reason}",
         "check the folder, its access rights and the space on the disk"),
    Rule("OUT-EDITED", W, "the file has been changed by hand and was left as it is; the new one is {beside}",
         "move the changes into content/ or data/, then delete or rename this file and build again"),

    Rule("READ-BACK-DIFFERENT", E, '{file} says "{found}" where the annex says "{expected}": {text}',
         "nothing was written; this is a fault in bilag or in a writer that was added: please report it"),
    Rule("READ-BACK-UNREADABLE", E, "{file} cannot be read back: {reason}",
         "nothing was written; build without --strict, and look at the file"),
    Rule("READ-BACK-HASH", E, "{file} does not carry the checksum of the annex's content",
         "nothing was written; this is a fault in bilag or in a writer that was added: please report it"),

    Rule("DATE-EPOCH", E, 'SOURCE_DATE_EPOCH is "{text}", which is no time in seconds from 1980 to 2107',
         "set it to whole seconds since 1970-01-01, or leave it out"),

    Rule("BATCH-PARAMETERS", E, "the front matter names no table of parameters, so there are no rows to make annexes for",
         'write "parameters: ..." in bilag.md, with the name of the table of whose rows each makes an annex'),
    Rule("BATCH-ROW", E, 'the annex of this row, "{key}", was not made'),
    Rule("BATCH-KEY", E, 'the table "{table}" has no primary key, which the files of each row are named by',
         "declare primaryKey in datapackage.yaml"),
    Rule("BATCH-NAME", E, 'the key "{key}" cannot be a part of the name of a file',
         "use letters, digits, hyphens and full stops, at most {most} signs"),
    Rule("BATCH-COLLISION", E, 'the files of this row would be named like those of another: "{name}" ({first})',
         "give each row a key of its own; capitals and signs make no difference in the names of files"),
    Rule("BATCH-CHANGED", E, "the annex, the program or its libraries are not those that the batch began with",
         "run the batch again, with the same program everywhere; what is finished is not made anew"),
    Rule("BATCH-FAILED", E, "the annex of this row could not be made: {reason}",
         "run the batch again; report this line where it comes back"),
    Rule("BATCH-BUSY", E, "another run makes the same batch at this moment",
         "wait until it is done, or choose another folder with -o"),
)
