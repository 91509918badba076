"""Word templates and their fonts."""

from bilag.diagnostics.rules.rule import E, Rule, W

# fmt: off
TEMPLATE_RULES = (
    Rule("TEMPLATE-UNKNOWN", E, 'there is no template "{name}" in templates/', 'did you mean "{nearest}"?'),
    Rule("TEMPLATE-UNREADABLE", E, "this is no Word file that can be read: {reason}",
         "open the file in Word and save it again as .docx"),
    Rule("TEMPLATE-UNSAFE", E, "this Word file is refused: {part} is too large, stands twice or declares a document type",
         "save it again from Word as .docx"),
    Rule("TEMPLATE-MACROS", E, "this Word file is refused: it has macros",
         "save it again from Word as .docx, without macros"),
    Rule("TEMPLATE-CROPPED", E, "a picture in the header or footer is cropped in Word; what was cut off would travel in every annex",
         'choose the picture in Word, then "Compress Pictures" with "Delete cropped areas of pictures"'),
    Rule("TEMPLATE-OBJECT", W, "a chart, a linked picture or the like in the header or footer is left out",
         "insert it as a picture, PNG or JPEG"),
    Rule("TEMPLATE-STYLE", W, 'the style "{style}" is missing; "{instead}" takes its place',
         "make the style in Word, or copy it from the standard template"),
    Rule("TEMPLATE-CONTRAST", W, 'the text of "{style}" is hard to see: colour {colour} on {background} has a contrast of {ratio}:1',
         "choose a colour in Word that stands out more: at least 4.5:1 (WCAG 2.1 1.4.3)"),
    Rule("TEMPLATE-FONT", W, 'the font "{font}" is not among the template\'s fonts; the PDF uses "{instead}"',
         "add its four files under [fonts] in theme.toml, or choose another font in Word"),
    Rule("TEMPLATE-FONT-FILE", E, '"{file}" is no TrueType font: {reason}',
         "use a .ttf file; fonts of the kind .otf and .woff cannot be used"),

    Rule("GLYPH-MISSING", E, 'the font {font} has no sign for "{char}" ({code})',
         "write it in another way, or add a font to the template"),
    Rule("FONT-MISSING", E, 'the style "{style}" uses the font "{font}", which the template has no files for',
         "choose another font in Word, or add its files under [fonts] in theme.toml"),
)
