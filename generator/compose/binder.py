"""A volume being bound: cover and contents, then plan after plan, the page numbers running on."""

from __future__ import annotations

from typing import Any

from ..blocks import Block, Span
from ..formats import Format
from ..word.markup import attribute, escape
from ..word.provenance import Provenance
from ..word.runs import run
from ..word.write import Writer
from . import sections
from .guest import Guest
from .headings import Heading, headings, title
from .host import Host
from .markup import DOCUMENT, PARAGRAPH_ORDER, from_text, made, properties, put, r, spelled, w
from .relations import OFFICE
from .sections import Footers
from .transfer import Transfer

_SETTINGS = "word/settings.xml"
_HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_UNKNOWN = "—"  # where a page number will stand
_LEFT_ABOVE, _LEFT_BELOW = 7, 9  # lines of the cover left empty above and below its title
_HINT = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'


class Binder:
    """Binds plans into one document."""

    def __init__(self, rules: Format, title: str, issuer: str, date: str, blueprint: str) -> None:
        block = Block("#volume", "title", (Span(title),))
        made_from = Provenance(blueprint=blueprint)
        self._host = Host(Writer(rules).write([block], made_from))
        self._rules, self._footers = rules, Footers(self._host, rules)
        self._body = self._host.body
        self._section = self._body[-1]  # of the last plan, at the end
        self._footers.none(self._section)
        self._with_headers = False
        self.first = self._new_name(0)  # marks page 1
        self.entries: dict[str, Any] = {}  # by bookmark: where the page number stands
        self._cover(issuer, date)
        self._contents = self._body[-2]  # the last line of the contents

    # Cover and contents ----------------------------------------------------------------------

    def _cover(self, issuer: str, date: str) -> None:
        pitch = self._rules.grid.line_pitch.twips
        title = self._body[0]
        spacing = made("spacing", before=str(_LEFT_ABOVE * pitch), after=str(_LEFT_BELOW * pitch))
        put(properties(title), spacing, PARAGRAPH_ORDER)
        for text in filter(None, (issuer, date)):
            self._append(f"{self._style('body')}{_CENTRED}", run(text))
        heading = self._rules.styles["title"].id
        self._append(f'<w:pStyle w:val="{attribute(heading)}"/><w:pageBreakBefore/>', run("目　录"))

    def _append(self, properties_xml: str, runs: str) -> Any:
        paragraph = from_text(f"<w:p><w:pPr>{properties_xml}</w:pPr>{runs}</w:p>")
        self._section.addprevious(paragraph)
        return paragraph

    def _style(self, key: str) -> str:
        return f'<w:pStyle w:val="{attribute(self._rules.styles[key].id)}"/>'

    def _enter(self, heading: Heading, name: str, level: int) -> None:
        """A line of the contents: text, dots, page number; it leads there."""
        cell, width = round(self._rules.styles["body"].cell * 20), self._rules.page.line_twips
        left = 2 * level * cell
        field = "".join(
            f"<w:r>{_HINT}{part}</w:r>"
            for part in (
                "<w:tab/>",
                '<w:fldChar w:fldCharType="begin"/>',
                f'<w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                f"<w:t>{_UNKNOWN}</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )
        line = from_text(
            f'<w:p><w:pPr>{self._style("body")}<w:tabs><w:tab w:val="right" w:leader="dot"'
            f' w:pos="{width}"/></w:tabs><w:ind w:leftChars="0" w:left="{left + cell}"'
            f' w:hangingChars="0" w:hanging="{cell}"/>'
            f'<w:jc w:val="left"/></w:pPr><w:hyperlink w:anchor="{name}" w:history="1">'
            f'<w:r>{_HINT}<w:t xml:space="preserve">{escape(heading.text)}</w:t></w:r>{field}'
            "</w:hyperlink></w:p>"
        )
        end = sections.ending(self._contents)
        self._contents.addnext(line)
        if end is not None:  # of cover and contents
            sections.end_with(line, end)
        self._contents = line
        self.entries[name] = next(t for t in line.iter(w("t")) if t.text == _UNKNOWN)

    # Plans -----------------------------------------------------------------------------------

    def add(self, guest: Guest, *, headings: bool, odd: bool) -> None:
        """Put a plan behind the others, on a new page."""
        is_first = not self.entries
        found = self._headings(guest, headings)
        kept = guest.blueprint != ""
        *blocks, section = Transfer(self._host, guest).take(keep_footers=kept)
        inner = sections.of(blocks)
        self._settle([*inner, section], kept)
        start = (inner or [section])[0]
        sections.set_type(start, "oddPage" if odd or is_first else "nextPage")
        for heading, level in found:
            self._mark(heading, level)
        if is_first:
            sections.restart_pages(start)
            self._mark_first(blocks)
        sections.end_with(self._section.getprevious(), self._section)
        self._body.extend([*blocks, section])
        self._section = section

    def _headings(self, guest: Guest, wanted: bool) -> list[tuple[Heading, int]]:
        found = [(title(guest, self._rules), 0)]
        if wanted:
            found += [
                (heading, 1)
                for heading in headings(guest)
                if heading.block is not found[0][0].block
            ]
        return found

    def _settle(self, of_plan: list[Any], kept: bool) -> None:
        """Page numbers run on; the footers are the plan's own, or ours."""
        for section in of_plan:
            sections.run_on(section)
        if not kept or not sections.has_footers(of_plan[0]):
            for section in of_plan:
                self._footers.ours(section)
        elif any(section.find(w("headerReference")) is not None for section in of_plan):
            self._with_headers = True
        if self._with_headers:
            self._no_headers(of_plan[0])

    def _no_headers(self, section: Any) -> None:
        """A plan without headers must not go on with those of the plan before it."""
        there = {one.get(w("type")) for one in section.findall(w("headerReference"))}
        empty = from_text("<w:hdr><w:p/></w:hdr>")
        for place in sorted({"default", "even"} - there):
            part = self._host.add("word/header1.xml", spelled(empty), _HEADER)
            reference = made("headerReference", type=place)
            reference.set(r("id"), self._host.relations(DOCUMENT).add(f"{OFFICE}/header", part))
            section.insert(0, reference)

    def _mark(self, heading: Heading, level: int) -> None:
        name = self._new_name(len(self.entries) + 1)
        self._bookmark(heading.block, name)
        if level == 0:  # plans can be found in the navigation pane
            put(properties(heading.block), made("outlineLvl", val="0"), PARAGRAPH_ORDER)
        self._enter(heading, name, level)

    def _mark_first(self, blocks: list[Any]) -> None:
        for block in blocks:
            if block.tag == w("p") and next(block.iter(w("t")), None) is not None:
                self._bookmark(block, self.first)
                return
        self.first = next(iter(self.entries))

    def _bookmark(self, paragraph: Any, name: str) -> None:
        number = self._host.next_mark()
        start, end = made("bookmarkStart", id=number, name=name), made("bookmarkEnd", id=number)
        properties(paragraph).addnext(start)
        paragraph.append(end)

    @staticmethod
    def _new_name(number: int) -> str:
        return f"_Toc9{number:08d}"  # hidden, as Word's own are

    # The end ---------------------------------------------------------------------------------

    def number(self, pages: dict[str, int]) -> None:
        """Show the page numbers in the contents."""
        for name, page in pages.items():
            self.entries[name].text = str(page)

    def pack(self, update: bool) -> bytes:
        """The bytes of the volume; `update`: Word shall fill in the page numbers."""
        settings = self._host.tree(_SETTINGS)
        for old in settings.findall(w("updateFields")):
            settings.remove(old)
        if update:
            settings.find(w("compat")).addprevious(made("updateFields", val="true"))
        for begin in self._body.iter(w("fldChar")):
            entry = begin.getparent().getparent().get(w("anchor"))
            if begin.get(w("fldCharType")) == "begin" and entry in self.entries:
                begin.attrib.pop(w("dirty"), None)
                if update:
                    begin.set(w("dirty"), "true")
        return self._host.pack()


_CENTRED = (
    '<w:ind w:firstLineChars="0" w:firstLine="0" w:leftChars="0" w:left="0"/><w:jc w:val="center"/>'
)
