"""A template as it comes from somebody's Word: everything that Word keeps and does not print is in it.

`SECRET` followed by a word marks what must not travel, `Trykt` what is printed and must.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image

from tests.support.wordkit import Parts, package, parts_of

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "w16cid": "http://schemas.microsoft.com/office/word/2016/wordml/cid",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "sl": "http://schemas.openxmlformats.org/schemaLibrary/2006/main",
        "x": "urn:SECRET-firma",
    }.items()
)
IGNORABLE = 'mc:Ignorable="w14 w15 w16cid x"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def who(n: int, name: str = "forfatter") -> str:
    return f'w:id="{n}" w:author="SECRET-{name}" w:date="2026-01-02T03:04:05Z"'


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{text}</w:t></w:r>"


def field(code: str, result: str) -> str:
    """A field over several runs, its code cut in two as Word does it."""
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    middle = len(code) // 2
    codes = "".join(
        f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (code[:middle], code[middle:])
    )
    return f"{kinds[0]}{codes}{kinds[1]}{run(result)}{kinds[2]}"


def picture(id: str, n: int, *, attribute: str = "embed", crop: str = "", hidden: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="360000" cy="240000"/><wp:docPr id="{n}" '
        f'name="C:\\SECRET-sti\\foto.jpg" descr="SECRET-sti.jpg" title="Trykt titel"{hidden}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{n}" name="SECRET-fil.jpg" descr="Trykt vaaben"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:{attribute}="{id}"><a:extLst>'
        '<a:ext uri="{28A0092B-C50C-407E-A947-70E740481C1C}"><a:SECRET-lag/></a:ext></a:extLst></a:blip>'
        f"{crop}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        '<a:off x="0" y="0"/><a:ext cx="360000" cy="240000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


CHART = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="77" name="Diagram 1"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rIdChart"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
VML = (
    '<w:r><w:object w:dxaOrig="1" w:dyaOrig="1"><v:shape id="SECRET-form" alt="C:\\SECRET-alt.emf" '
    'style="width:9pt;height:9pt" href="file:///C:/SECRET-href" o:gfxdata="SECRET-gfxdata">'
    '<v:imagedata r:id="rIdPhoto" o:title="SECRET-titel"/></v:shape>'
    '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="SECRET-form" DrawAspect="Content" '
    'ObjectID="_1" r:id="rIdBook"/></w:object></w:r>'
)


def photo() -> bytes:
    """A JPEG whose EXIF says who took it."""
    exif = Image.Exif()
    exif[0x013B] = "SECRET-fotograf"
    out = io.BytesIO()
    Image.new("RGB", (12, 8), (30, 60, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def paragraphs() -> str:
    """What stands in a header beside its first paragraph."""
    rsid = 'w:rsidR="00SECRET1" w14:paraId="5ECRE7AA" w14:textId="77777777" x:hvem="SECRET-attribut"'
    bookmark = '<w:bookmarkStart w:id="7" w:name="SECRET-bogmaerke"/><w:bookmarkEnd w:id="7"/>'
    texts = (
        f"<w:ins {who(1)}>{run('Trykt indsat')}</w:ins>"
        f"<w:del {who(2)}><w:r><w:delText>SECRET-slettet</w:delText></w:r></w:del>",
        f"<w:moveFrom {who(3)}>{run('SECRET-flyttet')}</w:moveFrom>"
        f'<w:moveFromRangeStart {who(4)} w:name="SECRET-flyt"/><w:moveFromRangeEnd w:id="4"/>'
        f"<w:moveTo {who(5)}>{run('Trykt flyttet')}</w:moveTo>",
        f'<w:pPr><w:jc w:val="left"/><w:pPrChange {who(6)}><w:pPr/></w:pPrChange></w:pPr>'
        + run("Trykt formateret", f"<w:b/><w:rPrChange {who(8)}><w:rPr/></w:rPrChange>"),
        run("SECRET-skjult", "<w:vanish/>")
        + run("SECRET-skjult-typografi", '<w:rStyle w:val="Skjult"/>')
        + run("Trykt synlig", '<w:rStyle w:val="Skjult"/><w:vanish w:val="0"/>'),
        f'<w:pPr><w:pStyle w:val="SkjultAfsnit"/></w:pPr>{run("SECRET-skjult-afsnit")}',
        f"<w:pPr><w:rPr><w:del {who(9)}/></w:rPr></w:pPr>{run('Trykt foran')}",
        run("Trykt bagefter"),
        '<w:commentRangeStart w:id="0"/>' + run("Trykt kommenteret") + '<w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>' + bookmark,
        f'<w:hyperlink r:id="rIdFile" w:tooltip="SECRET-tip">{run("Trykt fillink")}</w:hyperlink>'
        f'<w:hyperlink r:id="rIdWeb">{run("Trykt weblink")}</w:hyperlink>'
        f'<w:hyperlink w:anchor="SECRET-bogmaerke">{run("Trykt anker")}</w:hyperlink>',
        '<w:sdt><w:sdtPr><w:alias w:val="SECRET-alias"/><w:tag w:val="SECRET-maerke"/></w:sdtPr>'
        f"<w:sdtContent>{run('Trykt felt')}</w:sdtContent></w:sdt>",
        f'<w:smartTag w:uri="urn:SECRET" w:element="person">{run("Trykt smart")}</w:smartTag>'
        '<w:permStart w:id="3" w:ed="SECRET-bruger"/><w:permEnd w:id="3"/>'
        "<x:tilfoej>SECRET-tilfoejet</x:tilfoej>",
        field(" PAGE ", "1") + field(' FILENAME \\p "C:\\SECRET-sti" ', "SECRET-filnavn"),
        field(' HYPERLINK "file:///SECRET-felt" ', "Trykt feltlink")
        + f'<w:fldSimple w:instr=" AUTHOR ">{run("SECRET-ejer")}</w:fldSimple>'
        + f'<w:fldSimple w:instr=" DOCVARIABLE SECRET-variabel ">{run("Trykt variabel")}</w:fldSimple>',
        "<!-- SECRET-bemaerkning -->" + run("Trykt <!-- SECRET-inde -->kommentar"),
        picture("rIdPhoto", 70),
        picture("rIdOther", 71, hidden=' hidden="1"') + picture("rIdLinked", 72, attribute="link") + CHART,
        VML,
    )
    return "".join(f"<w:p {rsid}>{text}</w:p>" for text in texts) + table()


def table() -> str:
    def row(text: str, properties: str = "") -> str:
        return f"<w:tr>{properties}<w:tc><w:tcPr/><w:p>{run(text)}</w:p></w:tc></w:tr>"

    deleted = f"<w:trPr><w:del {who(20)}/></w:trPr>"
    inserted = f"<w:trPr><w:ins {who(21)}/></w:trPr>"
    hidden = "<w:trPr><w:hidden/></w:trPr>"
    rows = row("SECRET-raekke", deleted) + row("Trykt raekke", inserted) + row("SECRET-skjult-raekke", hidden)
    grid = '<w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>'
    return f'<w:tbl><w:tblPr><w:tblW w:w="900" w:type="dxa"/></w:tblPr>{grid}{rows}</w:tbl><w:p/>'


FURNITURE_RELS = {
    "rIdPhoto": ("image", "media/SECRET-foto.jpg", ""),
    "rIdOther": ("image", "media/skjult.jpg", ""),
    "rIdUnused": ("image", "media/ubrugt.jpg", ""),
    "rIdLinked": ("image", "file:///C:/SECRET-billede.jpg", "External"),
    "rIdFile": ("hyperlink", "file:///C:/Users/SECRET/x.docx", "External"),
    "rIdWeb": ("hyperlink", "https://www.dst.dk", "External"),
    "rIdChart": ("chart", "charts/chart1.xml", ""),
    "rIdBook": ("package", "embeddings/bog.xlsx", ""),
}
OTHERS = {
    "comments": ("word/comments.xml", "SECRET-kommentar"),
    "endnotes": ("word/endnotes.xml", "SECRET-slutnote"),
    "webSettings": ("word/webSettings.xml", "SECRET-web"),
    "glossaryDocument": ("word/glossary/document.xml", "SECRET-byggeblok"),
    "customXml": ("customXml/item1.xml", "SECRET-data"),
    "printerSettings": ("word/printerSettings1.bin", "SECRET-printer"),
}
"""Parts of the document besides those that make the look, by the types of their relationships."""
SETTINGS = (
    '<w:writeProtection w:hash="SECRET-laas"/>',
    '<w:attachedTemplate r:id="rIdDot"/>',
    '<w:mailMerge><w:query w:val="SECRET-fletning"/></w:mailMerge>',
    '<w:trackRevisions/><w:documentProtection w:edit="readOnly" w:hash="SECRET-hash" w:salt="SECRET-salt"/>',
    '<w:saveThroughXslt r:id="rIdXslt" w:solutionID="SECRET-xslt"/><w:attachedSchema w:val="SECRET-skema"/>',
    '<w:activeWritingStyle w:lang="da-DK" w:vendorID="64" w:appName="SECRET-app"/>',
    '<w:proofState w:spelling="dirty"/>',
    '<w:docVars><w:docVar w:name="SECRET-navn" w:val="SECRET-vaerdi"/></w:docVars>',
    '<w:rsids><w:rsidRoot w:val="00SECRET2"/></w:rsids>',
    '<sl:schemaLibrary><sl:schema sl:uri="SECRET-bibliotek"/></sl:schemaLibrary>',
    '<w14:docId w14:val="5ECRE7BB"/><w15:docId w15:val="{SECRET-dokument}"/>',
    '<w:endnotePr><w:endnote w:id="-1"/></w:endnotePr>',
    '<w:evenAndOddHeaders w:val="0"/><w:gutterAtTop w:val="0"/>',
    '<w:compat><w:compatSetting w:name="SECRET-kompat" w:uri="urn:SECRET" w:val="1"/></w:compat>',
)


def relationships(rels: dict[str, tuple[str, str, str]]) -> str:
    return "".join(
        f'<Relationship Id="{id}" Type="{RELS}{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for id, (kind, target, mode) in rels.items()
    )


def rels_part(rels: dict[str, tuple[str, str, str]]) -> bytes:
    return f'<Relationships xmlns="{PACKAGE_RELS}">{relationships(rels)}</Relationships>'.encode()


def furnished(text: str, inner: str) -> str:
    """A header or footer with more in it, and with the namespaces of Word's own files."""
    start = re.sub(r"<w:(hdr|ftr) ", rf"<w:\1 {NAMESPACES} {IGNORABLE} ", text, count=1)
    return re.sub(r"(</w:(hdr|ftr)>)", lambda m: inner + m[1], start)


