"""The document as a whole: sections, blocks, the notathoved, the furniture of the page, and the hash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from bilag.compose.attachments import attachments
from bilag.compose.figures import figure
from bilag.compose.inlines import Inliner, Numbered, unlinked
from bilag.compose.records import fact_records
from bilag.compose.rounding import rounder
from bilag.compose.sums import sums_add_up
from bilag.compose.tables import Tabler
from bilag.danish.formats import render
from bilag.diagnostics.findings import Report
from bilag.document.forms.documentlines import normal_form
from bilag.document.forms.normalform import digest
from bilag.document.model import (
    Block,
    BulletList,
    Contents,
    ContentsEntry,
    Document,
    HeadLine,
    Inline,
    Inlines,
    ListItem,
    Meta,
    Note,
    OrderedList,
    PageCount,
    PageNumber,
    Paragraph,
    Picture,
    Section,
    Text,
    WaiverRecord,
)
from bilag.document.ordinals import heading_number
from bilag.document.theme import Template, filled
from bilag.document.walks import passages, sections, texts, words
from bilag.inputs.annex import FrontMatter, Inputs, Worded
from bilag.inputs.facts import Resolved
from bilag.inputs.markup import UNFIT, Element
from bilag.inputs.pictures import pixels

_EPOCH = "1980-01-01T00:00:00Z"  # the first moment a zip file can name
_PUBLISHED = ("issued", "approved")  # these carry no mark of their status on every page


def compose(
    inputs: Inputs, resolved: Resolved, template: Template, report: Report, *, created: str = ""
) -> Document:
    """The document of an annex. `created` is the files' own date (ISO 8601); the annex's date when empty.

    What cannot be composed is left out, and the report says so: a document is only to be written when the
    report holds no error.
    """
    if inputs.front is None:
        raise ValueError("an annex without front matter cannot be composed")
    return _Composer(inputs, resolved, template, report).document(inputs.front, created)


class _Composer:
    def __init__(self, inputs: Inputs, resolved: Resolved, template: Template, report: Report) -> None:
        self.inputs, self.resolved, self.template, self.report = inputs, resolved, template, report
        self.labels = template.labels
        self.numbers = self._numbers()
        targets = {
            request.id: Numbered(self.labels[kind], self.numbers[place])
            for kind, requests in (("table", inputs.requests), ("figure", inputs.figures))
            for place, request in requests.items()
        }
        rounds = rounder(inputs, resolved, report)
        self.inliner = Inliner(resolved, inputs.definitions, targets, report, rounder=rounds)
        self.tabler = Tabler(inputs, resolved, template, self.inliner, rounds, report)
        self.ids = {request.id: request.span for request in inputs.requests.values()}
        self.ids |= {request.id: request.span for request in inputs.figures.values()}
        self.ordinal = 0

    def _numbers(self) -> dict[str, int]:
        """Tables are numbered in the order of the text, and figures apart from them."""
        kinds = (self.inputs.requests, self.inputs.figures)
        return {place: number for places in kinds for number, place in enumerate(places, 1)}

    def document(self, front: FrontMatter, created: str) -> Document:
        title = self._title(front)
        blocks, body = self._structure(self.inputs.body)
        document = Document(
            meta=self._meta(front, words(title), created),
            title=title,
            head=tuple(self._head(front)),
            blocks=blocks,
            sections=body,
            header=self._header(front, title),
            footer=self._footer(front),
            logo=self._logo(),
            contents=self._contents(front, body),
            proof=front.proof,
            figures=front.figures,
        )
        sums_add_up(self.inliner.said, self.inputs, front.rounding, self.report)
        document = replace(document, waivers=tuple(self._waivers(document)))
        self._refuse_unfit(document, front)
        document = replace(document, facts=fact_records(document, self.inputs, self.resolved))
        document = replace(document, hash=digest(normal_form(document, self.labels)))
        return replace(
            document, attachments=attachments(document, self.inputs, self.resolved, self.labels, self.report)
        )

    def _waivers(self, document: Document) -> Iterator[WaiverRecord]:
        """The waivers, those beside the text with the block that they are about."""
        found = [(p.span, p.id) for p in passages(document) if p.span] if self.inputs.waivers else []
        places = {(span.path, span.line): id for span, id in reversed(found)}
        for waiver in self.inputs.waivers:
            first = waiver.lines[0] if waiver.lines else 0
            yield WaiverRecord(waiver.rule, waiver.reason, places.get((waiver.span.path, first), ""))

    def _refuse_unfit(self, document: Document, front: FrontMatter) -> None:
        """Signs that no file can hold, from where no markup was read: cells, heads of columns."""
        pieces = [(passage.content, passage.span) for passage in passages(document)]
        if all(found.rule != "TEXT-SIGN" for found in self.report):  # the front matter's own are known
            pieces += [(line.content, front.span) for line in document.head]
        for content, span in pieces:
            for sign in UNFIT.findall("".join(texts(content))):
                self.report.add("TEXT-SIGN", span or front.span, code=f"U+{ord(sign):04X}")

    # --- structure ---------------------------------------------------------------------------------------

    def _structure(self, body: Sequence[Element]) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
        start = next((i for i, element in enumerate(body) if element.kind == "heading"), len(body))
        blocks = tuple(self._blocks(body[:start]))
        return blocks, tuple(self._sections(body[start:]))

    def _sections(
        self, body: Sequence[Element], above: int = 0, counts: tuple[int, ...] = ()
    ) -> Iterator[Section]:
        """Each heading takes what follows it up to the next heading of its own level or above.

        `above` is the level that was written for the heading around them, `counts` its number. One that was
        skipped is left out: what stands under a heading is of the next level (WCAG 2.1 1.3.1, ISO 14289-1
        7.4.2).
        """
        index, depth, count = 0, len(counts) + 1, 0
        while index < len(body):
            count += 1
            heading = body[index]
            end = index + 1
            while end < len(body) and not (
                body[end].kind == "heading" and body[end].number <= heading.number
            ):
                end += 1
            inner = body[index + 1 : end]
            split = next((i for i, element in enumerate(inner) if element.kind == "heading"), len(inner))
            if heading.number > above + 1:
                rule = "HEADING-LEVEL" if above else "HEADING-FIRST"
                level = heading.number
                self.report.add(rule, heading.span, level=level, above=above, printed=depth)
            title = self.inliner.inlines(heading.children)
            yield Section(
                id=self._id(heading),
                level=depth,
                title=title,
                blocks=tuple(self._blocks(inner[:split])),
                sections=tuple(self._sections(inner[split:], heading.number, (*counts, count))),
                number=heading_number(self.template.theme.headings, (*counts, count)),
                span=heading.span,
            )
            index = end

    def _blocks(self, elements: Sequence[Element]) -> Iterator[Block]:
        for element in elements:
            block = self._block(element)
            if block is not None:
                yield block

    def _block(self, element: Element) -> Block | None:
        match element.kind:
            case "paragraph":
                identity = self._id(element)
                content = self.inliner.inlines(element.children)
                return Paragraph(identity, content, element.span) if content else None
            case "bullets":
                return BulletList(self._id(element), self._items(element))
            case "ordered":
                return OrderedList(self._id(element), self._items(element), element.number)
            case "note":
                return Note(self._id(element), tuple(self._blocks(element.children)))
            case "directive":
                place = str(element.span)
                if element.attribute("name") == "figure":
                    return self._figure(place)
                request = self.inputs.requests.get(place)
                return self.tabler.table(request, self.numbers[place]) if request else None
        raise AssertionError(element.kind)  # an inline among blocks: the parser never makes one

    def _figure(self, place: str) -> Block | None:
        request = self.inputs.figures.get(place)
        picture = self.inputs.pictures.get(request.file) if request else None
        if request is None or picture is None:
            return None
        label, page = self.labels["figure"], self.template.theme.page
        return figure(request, picture, label, self.numbers[place], self.inliner, page)

    def _items(self, element: Element) -> tuple[ListItem, ...]:
        return tuple(
            ListItem(self._id(item), tuple(self._blocks(item.children))) for item in element.children
        )

    def _id(self, element: Element) -> str:
        """The id a person gave, else the fragment's name and an ordinal."""
        given = element.attribute("id")
        if given is None:
            self.ordinal += 1
            stem = element.span.path.rpartition("/")[2].removesuffix(".md")
            return f"{stem}-{self.ordinal}"
        if given in self.ids:
            self.report.add("ID-DUPLICATE", element.span, id=given, first=str(self.ids[given]))
        self.ids[given] = element.span
        return given

    def _contents(self, front: FrontMatter, body: tuple[Section, ...]) -> Contents | None:
        entries = [
            ContentsEntry(section.id, section.level, content, section.number)
            for section in sections(body)
            if section.level <= front.contents and (content := unlinked(section.title))
        ]
        title: Inlines = (Text(self.labels["contents"]),)
        return Contents(title, front.contents, tuple(entries)) if entries else None

    # --- page 1 and the furniture ------------------------------------------------------------------------

    def _title(self, front: FrontMatter) -> Inlines:
        """ "Bilag 1. Evaluering af ...": the label and number, where there is one, and the title."""
        label = " ".join(part for part in (self.labels["annex"], front.number) if part)
        prefix = (Text(f"{label}. "),) if label else ()
        return _merged((*prefix, *self.inliner.inlines(front.title.markup)))

    def _head(self, front: FrontMatter) -> Iterator[HeadLine]:
        """The notathoved: each line only where the front matter or the template has something to say."""
        labels = self.labels
        date = render("date", front.date, "lang") if front.date else ""
        status = labels[front.status]
        version = f"{labels['version'].lower()} {front.version}" if front.version else ""
        lines = (
            ("", front.organisation or labels["organisation"]),
            ("", front.center or labels["center"]),
            (labels["case"], front.case),
            (labels["journal"], front.journal),
            (labels["date"], date),
            (labels["meeting"], front.meeting),
            (labels["status"], ", ".join(part for part in (status, version) if part)),
        )
        for label, content in lines:
            if content:
                yield HeadLine(label, (Text(content),))
        if correction := self.inputs.correction:
            corrected = filled(labels["corrected"], date=date)
            replaced = render("date", correction.replaced_date, "lang")
            replaces = filled(labels["replaces"], version=correction.replaces, date=replaced)
            yield HeadLine("", (Text(f"{corrected} {replaces}"),))

    def _header(self, front: FrontMatter, title: Inlines) -> Inlines:
        short = self._worded(front.header) if front.header else title
        case = (Text(f" \u00b7 {self.labels['case']} {front.case}"),) if front.case else ()
        return _merged((*short, *case))

    def _footer(self, front: FrontMatter) -> Inlines:
        status = self.labels[front.status]
        mark = "" if front.status in _PUBLISHED else f"{status} \u00b7 "
        before, _, rest = (mark + self.labels["page"]).partition("{page}")
        between, _, after = rest.partition("{pages}")
        inlines = (Text(before), PageNumber(), Text(between), PageCount(), Text(after))
        return tuple(i for i in inlines if not isinstance(i, Text) or i.text)

    def _worded(self, worded: Worded) -> Inlines:
        return self.inliner.inlines(worded.markup)

    def _meta(self, front: FrontMatter, title: str, created: str) -> Meta:
        if self.inputs.correction and front.date:  # agenda systems go by the title: the same is the same file
            date = render("date", front.date, "lang").replace("\u00a0", " ")
            title = f"{title} ({filled(self.labels['corrected_title'], date=date)})"
        return Meta(
            annex=self.inputs.name,
            title=title,
            language=front.language,
            author=front.organisation or self.labels["organisation"],
            subject=front.subject,
            case=front.case,
            date=front.date,
            version=front.version,
            status=self.labels[front.status],
            keywords=front.keywords,
            created=created or (f"{front.date}T00:00:00Z" if front.date else _EPOCH),
            number=front.number,
        )

    def _logo(self) -> Picture | None:
        template = self.template
        if not template.logo:
            return None
        across, down = pixels(template.logo)
        return Picture(
            template.logo_alt, template.logo, template.logo_width, template.logo_width * down / across
        )


def _merged(inlines: Inlines) -> Inlines:
    out: list[Inline] = []
    for inline in inlines:
        if out and isinstance(inline, Text) and isinstance(out[-1], Text):
            out[-1] = Text(out[-1].text + inline.text)
        else:
            out.append(inline)
    return tuple(out)
