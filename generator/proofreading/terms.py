"""One thing under one name: title against body, full name against short name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..errors import N_
from ..outline import Spot
from ..patterns import pattern
from .remarks import Manuscript, Remark, remark

_MODEL = pattern(
    "示范(?:区|点|村|户|岗|校|园|县|乡镇|街道|城|站|窗口|单位|基地|支部|社区|机关|企业|科室)"
)
_OFTEN = 2


def title_says_what_the_body_says(manuscript: Manuscript) -> Iterator[Remark]:
    """The body uses the title's word: no 示范区 above a plan about 示范点."""
    outline = manuscript.outline
    match = _MODEL.search(outline.title)
    if not match:
        return
    positions = [at for at, role in enumerate(outline.roles) if role == "title"]
    body = [
        outline.content(at) for at, role in enumerate(outline.roles) if role in ("text", "entry")
    ]
    words = Counter(word for text in body for word in _MODEL.findall(text))
    others = [(word, count) for word, count in words.most_common() if word != match[0]]
    if words[match[0]] or not others or others[0][1] < _OFTEN:
        return
    for position in positions:
        start = outline.content(position).find(match[0])
        if start >= 0:
            yield remark(
                manuscript,
                "title-term",
                N_("the title says “{excerpt}”, the text only “{other}”"),
                Spot(position, start, start + len(match[0])),
                other=others[0][0],
            )
            return


def models(content: str) -> tuple[str, ...]:
    """The words for what is made a model."""
    return tuple(_MODEL.findall(content)) if "示范" in content else ()


_BODY = pattern("领导小组|工作专班|指挥部|协调小组|评审组|验收组|考核组")
_BEFORE = pattern("[\u4e00-\u9fff]{1,14}$")
_EXTRA = pattern("工作|活动|创建")
_BREAKS = pattern(
    r"成立|设立|组建|建立|组成|调整|充实|由|向|经|在|对|和|及|与|为|是|的|将|报|按|以|各|本|其|任|把|请|同|并|归"
)


def bodies_have_one_name(manuscript: Manuscript) -> Iterator[Remark]:
    """创建领导小组 is not called 创建工作领导小组 elsewhere."""
    outline = manuscript.outline
    names: dict[str, Counter[str]] = {}
    places: dict[str, Spot] = {}
    for match in _BODY.finditer(outline.text):
        spot = outline.spot(*match.span())
        if outline.roles[spot.position] not in ("text", "entry"):
            continue
        own = _own(outline.content(spot.position), spot.start)
        core = _EXTRA.sub("", own)
        if core:
            names.setdefault(core + match[0], Counter())[own + match[0]] += 1
            places[own + match[0]] = Spot(spot.position, spot.start - len(own), spot.end)
    for found in names.values():
        if len(found) > 1:
            usual, rare = found.most_common()[0][0], found.most_common()[-1][0]
            yield remark(
                manuscript,
                "two-names",
                N_("“{excerpt}” is called “{usual}” elsewhere"),
                places[rare],
                usual=usual,
            )


def _own(content: str, start: int) -> str:
    """What stands before 领导小组 and belongs to its name."""
    before = _BEFORE.search(content, max(start - 14, 0), start)
    return _BREAKS.split(before[0])[-1] if before else ""


def bodies(content: str) -> tuple[tuple[str, str], ...]:
    """The bodies that the text names, each by the core of its name and the name."""
    if "组" not in content and "指挥部" not in content and "专班" not in content:
        return ()
    owns = [(_own(content, match.start()), match[0]) for match in _BODY.finditer(content)]
    named = ((_EXTRA.sub("", own), own, kind) for own, kind in owns)
    return tuple((core + kind, own + kind) for core, own, kind in named if core)


_SHORT = pattern(r"[（(]以下(?:简|统)称[：:“”]{0,2}([\u4e00-\u9fff]{2,12})”?[）)]")
_MARKS = pattern("[，。；：、]")
_LONG = pattern("[\u4e00-\u9fff]{6,30}$")


def short_names_are_used(manuscript: Manuscript) -> Iterator[Remark]:
    """Behind 以下简称 the short name stands for the long one."""
    outline = manuscript.outline
    for match in _SHORT.finditer(outline.text) if "以下" in outline.text else ():
        short, full = match[1], _full(outline.text, match)
        again = outline.text.find(full, match.end()) if full else -1
        while again >= 0:
            spot = outline.spot(again, again + len(full))
            content = outline.content(spot.position).strip()
            signs = content.endswith(full) and not _MARKS.search(content)  # there it is official
            if outline.roles[spot.position] in ("text", "entry") and not signs:
                yield remark(
                    manuscript,
                    "short-name",
                    N_("“{excerpt}” was to be called “{short}”"),
                    spot,
                    short=short,
                )
                return
            again = outline.text.find(full, again + 1)


def shortened(content: str) -> tuple[str, ...]:
    """The names for which the text introduces shorter ones."""
    if "以下" not in content:
        return ()
    return tuple(full for match in _SHORT.finditer(content) if (full := _full(content, match)))


def _full(text: str, match: re.Match[str]) -> str:
    """The name that a match of `_SHORT` shortens; empty where it cannot be told."""
    start = match.start()
    long = _LONG.search(text, max(start - 30, 0), start)
    full = _common(long[0], match[1]) if long else ""
    return full if len(full) > len(match[1]) + 1 else ""


def _common(long: str, short: str) -> str:
    """The name that is shortened: from the first place where the short name's letters fit, on."""
    for start in range(len(long)):
        rest = iter(long[start:])
        if long[start] == short[0] and all(sign in rest for sign in short):
            tail = long[start:]
            if "、" not in tail:
                return tail
    return ""
