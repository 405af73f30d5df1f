"""Rules about the elements around the text: 版头, 版记, 成文日期, 附件, the shape of titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from ..errors import N_
from ..official_words import segment
from ..outline import Entry
from .faces import Face, is_allowed
from .findings import Fault, fault
from .manuscript import Manuscript
from .parts import Paragraph, Said
from .roles import HEADINGS, Role
from .texts import element_of

_CHAR = 0.4  # of a character
_SIGNERS = re.compile("签发人")
_UPWARD = re.compile("关于.*的(?:请示|报告)$")
_RUN_ON = re.compile(r"[A-Za-z0-9]$"), re.compile(r"^[A-Za-z0-9]")
_HAN = re.compile("[\u4e00-\u9fff]+")
_LEVELS = {"一、": 1, "（一）": 2, "1.": 3, "（1）": 4}
_NO_BEGINNING = "，。、；：！？）》〉」』”’】〕％的"
_NO_END = "（《〈「『“‘【〔"
_CLOSE = 8  # paragraphs of 版记 that are looked at
_NEAR = 3  # paragraphs below 发文字号 in which a line may be drawn
_PRINTED = re.compile("(?:抄送|抄报|分送)[:：]|日印发$")


def marks(manuscript: Manuscript) -> Iterator[Fault]:
    """发文机关标志: red, centred, 小标宋 (7.2.4)."""
    style = manuscript.rules.styles["mark"]
    for at, paragraph in manuscript.of_role("mark"):
        runs = [run for run in paragraph.runs if run.text.strip()]
        whole = (0, len(paragraph.text))
        for face in {manuscript.face(run, paragraph) for run in runs}:
            if not _is_red(face):
                yield fault(
                    "mark-colour", N_("the issuer's mark is not red"), style.clause, at, whole
                )
            if not is_allowed(face.font, style.font, manuscript.rules):
                yield fault(
                    "mark-font",
                    N_("the issuer's mark is set in {font}; {wanted} is recommended"),
                    style.clause, at, whole, font=face.font or "-", wanted=style.font,
                )  # fmt: skip
        if manuscript.shape(paragraph).align not in ("center", "distribute"):
            yield fault(
                "mark-align", N_("the issuer's mark is not centred"), style.clause, at, whole
            )


def _is_red(face: Face) -> bool:
    return _reddish(face.colour)


def _reddish(colour: str) -> bool:
    try:
        red, green, blue = bytes.fromhex(colour)
    except ValueError:
        return False
    return red >= 0xC0 and green <= 0x50 and blue <= 0x50


def numbers(manuscript: Manuscript) -> Iterator[Fault]:
    """发文字号: centred, or at the left with 签发人 (7.2.5); the red line below it (7.2.7)."""
    style = manuscript.rules.styles["number"]
    for at, paragraph in manuscript.of_role("number"):
        around = "".join(piece.text for piece in manuscript.pieces[max(0, at - 3) : at + 1])
        align = manuscript.shape(paragraph).align
        if paragraph.text.startswith("\t") or (align == "right" and not manuscript.has_mark):
            continue  # a letter has it at the right (10.1)
        if align != "center" and not _SIGNERS.search(around):
            yield fault(
                "number-place",
                N_("the document number is not centred"),
                style.clause, at, (0, len(paragraph.text)),
            )  # fmt: skip
        yield from _line(manuscript, at)
    yield from _below_title(manuscript, style.clause)
    yield from _signers(manuscript)


def _below_title(manuscript: Manuscript, clause: str) -> Iterator[Fault]:
    """The first 文号 below 标志 stands above the title."""
    seen = [
        (at, role)
        for at, role in sorted(manuscript.roles.items())
        if role in ("mark", "title", "number")
    ]
    for (_, mark), (_, title), (at, number) in zip(seen, seen[1:], seen[2:], strict=False):
        if (mark, title, number) == ("mark", "title", "number"):
            message = N_("the document number stands below the title, not between mark and title")
            yield fault("number-place", message, clause, at)
            return


def _signers(manuscript: Manuscript) -> Iterator[Fault]:
    """上行文 names 签发人 beside 文号 (7.2.6)."""
    if not manuscript.has_mark or not _UPWARD.search(_flat(manuscript.outline.title)):
        return
    at = next((at for at, role in manuscript.roles.items() if role == "number"), None)
    title = next((at for at, role in manuscript.roles.items() if role == "title"), 0)
    head = (manuscript.lines_at(above) for above in range(max(title, (at or 0) + 1)))
    if at is not None and not any(_SIGNERS.search(_flat(text)) for text in head):
        message = N_(
            "签发人 is not named beside the document number, as requests and reports have it"
        )
        yield fault("number-place", message, "7.2.6", at)


def _line(manuscript: Manuscript, at: int) -> Iterator[Fault]:
    """The red line as a border of this paragraph or the next ones; a drawing may be one."""
    clause = manuscript.rules.red_line.clause
    if not manuscript.has_mark:
        return  # a 文号 without 版头, as in a plan passed on
    for below in range(at, min(at + _NEAR, len(manuscript.pieces))):
        paragraph = manuscript.paragraphs.get(below)
        if paragraph is None or paragraph.drawn:
            return
        shape = manuscript.shape(paragraph)
        border = shape.ruled or (paragraph.said.get("pBdr/top") if below > at else None)
        if border is not None and border.get("val", "none") not in ("none", "nil"):
            if not _reddish(border.get("color", "auto")):
                yield fault(
                    "red-line-colour",
                    N_("the line below the document number is not red"),
                    clause,
                    at,
                )
            return
    yield fault(
        "red-line-missing", N_("there is no red line below the document number"), clause, at
    )


def dates(manuscript: Manuscript) -> Iterator[Fault]:
    """成文日期 at the right, not at the very edge (7.3.5)."""
    style = manuscript.rules.styles["date"]
    for at, paragraph in manuscript.of_role("date"):
        text = paragraph.text
        shape = manuscript.shape(paragraph)
        moved = text[:1].isspace() or text.startswith("\t")
        whole = (0, len(text))
        if moved or text.lstrip().startswith(("（", "(")) or at < manuscript.last_entry:
            continue
        if shape.align == "right":
            empty = shape.indent("right", 16) >= _CHAR or text[-1:].isspace()
            if not empty and not _is_below_name(manuscript, at):
                yield fault(
                    "date-place",
                    N_("the date stands at the very edge; two or four characters are left empty"),
                    style.clause, at, whole,
                )  # fmt: skip
        elif shape.first_line(16) < 8:
            yield fault(
                "date-place", N_("the date does not stand at the right"), style.clause, at, whole
            )
    yield from _dates_above(manuscript, style.clause)


def _dates_above(manuscript: Manuscript, clause: str) -> Iterator[Fault]:
    """成文日期 stands below 署名."""
    for at, _ in manuscript.of_role("date"):
        below = _following(manuscript, at)
        if manuscript.roles.get(below) == "annex_note":
            below = _following(manuscript, below)
        if manuscript.roles.get(below) == "signature" or _is_name(manuscript, below):
            yield fault(
                "date-place", N_("the date stands above the signature, not below it"), clause, at
            )


def _following(manuscript: Manuscript, at: int) -> int:
    """The next paragraph or table with text; -1 for none."""
    below = range(at + 1, len(manuscript.pieces))
    return next((one for one in below if manuscript.lines_at(one).strip()), -1)


def _is_name(manuscript: Manuscript, at: int) -> bool:
    """Whether a paragraph of no known role reads as 署名 and stands where it does."""
    paragraph = manuscript.paragraphs.get(at)
    if paragraph is None or at in manuscript.roles or not _NAME.fullmatch(paragraph.text.strip()):
        return False
    return manuscript.shape(paragraph).align == "right" or paragraph.text[:2].isspace()


_NAME = re.compile("[\u4e00-\u9fff]{2,24}(?:委员会|委|支部|政府|办公室|[局厅部处院会])")


def places(manuscript: Manuscript) -> Iterator[Fault]:
    """署名 at the right (7.3.5); 顶格 of 主送机关, 附件, 份号 and 密级."""
    for at, paragraph in manuscript.of_role("signature"):
        text, shape = paragraph.text, manuscript.shape(paragraph)
        one = not any(sign.isspace() for sign in text.rstrip())
        if one and shape.align in ("left", "both") and shape.first_line(16) < 3:
            yield _misplaced(manuscript, at, N_("{element}: does not stand at the right"))
    for at, paragraph in manuscript.of_role(*_AT_EDGE):
        if manuscript.shape(paragraph).align in ("center", "right"):
            message = N_("{element}: does not begin at the left edge")
            yield _misplaced(manuscript, at, message)


_AT_EDGE: tuple[Role, ...] = ("recipients", "annex_label", "copy_number", "secrecy")


def _misplaced(manuscript: Manuscript, at: int, message: str) -> Fault:
    role = manuscript.roles[at]
    whole = (0, len(manuscript.paragraphs[at].text))
    clause = manuscript.style(role).clause
    return fault("element-align", message, clause, at, whole, element=element_of(role))


def orders(manuscript: Manuscript) -> Iterator[Fault]:
    """份号, 密级, 紧急程度 from the top (7.2.3); 附件说明 above 署名 (7.3.4)."""
    ranked = [(_rank(manuscript, at, one), at) for at, one in manuscript.of_role(*_TOP)]
    for (above, last), (below, at) in pairwise(ranked):
        if below < above and _following(manuscript, last) == at:
            message = N_("份号, 密级 and 紧急程度 stand in this order from the top")
            yield fault("element-indent", message, "7.2.3", at)
            break
    for at, _ in manuscript.of_role("date"):
        note = _following(manuscript, at)
        if note < 0 or not _ANNEX_NOTE.match(manuscript.lines_at(note).strip()):
            continue
        below = _following(manuscript, note)
        if below < 0 or _BELOW_NOTE.match(_flat(manuscript.lines_at(below))):
            message = N_("附件说明 stands below the signature, not between text and signature")
            clause = manuscript.rules.styles["annex_note_only"].clause
            yield fault("element-indent", message, clause, note)


_TOP: tuple[Role, ...] = ("copy_number", "secrecy")
_ANNEX_NOTE = re.compile(r"附件?[:：]\s*\S")
_BELOW_NOTE = re.compile(r"附件\d*[:：]?$|抄送|[（(].*[）)]$")


def _flat(text: str) -> str:
    return "".join(text.split())


def _rank(manuscript: Manuscript, at: int, paragraph: Paragraph) -> int:
    if manuscript.roles[at] == "copy_number":
        return 0
    return 2 if "急" in paragraph.text else 1


def without_text(manuscript: Manuscript) -> Iterator[Fault]:
    """No page says that it has no text: line or character spacing brings it some (7.3.5.5)."""
    for at, piece in enumerate(manuscript.pieces):
        if piece.kind == "paragraph" and _NO_TEXT.fullmatch(piece.text.strip()):
            message = N_("“{text}” is not used any more: bring some of the text to this page")
            text = piece.text.strip()
            yield fault("signature-alone", message, "7.3.5.5", at, (0, len(piece.text)), text=text)


_NO_TEXT = re.compile("[（(]?此页无正文[）)]?")


def _is_below_name(manuscript: Manuscript, at: int) -> bool:
    """Whether 署名 stands above it, moved in from the edge: a long date ends further right."""
    above = manuscript.paragraphs.get(at - 1)
    if above is None or manuscript.roles.get(at - 1) != "signature":
        return False
    return manuscript.shape(above).indent("right", 16) >= 1


def annexes(manuscript: Manuscript) -> Iterator[Fault]:
    """Annexes begin on a new page (7.3.7)."""
    style = manuscript.rules.styles["annex_label"]
    for at, paragraph in manuscript.of_role("annex_label"):
        if not (manuscript.shape(paragraph).new_page or _follows_break(manuscript, at)):
            yield fault(
                "annex-page",
                N_("the annex does not begin on a new page"),
                style.clause, at, (0, len(paragraph.text)),
            )  # fmt: skip


def _follows_break(manuscript: Manuscript, at: int) -> bool:
    """Whether a page or a section ends in this paragraph or among the empty ones above."""
    if manuscript.paragraphs[at].breaks:
        return True
    for above in range(at - 1, -1, -1):
        piece = manuscript.pieces[above]
        if piece.ends_section or (
            above in manuscript.paragraphs and manuscript.paragraphs[above].breaks
        ):
            return True
        if piece.text.strip():
            return False
    return True


def imprints(manuscript: Manuscript) -> Iterator[Fault]:
    """版记 is the last element of a document, between lines (7.4.1)."""
    places = _imprint_places(manuscript)
    if not places:
        return
    clause = manuscript.rules.imprint.clause
    last = max(places)
    below = [
        at for at in range(last + 1, len(manuscript.pieces)) if manuscript.pieces[at].text.strip()
    ]
    if below and not any(last < first <= below[0] for first in manuscript.plans):
        yield fault(
            "imprint-last",
            N_("text stands below 版记, which is the last element"),
            clause,
            below[0],
        )
    if manuscript.has_mark and not any(
        _is_lined(manuscript, at) for at in sorted(places)[-_CLOSE:]
    ):
        yield fault("imprint-lines", N_("版记 has no lines"), clause, min(places))


def _imprint_places(manuscript: Manuscript) -> list[int]:
    """The pieces of 版记; one in a table is a table."""
    found = [at for at, role in manuscript.roles.items() if role in ("imprint", "imprint_box")]
    for at in range(len(manuscript.pieces) - 1, -1, -1):
        piece = manuscript.pieces[at]
        if piece.kind == "table":
            if any(_PRINTED.search(line.strip()) for line in piece.text.split("\n")):
                found.append(at)
            break
    return found


def _is_lined(manuscript: Manuscript, at: int) -> bool:
    """Whether it has borders or a drawing, which may be a line."""
    own = manuscript.paragraphs.get(at)
    if own is not None:
        shape = manuscript.shape(own)
        if shape.ruled or "pBdr/top" in own.said or own.drawn:
            return True
    inside = manuscript.pieces[at]
    tables = [one for one in manuscript.part.tables if inside.start <= one.start < inside.end]
    if any(one.bordered or _has_borders(one.said) for one in tables):
        return True
    near = range(max(0, at - 1), min(at + 2, len(manuscript.pieces)))
    return any(_is_drawn(manuscript.paragraphs.get(one)) for one in near)


def _has_borders(said: Said) -> bool:
    styled = said.get("tblStyle", {}).get("val", "") not in ("", "TableNormal")
    return "tblBorders" in said or styled


def _is_drawn(paragraph: Paragraph | None) -> bool:
    return paragraph is not None and paragraph.drawn


def titles(manuscript: Manuscript) -> Iterator[Fault]:
    """Titles in 梯形 or 菱形, no line that begins or ends amiss (7.3.1)."""
    clause = manuscript.rules.styles["title"].clause
    for group in _title_groups(manuscript):
        lines = [
            (at, line.strip()) for at in group for line in manuscript.pieces[at].text.split("\n")
        ]
        yield from broken(lines, clause)
        sizes = [len(line) for _, line in lines]
        if any(
            sizes[at] < sizes[at - 1] and sizes[at] < sizes[at + 1]
            for at in range(1, len(sizes) - 1)
        ):
            yield fault(
                "title-shape",
                N_("the lines of the title narrow and widen again: 梯形 or 菱形 is asked for"),
                clause,
                group[0],
            )


def broken(lines: list[tuple[int, str]], clause: str) -> Iterator[Fault]:
    """Lines of a title between which a word, a number or a pair of brackets is broken."""
    for (at, line), (_, following) in pairwise(lines):
        if not line or not following:
            continue
        if _is_in_word(line, following) or following[0] in _NO_BEGINNING or line[-1] in _NO_END:
            yield fault(
                "title-break",
                N_("the title is broken in a bad place: “{line}” / “{following}”"),
                clause, at, line=line[-8:], following=following[:8],
            )  # fmt: skip


def _is_in_word(line: str, following: str) -> bool:
    """Whether one word, or one number, stands on two lines.

    A long word may fall into words: 基层 / 党组织.
    """
    if _RUN_ON[0].search(line) and _RUN_ON[1].search(following):
        return True
    at = 0
    for piece in segment(line + following):
        inner = len(line) - at
        at += len(piece)
        if 0 < inner < len(piece):
            parts = piece[:inner], piece[inner:]
            return bool(_HAN.fullmatch(piece)) and any(map(_has_stray, parts))
    return False


def _has_stray(part: str) -> bool:
    """Whether a character is left of a word; two may be a word that is not in the list."""
    sizes = groupby(map(len, segment(part)))
    return any(size == 1 and len(list(some)) % 2 for size, some in sizes)


def _title_groups(manuscript: Manuscript) -> Iterator[list[int]]:
    """Titles that go on in the next paragraph count as one."""
    group: list[int] = []
    for at, _ in manuscript.of_role("title"):
        if group and at != group[-1] + 1:
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def levels(manuscript: Manuscript) -> Iterator[Fault]:
    """Headings have the level in Word's outline that their labels say (7.3.3)."""
    if manuscript.returned.made is not None:
        return  # its blueprint says which label stands on which level
    for entry in manuscript.outline.entries:
        found = _level(manuscript, entry)
        wanted = _LEVELS.get(entry.label.kind, 0)
        if found and wanted and found != wanted:
            at = manuscript.lines[entry.position].index - 1
            yield fault(
                "heading-level",
                N_("“{label}” stands on level {found} of Word's outline, not on {wanted} ({count} paragraphs)"),
                manuscript.rules.styles[HEADINGS[0]].clause, at, (0, entry.label.end),
                label=entry.label.kind, found=found, wanted=wanted,
            )  # fmt: skip


def _level(manuscript: Manuscript, entry: Entry) -> int:
    paragraph = manuscript.paragraphs.get(manuscript.lines[entry.position].index - 1)
    return manuscript.shape(paragraph).level if paragraph is not None and entry.block else 0
