"""What the text points to: annexes, tables, its own parts."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

from ..errors import N_
from ..numerals import NoNumeral, number
from ..outline import Outline, Spot
from ..patterns import pattern
from ..policies import Policy
from .remarks import Manuscript, Remark, remark

_CITED = pattern(
    r"(?<![》”])(?:见|按照|按|根据|依据|填写|填报|参照|对照|（|\()[^，。；\n]{0,8}?附件[ ]?(?P<number>[1-9]\d?|[一二三四五六七八九十])?"
    r"|附件[ ]?(?P<bare>[1-9]\d?|[一二三四五六七八九十])(?![.．、\d])"
)
_OMITTED = pattern("附件[：:]?[（(]?(?:从?略|另[发附行])|附件[^，。；\n]{0,14}下载")
_OWN = pattern(r"》[（(](?:见)?附件[ ]?\d{0,2}$")  # 《申报表》（附件1）
_BODY = ("text", "entry", "recipients")


def annexes_are_there(manuscript: Manuscript) -> Iterator[Remark]:
    """An annex that the text cites is listed or attached, if annexes are not left out."""
    outline = manuscript.outline
    if "附件" not in outline.text or _OMITTED.search(outline.text):
        return
    known = {part.number for part in outline.parts if part.kind == "annex"}
    known |= {note.number for note in outline.notes}
    told: set[int] = set()
    for match in _CITED.finditer(outline.text):
        spot = outline.spot(*match.span())
        cited = _number(match["number"] or match["bare"])
        if (
            outline.roles[spot.position] not in _BODY
            or cited in told
            or _of_another(outline.content(spot.position), spot)
        ):
            continue
        if cited in known or (known and cited == 0) or (known == {0} and cited == 1):
            continue
        told.add(cited)
        yield remark(
            manuscript,
            "annex-absent",
            N_("“{excerpt}” is cited, but no such annex is listed or attached"),
            spot,
        )


def cited_annexes(content: str) -> Hashable:
    """Where the text speaks of annexes; None where it does not."""
    if "附件" not in content:
        return None
    found = tuple(
        (match[0], content[max(match.start() - 3, 0) : match.start()])
        for match in _CITED.finditer(content)
    )
    return found, bool(_OMITTED.search(content))


def _number(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdecimal() else number(text)


def _of_another(content: str, spot: Spot) -> bool:
    """Whether it is an annex of the document cited just before: 《……》附件1."""
    before = content[max(spot.start - 3, 0) : spot.end]
    return ("》" in before and not _OWN.search(before)) or "号" in before


def annexes_match_note(manuscript: Manuscript) -> Iterator[Remark]:
    """Each annex listed below the text is attached under the same title, and the other way."""
    outline = manuscript.outline
    attached = {part.number: part for part in outline.parts if part.kind == "annex"}
    if not attached and not outline.notes:
        return
    for note in outline.notes:
        part = attached.get(note.number) or (attached.get(0) if len(outline.notes) == 1 else None)
        if part is None:
            if note.title.endswith(("（略）", "(略)")) or _OMITTED.search(outline.text):
                continue
            yield remark(
                manuscript,
                "annex-unattached",
                N_("the annex “{excerpt}” is listed, but not attached"),
                note.spot,
            )
        elif part.title and _bare(part.title) != _bare(note.title):
            yield remark(
                manuscript,
                "annex-title",
                N_("the annex “{excerpt}” is headed “{title}”"),
                note.spot,
                title=part.title,
            )
    listed = {note.number for note in outline.notes}
    if len(outline.notes) > 1:
        for annex, part in attached.items():
            if annex and annex not in listed:
                yield remark(
                    manuscript,
                    "annex-unlisted",
                    N_("annex {number} is attached, but not listed below the text"),
                    Spot(part.first, 0, len(outline.content(part.first))),
                    number=annex,
                )


def _bare(title: str) -> str:
    return re.sub(r"[\s　《》“”（）()]", "", title)


_TABLE = pattern("(?:见|如)(?:下表|附表|表[ ]?[1-9一二三]|下列表格)")


def tables_are_there(manuscript: Manuscript) -> Iterator[Remark]:
    """A table that the text announces follows."""
    outline = manuscript.outline
    if "table" in outline.roles:
        return
    for match in _TABLE.finditer(outline.text):
        spot = outline.spot(*match.span())
        if outline.roles[spot.position] in _BODY:
            yield remark(
                manuscript,
                "table-absent",
                N_("“{excerpt}” is announced, but there is no table"),
                spot,
            )


def announced_tables(content: str) -> Hashable:
    """The words by which the text announces tables; None where it announces none."""
    return (tuple(_TABLE.findall(content)) or None) if "表" in content else None


_CN = "[一二三四五六七八九十]{1,3}"
_PART = pattern(
    rf"第(?:(?P<part>{_CN})部分(?:第[（(](?P<item>{_CN})[）)]项)?"
    rf"|[（(](?P<alone>{_CN})[）)]项|(?P<article>{_CN})条)"
)
_THIS = pattern("本(?:方案|通知|办法|意见|计划|规划|规定|规程|规则|制度|章程|细则)$")
_OF_ARTICLE = pattern("[条款]、?$")


def parts_are_there(manuscript: Manuscript) -> Iterator[Remark]:
    """A part of this plan that the text points to exists."""
    outline = manuscript.outline
    for match in _PART.finditer(outline.text):
        spot = outline.spot(*match.span())
        before = outline.content(spot.position)[max(spot.start - 4, 0) : spot.start]
        this = bool(_THIS.search(before))
        if outline.roles[spot.position] not in _BODY or (not this and _elsewhere(before)):
            continue
        if (match["article"] and not this) or (match["alone"] and _OF_ARTICLE.search(before)):
            continue
        if not _exists(outline, outline.part_of(spot.position), match):
            yield remark(
                manuscript, "part-absent", N_("there is no “{excerpt}” in this plan"), spot
            )


def cited_parts(content: str) -> Hashable:
    """Where the text points to parts of a plan; None where it points to none."""
    if "第" not in content:
        return None
    found = tuple(
        (match[0], content[max(match.start() - 4, 0) : match.start()])
        for match in _PART.finditer(content)
    )
    return found or None


def _elsewhere(before: str) -> bool:
    """Whether another document was named just before."""
    return "》" in before or "号）" in before or before.endswith(("报告", "条例", "章程"))


def _exists(outline: Outline, part: int, match: re.Match[str]) -> bool:
    entries = [entry for entry in outline.entries if entry.part == part]
    if match["article"]:
        articles = {entry.label.value for entry in entries if entry.label.kind == "第一条"}
        return not articles or _value(match["article"]) in articles
    items = [entry for entry in entries if entry.label.kind == "（一）"]
    if match["alone"]:
        return not items or any(entry.label.value == _value(match["alone"]) for entry in items)
    tops = [entry for entry in entries if entry.label.kind in ("一、", "第一部分")]
    found = [entry for entry in tops if entry.label.value == _value(match["part"])]
    if not tops or (found and not match["item"]):
        return True
    below = {outline.entries[index].label.value for entry in found for index in entry.children}
    return bool(found) and _value(match["item"]) in below


def _value(text: str) -> int:
    try:
        return number(text)
    except NoNumeral:
        return 0


_TITLE = pattern("《([^《》\n]{6,60})》")
_PLAIN = pattern(r"[\d一二三四五六七八九十]")
_MOST_EXTRA = 2
_WORDS = ("工作", "有关", "相关", "活动", "创建", "实施", "若干")  # others make another title
_MOST = 300


def titles_are_whole(manuscript: Manuscript) -> Iterator[Remark]:
    """The title of a document reads the same each time, and as the policies cite it."""
    outline = manuscript.outline
    titles = [*_TITLE.finditer(outline.text)] if manuscript.has("《") else []
    right = titles_of(manuscript.policies.values()) if titles else []
    seen: list[str] = []
    for match in titles:
        title = match[1]
        if title in seen or title in right:
            continue
        known = next((other for other in [*right, *seen] if nearly(title, other)), "")
        if len(seen) == _MOST:
            return  # no plan cites so many
        seen.append(title)
        if known:
            yield remark(
                manuscript,
                "cited-title",
                N_("“{excerpt}” is elsewhere “{title}”"),
                outline.spot(match.start(1), match.end(1)),
                title=known,
            )


def cited_titles(content: str) -> tuple[str, ...]:
    """The titles of documents that the text names."""
    return tuple(_TITLE.findall(content)) if "《" in content else ()


def titles_of(policies: Iterable[Policy]) -> list[str]:
    """The titles of documents that policies cite."""
    texts = [
        text
        for policy in policies
        for version in policy.versions
        for text in (version.text, *version.values.values())
        if "《" in text
    ]
    return list(dict.fromkeys(title for text in texts for title in _TITLE.findall(text)))


def nearly(one: str, two: str) -> bool:
    """Whether one title is the other with a character, or a word that says little, more within."""
    short, long = sorted((one, two), key=len)
    extra = len(long) - len(short)
    if not 0 < extra <= _MOST_EXTRA or short[0] != long[0] or short[-1] != long[-1]:
        return False
    start = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    if long[start + extra :] != short[start:]:
        return False
    if extra == _MOST_EXTRA:
        return any(word in long[max(start - 1, 0) : start + extra] for word in _WORDS)
    return not _PLAIN.search(long[start : start + extra])
