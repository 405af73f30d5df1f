"""Marks and words: in pairs, not twice, in their full-width forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise

from ..errors import N_
from ..outline import Outline, Spot
from ..patterns import pattern
from .remarks import Manuscript, Remark, remark
from .structure import LOST

_HAN = "\u4e00-\u9fff"

# Pairs ---------------------------------------------------------------------------------------

_PAIRED = pattern("[“”‘’《》〈〉（）()〔〕【】「」『』]")
_OPENERS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "〔": "〕",
    "【": "】",
    "「": "」",
    "『": "』",
}
_FOLDED = str.maketrans("()", "（）")
_LABEL_BEFORE = pattern(r"(?:^|[\s。；;：:，,])[\d一二三四五六七八九十]{1,3}$|[A-Za-z]$")


def marks_are_paired(manuscript: Manuscript) -> Iterator[Remark]:
    """Each opening mark is closed in its paragraph, in the order of opening."""
    outline = manuscript.outline
    alone = [*_alone(outline)]
    across = _across(outline, alone) if len(alone) > 1 else ()
    for position, at in alone:
        if position not in across:
            yield _unpaired(manuscript, position, at)


def unpaired(content: str) -> str:
    """The paragraph where its marks may not be paired; nothing where they are."""
    return "" if _is_even("".join(_PAIRED.findall(content))) else content


def _alone(outline: Outline) -> Iterator[tuple[int, int]]:
    """Lines with a mark that has no partner in them, and its place."""
    whole = _even_titles(outline)
    for position in range(len(outline.lines)):
        if position in whole:
            continue
        content = outline.content(position)
        if not unpaired(content):
            continue
        opened: list[tuple[str, int]] = []
        for match in _PAIRED.finditer(content):
            sign = match[0].translate(_FOLDED)
            at = match.start()
            if sign in _OPENERS:
                opened.append((sign, at))
            elif opened and _OPENERS[opened[-1][0]] == sign:
                opened.pop()
            elif not (_is_label_end(content, at, sign) or _is_apostrophe(content, at)):
                yield position, opened[-1][1] if opened else at
                opened = []
                break
        for _, at in opened[:1]:
            yield position, at


_FAR = 12  # paragraphs; no quotation goes on for longer
_QUOTES = pattern(r"(?:^|[：:])\s*$")
_ENDS = pattern("”[。；，]?$")


def _across(outline: Outline, alone: Iterable[tuple[int, int]]) -> set[int]:
    """The lines of a quotation in several paragraphs: each of them opens it, or the first only."""
    found: set[int] = set()
    for (one, at), (two, then) in pairwise(alone):
        before, content = outline.content(one), outline.content(two).rstrip()
        lines = outline.lines[two].index - outline.lines[one].index
        if before[at] != "“" or lines > _FAR or not _QUOTES.search(before[:at]):
            continue
        goes_on = lines == 1 and content[then] == "“" and not content[:then].strip()
        if goes_on or _ENDS.match(content, then):
            found |= {one, two}
    return found


@lru_cache(maxsize=512)
def _is_even(marks: str) -> bool:
    """Whether each of these marks has its partner; few sequences are common."""
    opened: list[str] = []
    for mark in marks.translate(_FOLDED):
        if mark in _OPENERS:
            opened.append(_OPENERS[mark])
        elif not opened or opened.pop() != mark:
            return False
    return not opened


def _even_titles(outline: Outline) -> frozenset[int]:
    """The lines of titles broken into several, 《 in one and 》 in another, that are in order."""
    if outline.roles.count("title") < 2:
        return frozenset()
    titles = [at for at, role in enumerate(outline.roles) if role == "title"]
    even: list[int] = []
    for _, some in groupby(titles, outline.part_of):
        lines = list(some)
        joined = "".join(outline.content(at) for at in lines)
        even += lines if _is_even("".join(_PAIRED.findall(joined))) else []
    return frozenset(even)


def _is_label_end(content: str, at: int, sign: str) -> bool:
    """Whether it is the bracket of 1） or a)."""
    return sign == "）" and bool(_LABEL_BEFORE.search(content, max(at - 5, 0), at))


def _is_apostrophe(content: str, at: int) -> bool:
    return content[at] == "’" and content[max(at - 1, 0)].isascii()


def _unpaired(manuscript: Manuscript, position: int, at: int) -> Remark:
    content = manuscript.outline.content(position)
    return remark(
        manuscript,
        "unbalanced",
        N_("“{mark}” has no partner: {around}"),
        Spot(position, at, at + 1),
        mark=content[at],
        around=content[max(at - 6, 0) : at + 7].strip(),
    )


_STRAY = pattern(rf"(?<=[{_HAN}》”])[<>＜＞](?=[{_HAN}。，；\n《“]|$)|(?<![^\n])[<>](?=[{_HAN}])")


def no_stray_marks(manuscript: Manuscript) -> Iterator[Remark]:
    """No < or > stands within Chinese text."""
    outline = manuscript.outline
    if not manuscript.has("<>＜＞"):
        return
    for match in _STRAY.finditer(outline.text):
        spot = outline.spot(*match.span())
        yield remark(manuscript, "stray-mark", N_("a stray “{excerpt}” stands in the text"), spot)


# Twice ---------------------------------------------------------------------------------------

_TWICE = pattern(
    rf"(?<![目有])的的(?!确)|(?<![不为知明罢])了了(?!解)|(?<!总)和和(?![睦气美谐平])|是是(?!非)|及及(?!时)|(?<![存实内外潜现])在在(?![建职岗校编册读])"
    rf"|(?P<word>[{_HAN}]{{2,8}})(?P=word)"
)
_PARTICLES = ("的的", "了了", "和和", "是是", "及及", "在在")
_SHORTEST_WORD, _LONGEST_WORD = 2, 8
_WIDTH = 2  # bytes of a character
_MARKS_TWICE = pattern(
    "[，,、；;：:][。，,、；;：:]|。[，,、；;：:。]|。[（(][^（）()\n]{2,40}[）)]。"
)
_EACH_OF = "一逐每层个条项步家户村"  # 一项一项, 逐条逐条
_OWN_NAME = pattern("(?:支部|党委|党组|委员会|小组|中心|社区)$")
_HOLDER = "书记成员班委组主会长"
_SPOKEN = pattern(
    "(?:讨论|商量|研究|考虑|琢磨|思考|反思|交流|掂量|休息)[，。；！？、]"
)  # 讨论讨论，
_DOING = pattern(  # 组织组织部门，研究研究生
    "(?:组织|宣传|研究|教育|服务|发展|培训|督查|督导|检查|考核|评估|监督|建设|管理|指导)"
    "(?:[部局委院所室站员生者型组班队业]|对象|党员)"
)


def no_doubled_words(manuscript: Manuscript) -> Iterator[Remark]:
    """No word stands twice in a row: 的的, 党员党员."""
    outline = manuscript.outline
    for match in _twice(outline.text):
        word = match["word"] or match[0][0]
        if match["word"] and _is_reduplication(outline.text, match):
            continue
        yield remark(
            manuscript,
            "doubled-word",
            N_("“{word}” stands twice in a row"),
            outline.spot(*match.span()),
            word=word,
        )


def _twice(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_TWICE`, looked for only in lines where a word may stand twice.

    The text and the text moved by the length of a word are compared as two large numbers: where
    they agree, all bits are 0. That takes a tenth of the time.
    """
    coded = text.encode("utf-16-le", "surrogatepass")
    if len(coded) != len(text) * _WIDTH:  # characters of two units
        yield from _TWICE.finditer(text)
        return
    sizes = range(_SHORTEST_WORD, _LONGEST_WORD + 1)
    if any(twice in text for twice in _PARTICLES):
        sizes = range(1, _LONGEST_WORD + 1)
    number = int.from_bytes(coded, "little")
    lines = {line for size in sizes for line in _agreeing(text, number, size)}
    for start, end in sorted(lines):
        yield from _TWICE.finditer(text, start, end)


