"""One part of an office's template read: its marks checked, its tree turned into a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from ..errors import N_, Finding, Origin, problem
from .markup import DECLARATION, W
from .part_tree import (
    TARGET,
    add_bookmark,
    emptied,
    forget_bookmarks,
    holds_more,
    in_fallback,
    instruction,
    is_needed,
    make_empty,
    place_slots,
    style_id,
)
from .placeholders import ANNEXES, BODY, SLOT, Place, heal, paragraph_text, words
from .stream import LINES, Fit, Group, Mark, Slot, TextRecord, Token, Told

_AFTER_SCALE = {f"{{{W}}}{name}" for name in ("kern", "position", "sz")}
_BODY, _P, _TBL, _TR, _TC, _TCPR, _R = (
    f"{{{W}}}{name}" for name in ("body", "p", "tbl", "tr", "tc", "tcPr", "r")
)
_DOCUMENT = f"{{{W}}}document"
_STORIES = (_DOCUMENT, f"{{{W}}}hdr", f"{{{W}}}ftr")
_NAMED = 8  # characters of a paragraph by which its record is called
# What stands in for a signature, after the body; see `PartReader.own`.
_SIGNING = ("issuer", "issuers", "date")
_DECORATION = " 　\t\n（）()：:"  # what a paragraph may have round its only placeholder


class PartReader:
    """Turns the tree of one part into tokens; healing and checking its marks on the way."""

    def __init__(
        self, file: str, part: str, root: Any, ids: set[str], mark: tuple[str, float] = ("", 0)
    ) -> None:
        self.findings: list[Finding] = []
        self.names: list[str] = []  # of every mark, in order
        self.own: set[str] = set()  # fields that stand alone in a paragraph of the text
        self._file, self._part, self._root = file, part, root
        self._past_body = False
        self._mark_style, self._line = mark  # id of 发文机关标志, width of its line in points
        self._fits: list[Fit] = []
        self._told: list[Told] = []
        self._ids = ids  # of bookmarks, of the whole template
        self._groups: list[tuple[tuple[str, ...], TextRecord | None]] = []
        self._marks: dict[Any, list[str]] = {}  # of the paragraphs that have some

    def tokens(self, namespaces: Mapping[str, str]) -> tuple[Token, ...]:
        """The tokens of the part; meaningless when there are findings.

        `namespaces` are made known to the part: those of the XML that is put into it.
        """
        forget_bookmarks(self._root)
        for number, paragraph in enumerate(list(self._root.iter(_P)), start=1):
            place = Place(self._file, self._part, number)
            names, findings = heal(paragraph, place)
            self.findings += findings
            self.names += names
            if names:
                self._marks[paragraph] = names
                self.findings += self._misplaced(paragraph, names, place)
        if self.findings:
            return ()
        for paragraph, names in self._marks.items():
            self._paragraph(paragraph, names)
        if self._marks and self._root.tag in _STORIES:
            self._tell_constants()
        for table in list(self._root.iter(_TBL)):
            self._rows(table)
        return self._serialised(namespaces)

    # Checking ---------------------------------------------------------------------------

    def _misplaced(self, paragraph: Any, names: list[str], place: Place) -> Iterator[Finding]:
        for name in {BODY, ANNEXES}.intersection(names):
            alone = len(names) == 1 and not SLOT.sub("", paragraph_text(paragraph)).strip()
            if not alone or holds_more(paragraph):
                yield self._finding(
                    N_("paragraph {number} (“{words}”): {mark} must stand alone in its paragraph"),
                    place, paragraph, name,
                )  # fmt: skip
            elif paragraph.getparent().tag != _BODY:
                yield self._finding(
                    N_(
                        "paragraph {number} (“{words}”): {mark} must stand in the text itself, not in a table, text box, header or footer"
                    ),
                    place, paragraph, name,
                )  # fmt: skip

    def _finding(self, message: str, place: Place, paragraph: Any, name: str) -> Finding:
        return problem(
            "template-mark",
            message,
            Origin(self._file, path=self._part),
            number=place.number,
            words=words(paragraph_text(paragraph)),
            mark=f"{{{{ {name} }}}}",
        )

    # Groups -----------------------------------------------------------------------------

    def _paragraph(self, paragraph: Any, names: list[str]) -> None:
        """Put the instructions for one paragraph with marks into the tree."""
        if names[0] in (BODY, ANNEXES):
            self._past_body = True
            self._mark(paragraph, names[0])
            return
        text = SLOT.split(paragraph_text(paragraph))
        if self._is_own(paragraph, names, text):
            self.own.update(names)
            if names == ["title"]:
                names = ["title" + LINES]
                text[1] = names[0]
        record = None
        if not in_fallback(paragraph):
            record = TextRecord(self._id(names), style_id(paragraph), tuple(text))
            add_bookmark(paragraph, record.id)
        place_slots(paragraph, names)
        if style_id(paragraph) == self._mark_style:
            self._fit(paragraph, tuple(text))
        stays = holds_more(paragraph)
        needed = not stays and is_needed(paragraph, self._marks)
        self._group(paragraph, tuple(names), record, "always" if stays else "")
        if needed:
            self._stand_in(paragraph)

    def _stand_in(self, paragraph: Any) -> None:
        """An empty paragraph for when this one and those like it before it are all gone."""
        names: list[str] = []
        before: Any = paragraph
        while before is not None and before in self._marks:
            names += self._marks[before]
            before = next(before.itersiblings(_P, _TBL, preceding=True), None)
        empty = emptied(paragraph)
        paragraph.getnext().addnext(empty)  # after the instruction that ends its group
        self._group(empty, tuple(names), None, "instead")

    def _fit(self, paragraph: Any, text: tuple[str, ...]) -> None:
        """Set a name that is too long for its line narrower: the size is the office's choice."""
        for run in paragraph.iter(_R):
            size = run.find(f"{{{W}}}rPr/{{{W}}}sz")
            if size is None or run.find(f"{{{W}}}rPr/{{{W}}}w") is not None:
                continue
            points = int(size.get(f"{{{W}}}val")) / 2
            later = [child for child in size.getparent() if child.tag in _AFTER_SCALE]
            later[0].addprevious(instruction(f"fit {len(self._fits)}"))
            self._fits.append(Fit(text, self._line / points))

    def _is_own(self, paragraph: Any, names: list[str], text: list[str]) -> bool:
        """Whether the paragraph stands for one that would otherwise be generated.

        The issuer and the date do so after the body only: before it they are part of the head.
        """
        alone = len(names) == 1 and not "".join(text[::2]).strip(_DECORATION)
        late = names[0] not in _SIGNING or self._past_body
        return alone and late and paragraph.getparent().tag == _BODY

    def _rows(self, table: Any) -> None:
        """Rows of which each cell has marks and nothing else vanish, and so does their table."""
        rows = [row for row in table if row.tag == _TR]
        found = [self._row_names(row) for row in rows]
        if not any(found):
            return
        for row, names in zip(rows, found, strict=True):
            if names:
                self._group(row, names, None)
        if all(found):
            every = tuple(name for names in found for name in names)
            self._group(table, every, None)

    def _row_names(self, row: Any) -> tuple[str, ...]:
        """The fields of a row that may vanish; none for every other."""
        names: list[str] = []
        for cell in (child for child in row if child.tag == _TC):
            content = [child for child in cell if isinstance(child.tag, str) and child.tag != _TCPR]
            marked = [child for child in content if child in self._marks]
            if not marked or any(
                child.tag != _P or holds_more(child) or
                (child not in marked and paragraph_text(child).strip())
                for child in content
            ) or cell.find(f"{{{W}}}tcPr/{{{W}}}vMerge") is not None:  # fmt: skip
                return ()
            for paragraph in marked:
                names += self._marks[paragraph]
        return tuple(names)

    def _tell_constants(self) -> None:
        """Let the record tell of paragraphs without marks, too: people may change those.

        In a header or footer a field is most often a page's number, which is never the same.
        """
        for paragraph in list(self._root.iter(_P)):
            text = paragraph_text(paragraph)
            name = "".join(re.findall(r"[^\W\d_]+", text))[:_NAMED] or "text"
            changes = self._root.tag != _DOCUMENT and holds_more(paragraph)
            known = paragraph in self._marks or changes or in_fallback(paragraph)
            if text.strip() and not known:
                record = TextRecord(self._id([name]), style_id(paragraph), (text,))
                add_bookmark(paragraph, record.id)
                paragraph.addprevious(instruction(f"told {len(self._told)}"))
                self._told.append(Told(record))

    def _mark(self, paragraph: Any, name: str) -> None:
        following = paragraph.getnext()
        closed = following is not None and following.tag == _P
        mark = instruction(f"mark {name} {int(closed)}")
        paragraph.addprevious(mark)
        if paragraph.find(f"{{{W}}}pPr/{{{W}}}sectPr") is None:
            paragraph.getparent().remove(paragraph)
        else:  # a section ends here
            make_empty(paragraph)

    def _group(
        self, element: Any, names: tuple[str, ...], record: TextRecord | None, when: str = ""
    ) -> None:
        """Set an element between instructions: it vanishes when all the fields are empty.

        `when` is "always" for one that never vanishes, "instead" for one that then appears.
        """
        number = len(self._groups)
        self._groups.append((names, record))
        element.addprevious(instruction(f"group {number} {when}".strip()))
        element.addnext(instruction("end"))

    def _id(self, names: list[str]) -> str:
        base = "#template-" + "-".join(name.removesuffix(LINES).replace("_", "-") for name in names)
        found, number = base, 1
        while found in self._ids:
            number += 1
            found = f"{base}-{number}"
        self._ids.add(found)
        return found

    # Serialising ------------------------------------------------------------------------

    def _serialised(self, namespaces: Mapping[str, str]) -> tuple[Token, ...]:
        xml = etree.tostring(self._root, encoding="unicode")
        declared = "".join(
            f' xmlns:{prefix}="{uri}"'
            for prefix, uri in namespaces.items()
            if self._root.nsmap.get(prefix) != uri
        )
        tag = re.match(r"<[\w:]+", xml)
        assert tag
        xml = f"{DECLARATION}{tag[0]}{declared}{xml[tag.end() :]}"
        pieces = re.split(rf"<\?{TARGET} ([^?]*)\?>", xml)
        return self._parsed(iter(pieces))

    def _parsed(self, pieces: Iterator[str]) -> tuple[Token, ...]:
        """The tokens up to the next instruction that ends or divides a group."""
        found: list[Token] = []
        for index, piece in enumerate(pieces):
            if index % 2 == 0:
                _add(found, piece)
                continue
            kind, *rest = piece.split()
            if kind == "told":  # before the text around it, which stays in one
                at = len(found) - (bool(found) and isinstance(found[-1], str))
                found.insert(at, self._told[int(rest[0])])
            elif kind == "slot":
                found.append(Slot(rest[0]))
            elif kind == "mark":
                found.append(Mark(rest[0], rest[1] == "1"))
            elif kind == "fit":
                found.append(self._fits[int(rest[0])])
            elif kind == "group":
                found.append(self._parsed_group(pieces, int(rest[0]), rest[1:]))
            else:
                break
        return tuple(found)

    def _parsed_group(self, pieces: Iterator[str], number: int, when: list[str]) -> Group:
        names, record = self._groups[number]
        tokens = self._parsed(pieces)
        if when == ["instead"]:
            return Group(names, (), "".join(map(str, tokens)))
        return Group(names, tokens, None if when else "", record)


def _add(tokens: list[Token], text: str) -> None:
    """Add XML, to that which stands last if there is some."""
    if text and tokens and isinstance(tokens[-1], str):
        tokens[-1] += text
    elif text:
        tokens.append(text)
