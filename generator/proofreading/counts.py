"""What the text says it lists, against what it lists; only where the list stands right there."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache

from ..errors import N_
from ..numerals import NoNumeral, number
from ..outline import Entry, Outline, Run, Spot
from ..patterns import pattern
from .remarks import Manuscript, Remark, remark

_HAN = "\u4e00-\u9fff"
_FIGURES = "二两三四五六七八九十"
_NOUN = (
    "方面|阶段|步骤|环节|部分|问题|要求|目标|任务|工作|措施|重点|标准|条件|内容|原则|机制|制度"
    "|行动|工程|建设|关键|坚持|结合|方式|议程|途径|做法|事|实事|情形|情况|程序|形式|材料|等次"
)
_CLAIM = pattern(
    rf"(?<![第\d])([{_FIGURES}]{{1,3}}|\d{{1,2}})(?:个|项(?!规定)|条|点|类|种|大|件)"
    rf"(?:(?:(?!以下|下列|如下|以上|开展|实施)[{_HAN}]){{0,6}}?(?:{_NOUN})|(?=[：:]))"
)
_ANNOUNCING = pattern(rf"以下|下列|如下|分(?:为|成)?[{_FIGURES}\d]|[：:]")  # quick to look for
_ANNOUNCES = pattern(rf"[：:]$|以下|下列|如下|分(?:为|成)?(?:[{_FIGURES}]|\d)")
_GIVEN = pattern(
    "(?:^|[，,。；;])(?:要|严格|认真)?(?:按照|对照|依照|参照)(?![^，,]{0,4}[以如]下)"
    "[^，,]{0,60}(?:[》”]|要求|标准|原则|思路|部署|精神)[^，,]{0,60}(?=[，,])"
)
_STOPS = "。；;！"  # which end a sentence


def claims_match_lists(manuscript: Manuscript) -> Iterator[Remark]:
    """八个方面 is followed by eight, where the list begins right behind the sentence."""
    outline = manuscript.outline
    for run in outline.runs:
        if run.marks[0].label.value != 1 or run.kind == "首先":
            continue
        spot = _sentence_before(outline, run)
        sentence = outline.content(spot.position)[spot.start : spot.end] if spot else ""
        if not spot or not _ANNOUNCES.search(sentence.strip()):
            continue
        claims = [(match, _value(match[1])) for match in _claims(sentence)]
        listed = _sizes(outline, run)
        if claims and not any(value in listed for _, value in claims):
            match, _ = claims[-1]
            yield remark(
                manuscript,
                "count-claim",
                N_("“{excerpt}” is announced, but the list has {found}"),
                Spot(spot.position, spot.start + match.start(), spot.start + match.end()),
                hint=N_("an item is missing, or the number is wrong"),
                found=len(run.marks),
            )


def _sentence_before(outline: Outline, run: Run) -> Spot | None:
    """The last sentence before the first label of a list."""
    mark = run.marks[0]
    position, end = mark.position, mark.label.start
    if mark.entry >= 0:
        position -= 1
        while position >= 0 and outline.roles[position] == "blank":
            position -= 1
        if position < 0 or outline.roles[position] not in ("text", "entry"):
            return None
        if outline.roles[position] == "entry" and not _is_parent(outline, run, position):
            return None
        end = len(outline.content(position).rstrip())
    start, end = _last_sentence(outline.content(position), end)
    return Spot(position, start, end)


def _last_sentence(content: str, end: int) -> tuple[int, int]:
    """Where the last sentence before `end` begins, and where it ends."""
    while end and content[end - 1].isspace():
        end -= 1
    last = max(end - 1, 0)
    return max([content.rfind(mark, 0, last) for mark in _STOPS]) + 1, end


def announced(content: str, ends: Iterable[int]) -> Hashable:
    """How many things are announced before these places and at the end; None where nothing is."""
    if _ANNOUNCING.search(content) is None:
        return None
    found = tuple([_announced(content, end) for end in (*ends, len(content))])
    return found if any(found) else None


def _announced(content: str, end: int) -> tuple[str, ...]:
    sentence = content[slice(*_last_sentence(content, end))].strip()
    if not _ANNOUNCES.search(sentence):
        return ()
    return tuple([match[0] for match in _claims(sentence)])


def _claims(sentence: str) -> Iterator[re.Match[str]]:
    """The numbers of things; not in a clause that says by what the plan goes."""
    given = [match.span() for match in _GIVEN.finditer(sentence)] if "照" in sentence else []
    for match in _CLAIM.finditer(sentence):
        if not any(start <= match.start() < end for start, end in given):
            yield match


def _is_parent(outline: Outline, run: Run, position: int) -> bool:
    return run.parent >= 0 and outline.entries[run.parent].position == position


def _sizes(outline: Outline, run: Run) -> set[int]:
    """The lengths a claim may mean: of the list, of what its items list in turn."""
    children = [len(outline.entries[mark.entry].children) for mark in run.marks if mark.entry >= 0]
    return {len(run.marks), sum(children)}


@lru_cache(maxsize=256)
def _value(text: str) -> int:
    try:
        return int(text) if text.isdecimal() else number(text)
    except NoNumeral:
        return 0


# Slogans -------------------------------------------------------------------------------------

_ONE = "二两三四五六七八九十"
_ANY = "一" + _ONE + "双"
_NAME = rf"[{_ONE}](?:个|项|大)?[^{_ANY}\W\d]{{1,4}}"
_EXPANDED = pattern(
    rf"“(?P<slogan>{_NAME})”(?:(?P<of>[{_HAN}]{{0,6}})[（(](?P<list>[^（()）\n]*、[^（()）\n]*)[）)]"
    rf"|[{_HAN}]{{0,4}}[，,]?即[：:]?(?P<that>[^。；;，,（(\n]*、[^。；;，,（(\n]*)[。；;])"
)
_QUOTED = pattern("“[^”]*”|《[^》]*》")
_AND = pattern("[和及与]")
_FEW = 2
_MOST = 50
_ONES = pattern(
    rf"“(?P<slogan>([{_ONE}])个一批?)”[{_HAN}]{{0,6}}(?:[，,]?即[：:]?|[：:]|[（(])"
    "(?P<list>[^。；;（()）\n]*)"
)


def ones_match_expansions(manuscript: Manuscript) -> Iterator[Remark]:
    """“三个一”，即每月一次……、每年一次…… has three behind it, each with 一 in it."""
    outline = manuscript.outline
    for match in _ONES.finditer(outline.text) if "个一" in outline.text else ():
        parts = [part for part in re.split("[、，,]", match["list"]) if part.strip()]
        if len(parts) < _FEW or not all("一" in part for part in parts):
            continue
        if len(parts) != _value(match[2]):
            yield remark(
                manuscript,
                "slogan-expansion",
                N_("“{slogan}” is followed by {found}"),
                outline.spot(match.start("slogan"), match.end("slogan")),
                slogan=match["slogan"],
                found=len(parts),
            )


def slogans_match_expansions(manuscript: Manuscript) -> Iterator[Remark]:
    """“五抓”（抓班子、抓队伍……） has five behind it."""
    outline = manuscript.outline
    for match in _EXPANDED.finditer(outline.text) if manuscript.has("、") else ():
        listed = _QUOTED.sub("", match["list"] or match["that"])
        parts = [part for part in re.split("[、；;]", listed) if part.strip()]
        if re.search("简称|[。，,]", listed) or (match["of"] and len(parts) <= _FEW):
            continue
        least = len(parts)
        if not least <= _value(match["slogan"][0]) <= least + len(_AND.findall(listed)):
            yield remark(
                manuscript,
                "slogan-expansion",
                N_("“{slogan}” is followed by {found}"),
                outline.spot(match.start("slogan"), match.end("slogan")),
                slogan=match["slogan"],
                found=least,
            )


_IN_HEADING = pattern(rf"“([{_ONE}])(?:个|项|大)?([^{_ANY}\W\d]{{1,2}})”")


def slogans_match_headings(manuscript: Manuscript) -> Iterator[Remark]:
    """Under a heading “五好” stand five, where their headings say 好."""
    outline = manuscript.outline
    for entry in outline.entries:
        match = _IN_HEADING.search(entry.heading)
        if not match or len(entry.children) < _FEW:
            continue
        names = [outline.entries[index].heading for index in entry.children]
        named = sum(match[2] in name for name in names)
        if named * _FEW >= len(names) and len(names) != _value(match[1]):
            yield remark(
                manuscript,
                "slogan-list",
                N_("“{slogan}” has {found} under it"),
                _in_line(outline, entry, match[0]),
                slogan=match[0].strip("“”"),
                found=len(names),
            )


def names_in_heading(text: str) -> tuple[str, ...]:
    """What the items under a heading “五好” are to be called: 好."""
    return tuple(match[2] for match in _IN_HEADING.finditer(text)) if "“" in text else ()


def _in_line(outline: Outline, entry: Entry, words: str) -> Spot:
    start = max(outline.content(entry.position).find(words, entry.label.end), 0)
    return Spot(entry.position, start, start + len(words))


_COUNTED = rf"(?P<count>[{_ONE}])(?:个|项|大)?(?P<name>[^{_ANY}\W\d]{{1,3}})"
_SLOGAN = pattern(_COUNTED)
_OWN = pattern(
    rf"“(?:打造|争创|建设|实现|做到)?(?P<slogan>{_COUNTED})”[{_HAN}]{{0,6}}?"
    "(?:要求|标准|目标|方面|为载体|举措)"
)
# Everybody knows what they stand for, or can look it up in one place.
_WELL_KNOWN = frozenset([
    "四个意识", "四个自信", "两个维护", "两个确立", "四个全面", "三个代表", "五大发展理念", "五大理念",
    "四个合格", "四风", "三农", "两委", "六稳", "六保", "三个务必", "两个务必", "四大考验", "四种危险",
    "五个必由之路", "两个结合", "六个必须坚持", "八项规定", "三大攻坚战", "四个服务", "两个一百年",
])  # fmt: skip


def slogans_are_listed(manuscript: Manuscript) -> Iterator[Remark]:
    """What the plan makes its own standard is listed somewhere in it."""
    outline = manuscript.outline
    told: set[str] = set()
    for match in _OWN.finditer(outline.text):
        slogan = match["slogan"]
        if slogan in told or slogan in _WELL_KNOWN or _is_listed(outline, match):
            continue
        if len(told) == _MOST:
            return  # no plan goes by so many
        told.add(slogan)
        yield remark(
            manuscript,
            "slogan-unlisted",
            N_("the plan goes by “{slogan}”, but says nowhere what it stands for"),
            outline.spot(match.start("slogan"), match.end("slogan")),
            hint=N_("list it in brackets behind the slogan"),
            slogan=slogan,
        )


def _is_listed(outline: Outline, match: re.Match[str]) -> bool:
    slogan = match["slogan"]
    if any(slogan in entry.heading and len(entry.children) >= _FEW for entry in outline.entries):
        return True
    return _is_listed_before(outline.text, match) or lists_slogan(outline.text, slogan)


def _is_listed_before(text: str, match: re.Match[str]) -> bool:
    before = text[max(match.start() - 80, 0) : match.start()]
    return re.split("[。；;，,\n]", before)[-1].count("、") >= _value(match["count"]) - 1


def lists_slogan(text: str, slogan: str) -> bool:
    """Whether a text, or a paragraph of it, says what a slogan stands for."""
    if slogan in text and _listing(slogan).search(text):
        return True
    match = _SLOGAN.fullmatch(slogan)
    times = _value(match["count"]) - 1 if match else 0
    if not match or text.count(match["name"]) < times:
        return False
    name = re.escape(match["name"])
    return bool(re.search(rf"(?:[{_HAN}]{{0,8}}{name}[{_HAN}]{{0,4}}[、，,]){{{times}}}", text))


@lru_cache(maxsize=64)
def _listing(slogan: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(slogan)}”?[{_HAN}]{{0,6}}(?:[（(：:]|[，,]?即)")


def own_slogans(content: str) -> tuple[tuple[str, bool], ...]:
    """The slogans that the text makes its own standard, and whether it lists them just before."""
    if "“" not in content:
        return ()
    found = (match for match in _OWN.finditer(content) if match["slogan"] not in _WELL_KNOWN)
    return tuple((match["slogan"], _is_listed_before(content, match)) for match in found)