def _agreeing(text: str, number: int, size: int) -> Iterator[tuple[int, int]]:
    """The lines in which a stretch of `size` is that before it, as (start, end)."""
    length = _WIDTH * len(text)
    others = (number ^ (number >> 8 * _WIDTH * size)).to_bytes(length, "little")
    same = bytes(_WIDTH * size)
    last = length - len(same)
    at = others.find(same, 0, last)
    while at >= 0:
        start = text.rfind("\n", 0, at // _WIDTH) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        at = others.find(same, (end + 1) * _WIDTH, last)


def _is_reduplication(text: str, match: re.Match[str]) -> bool:
    """一条一条 is meant so; 党支部支部书记 and 组织组织部门 are two words."""
    word, end = match["word"], match.end()
    follows = text[end : end + 1]
    if len(set(word)) == 1 or word[0] in _EACH_OF or text.startswith(f"再{word}", end):
        return True
    second = match.start() + len(word)
    if _SPOKEN.match(text, second) or _DOING.match(text, second):
        return True
    return bool(_OWN_NAME.search(word)) and follows != "" and follows in _HOLDER


def no_doubled_marks(manuscript: Manuscript) -> Iterator[Remark]:
    """No two marks stand where one belongs: 。。, ，。, or a full stop on both sides of brackets."""
    outline = manuscript.outline
    for match in _MARKS_TWICE.finditer(outline.text):
        if match[0][0] == "。" and len(match[0]) > len("。。") and not _dates(match[0]):
            continue
        if match[0][1] == "、" and LOST.match(outline.text, match.start() + 1):
            continue  # told as a heading
        yield remark(
            manuscript,
            "doubled-mark",
            N_("one mark too many: “{excerpt}”"),
            outline.spot(*match.span()),
        )


def _dates(text: str) -> bool:
    return "月" in text or "年" in text


_OFTEN = "每季度|每半年|每年度?|每个?月|每周|每天|每日"
_FREQUENCY = pattern(rf"(?P<often>{_OFTEN})[^，,。；;、：:\n每]{{1,14}}(?P=often)(?!初|末|底)")


def no_repeated_frequency(manuscript: Manuscript) -> Iterator[Remark]:
    """每月开会每月1次 says 每月 once too often."""
    outline = manuscript.outline
    for match in _FREQUENCY.finditer(outline.text):
        yield remark(
            manuscript,
            "repeated-frequency",
            N_("“{often}” stands twice in “{excerpt}”"),
            outline.spot(*match.span()),
            often=match["often"],
        )


_LONG = 18  # characters
_SENTENCE = pattern(rf"[^。；;\n]{{{_LONG},}}")
_DUTY = pattern("(?:单位|部门|时限|材料)[：:]")  # 责任单位 may be the same many times


def no_repeated_sentences(manuscript: Manuscript) -> Iterator[Remark]:
    """No long sentence stands twice in a plan."""
    outline = manuscript.outline
    seen: dict[str, int] = {}
    for match in _SENTENCE.finditer(outline.text):
        words = match[0].strip()
        first = seen.setdefault(words, match.start())
        if first == match.start() or _DUTY.search(words):
            continue
        one, two = outline.spot(first, first), outline.spot(*match.span())
        if {outline.roles[one.position], outline.roles[two.position]} <= {"text", "entry"}:
            yield remark(
                manuscript,
                "repeated-sentence",
                N_("“{excerpt}” already stands in paragraph {first}"),
                two,
                first=outline.lines[one.position].index,
            )


def long_sentences(content: str) -> tuple[str, ...]:
    """The sentences that may stand once only."""
    text = content.replace("；", "。").replace(";", "。").replace("\n", "。")
    long = [one.strip() for one in text.split("。") if len(one) >= _LONG]
    return tuple([one for one in long if not _DUTY.search(one)])


# Phrases whose one half is missing. -------------------------------------------------------------

_BROKEN = pattern(
    r"坚持(?!以|把|将|用)[^，,。；;：:\n]{2,60}?(?<!正确)为(?:指导|根本遵循|统领|引领|主线|抓手|导向)(?=[，,。；;])"
)


def phrases_are_whole(manuscript: Manuscript) -> Iterator[Remark]:
    """坚持……为指导 has lost its 以."""
    outline = manuscript.outline
    for match in _BROKEN.finditer(outline.text):
        if "以" in match[0]:
            continue
        yield remark(
            manuscript,
            "broken-phrase",
            N_("“以” is missing between “坚持” and “{end}”"),
            outline.spot(match.start(), match.start() + 2),
            end=match[0][match[0].rindex("为") :],
        )


# Widths and spaces ---------------------------------------------------------------------------

_HALF = pattern(rf"(?<=[{_HAN}”》）])[,;:!?()\"](?!\d{{3}}(?!\d))|[,;:!?()\"](?=[{_HAN}“《])")
_HALF_MARKS = ',;:!?()"'
_SPACE = pattern(rf"(?<=[{_HAN}，。；：、”])[ \u3000]+(?=[，。；：、,;:”“{_HAN}])")


def marks_are_full_width(manuscript: Manuscript) -> Iterator[Remark]:
    """Marks beside Chinese characters are full-width; told once, with their number."""
    outline = manuscript.outline
    if found := [*_half_width(outline.text)]:
        yield remark(
            manuscript,
            "half-width",
            N_("half-width marks in Chinese text, {count} places; the first is “{excerpt}”"),
            outline.spot(*found[0].span()),
            count=len(found),
        )


def half_width_marks(content: str) -> tuple[str, ...]:
    """The half-width marks of a text that should be full-width."""
    return tuple([match[0] for match in _half_width(content)])


def _half_width(text: str) -> Iterable[re.Match[str]]:
    return _HALF.finditer(text) if any(mark in text for mark in _HALF_MARKS) else ()


def no_stray_spaces(manuscript: Manuscript) -> Iterator[Remark]:
    """No space stands within a sentence; names spread with spaces are left alone."""
    outline = manuscript.outline
    for match in _SPACE.finditer(outline.text) if manuscript.has(" \u3000") else ():
        spot = outline.spot(*match.span())
        content = outline.content(spot.position)
        if outline.roles[spot.position] in ("text", "entry") and _in_sentence(content, spot):
            yield remark(manuscript, "stray-space", N_("a space stands within the sentence"), spot)


def labels_spaced_alike(manuscript: Manuscript) -> Iterator[Remark]:
    """A space stands behind all labels of a list, or none."""
    for run in manuscript.outline.runs:
        spaced = [
            mark for mark in run.marks if mark.label.end > mark.label.start + len(mark.label.text)
        ]
        if spaced and len(spaced) < len(run.marks):
            end = spaced[0].label.end
            yield remark(
                manuscript,
                "stray-space",
                N_("a space stands behind the label “{label}”, none behind the others"),
                Spot(spaced[0].position, end - 1, end),
                label=spaced[0].label.text,
            )


def _in_sentence(content: str, spot: Spot) -> bool:
    """Whether it is no 张　三 and no gap between a name and an office."""
    marks = "，。；、,;:“”"
    beside = content[max(spot.start - 1, 0)] in marks or content[spot.end : spot.end + 1] in marks
    return beside and content[: spot.start].strip() != ""


def list_ends_alike(manuscript: Manuscript) -> Iterator[Remark]:
    """The items of a list end alike; those parted by semicolons hold no full stops."""
    outline = manuscript.outline
    for run in outline.runs:
        if run.inline or len(run.marks) <= 2 or any(mark.entry < 0 for mark in run.marks):
            continue
        ends = [_end(outline, mark.position) for mark in run.marks]
        if len({end for end in ends[:-1] if end}) > 1:
            odd = next(n for n, end in enumerate(ends) if end and end != ends[0])
            position = run.marks[odd].position
            size = len(outline.content(position).rstrip())
            yield remark(
                manuscript,
                "mixed-ends",
                N_("the items of the list end with different marks"),
                Spot(position, size - 1, size),
            )
    yield from _stops_within(manuscript)


def _end(outline: Outline, position: int) -> str:
    return end_of(outline.content(position))


def end_of(content: str) -> str:
    """The mark at the end of an item; empty for a heading."""
    last = content.rstrip()[-1:].replace(";", "；")
    return last if last in "；。" else ""


def stopped_items(content: str) -> list[str]:
    """The items in a line that semicolons part, if each is a heading with a full stop and a text.

    A sentence may end between two with semicolons of their own; it begins with no heading.
    """
    if "。" not in content or content.count("；") + content.count(";") < 2:
        return []
    pieces = re.split("[；;]", content.strip().rstrip("。"))
    stopped = [piece.partition("。") for piece in pieces]
    if not all(stop for _, stop, _ in stopped):
        return []
    return [] if any("，" in head or "," in head for head, _, _ in stopped[1:]) else pieces


def _stops_within(manuscript: Manuscript) -> Iterator[Remark]:
    outline = manuscript.outline
    for position, role in enumerate(outline.roles):
        if role not in ("text", "entry"):
            continue
        content = outline.content(position)
        if pieces := stopped_items(content):
            at = content.find("。", content.find(pieces[1]))
            yield remark(
                manuscript,
                "mixed-ends",
                N_("full stops stand within items that semicolons part"),
                Spot(position, at, at + 1),
            )