def dirty_parts(clean: bytes) -> Parts:
    """The parts of a Word file with all of the above in them."""
    parts = parts_of(clean)

    def edit(name: str, old: str, new: str) -> None:
        text = parts[name].decode()
        assert old in text, (name, old)
        parts[name] = text.replace(old, new, 1).encode()

    for name in ("header1", "header2", "footer1"):
        path = f"word/{name}.xml"
        parts[path] = furnished(parts[path].decode(), paragraphs()).encode()
        parts[f"word/_rels/{name}.xml.rels"] = rels_part(FURNITURE_RELS)
    # also in the paragraph that the annex fills: what stood there is gone, and its picture with it
    edit("word/header1.xml", "</w:p>", picture("rIdUnused", 69) + "</w:p>")
    parts |= {
        "word/media/SECRET-foto.jpg": photo(),
        "word/media/skjult.jpg": photo(),
        "word/media/ubrugt.jpg": photo(),
    }
    parts |= {"word/charts/chart1.xml": b"<c>SECRET-diagram</c>", "word/embeddings/bog.xlsx": b"SECRET-bog"}

    styles = (
        '<w:style w:type="character" w:customStyle="1" w:styleId="Skjult"><w:name w:val="Skjult"/>'
        f'<w:rsid w:val="00SECRET3"/><w:rPr><w:vanish/><w:rPrChange {who(30)}><w:rPr/></w:rPrChange></w:rPr>'
        "</w:style>"
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="SkjultBasis"><w:name w:val="Skjult basis"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style>"
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="SkjultAfsnit">'
        '<w:name w:val="Skjult afsnit"/><w:basedOn w:val="SkjultBasis"/></w:style>'
    )
    edit("word/styles.xml", "</w:styles>", styles + "</w:styles>")
    edit("word/numbering.xml", "<w:numbering ", f"<w:numbering {NAMESPACES} {IGNORABLE} ")
    edit("word/numbering.xml", "<w:abstractNum ", '<w:abstractNum w15:restartNumberingAfterBreak="0" ')
    edit("word/numbering.xml", '<w:num w:numId="1"', '<w:num w16cid:durableId="5ECRE7CC" w:numId="1"')
    edit("word/theme/theme1.xml", "</a:theme>", '<a:extLst><a:ext uri="{SECRET-tema}"/></a:extLst></a:theme>')
    edit("word/fontTable.xml", "</w:fonts>", "<!-- SECRET-skrift --></w:fonts>")
    edit("word/settings.xml", "<w:settings ", f"<w:settings {NAMESPACES} {IGNORABLE} ")
    edit("word/settings.xml", "<w:defaultTabStop", "".join(SETTINGS[:-1]) + "<w:defaultTabStop")
    edit("word/settings.xml", "</w:compat>", SETTINGS[-1][len("<w:compat>") :])
    dot = {"rIdDot": ("attachedTemplate", "file:///C:/SECRET.dotm", "External")}
    dot["rIdXslt"] = ("transform", "file:///C:/SECRET.xslt", "External")
    parts["word/_rels/settings.xml.rels"] = rels_part(dot)
    edit("word/document.xml", "<w:sectPr>", '<w:sectPr w:rsidR="00SECRET4">')
    change = f"<w:sectPrChange {who(40)}><w:sectPr/></w:sectPrChange>"
    change = '<w:printerSettings r:id="rIdprinterSettings"/>' + change
    edit("word/document.xml", "</w:sectPr>", change + "</w:sectPr>")
    edit("word/document.xml", "<w:sectPr", f"<w:p>{run('SECRET-broedtekst')}</w:p><w:sectPr")
    edit("word/footnotes.xml", "</w:footnotes>", "<!-- SECRET-fodnote --></w:footnotes>")
    rels = {f"rId{kind}": (kind, f"/{name}", "") for kind, (name, _) in OTHERS.items()}
    edit("word/_rels/document.xml.rels", "</Relationships>", relationships(rels) + "</Relationships>")
    parts |= {name: f"<x>{secret}</x>".encode() for name, secret in OTHERS.values()}
    parts |= {"word/people.xml": b"<x>SECRET-person</x>", "word/vbaData.xml": b"<x>SECRET-makro</x>"}
    edit("docProps/core.xml", "</cp:coreProperties>", "<!-- SECRET-egenskab --></cp:coreProperties>")
    edit(
        "[Content_Types].xml",
        "<Override ",
        '<Default Extension="jpg" ContentType="image/jpeg"/>'
        '<Default Extension="xlsx" ContentType="application/x"/>'
        '<Default Extension="bin" ContentType="application/y"/><Override ',
    )
    return parts


def make_dirty(folder: Path) -> None:
    word = folder / "word.docx"
    word.write_bytes(package(dirty_parts(word.read_bytes())))


def with_header(word: Path, inner: str, file: str = "foto.jpg", data: bytes = b"") -> None:
    """A paragraph more in the header of a Word file, and a file that it may call rIdPhoto."""
    parts = parts_of(word.read_bytes())
    header = furnished(parts["word/header2.xml"].decode(), f"<w:p>{inner}</w:p>").encode()
    rels = rels_part({"rIdPhoto": ("image", f"media/{file}", "")})
    parts |= {"word/header2.xml": header, "word/_rels/header2.xml.rels": rels, f"word/media/{file}": data}
    word.write_bytes(package(parts))
