"""What stands around the body of a plan: title, 文号, 主送, 落款 and dates, annex labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from ..numerals import NoNumeral, number
from ..patterns import pattern
from .labels import Label
from .lines import Line
from .parts import Role

_NOUNS = "方案|计划|规划|意见|办法|细则|规定|规则|标准|通知|通报|决定|请示|报告|函|批复|纪要|公告|要点|安排"
_ENDS_TITLE = pattern(rf"(?:{_NOUNS})(?:[（(][^（）()]{{1,12}}[）)])?\d{{0,2}}$")
_NUMBER = pattern(r"(\S{1,14}[〔\[［(（【]\d{4}[〕\]］)）】]第?\d{1,5}号)(?:\s+签发人.*)?")
_URGENT = pattern(r"(?:特急|加急|平急|[绝机秘]密\S{0,8})\s*")
_HEAD = pattern(r"(?s:.{0,150}文件)|签发人[:：].*|\d{6}")
_ADDRESSED = pattern(
    "各.*|(?:.*(?:单位|部门|支部|组织|机构|机关|团体|企业|公司|集团|社区|街道|中心|科室|学校|大学|党员|同志|同志们"
    "|[委局办组部府校院站会司厂村镇乡处室科队所园馆行县市区]))"
)
_FORM_FIELD = pattern(
    "(?:责任|牵头|主办|承办|协办|配合|参[加与]|[填申]报|报送|推荐|联系|主管|申请|编制|制定|发文|评审|考核).{2,4}"
)
_ASIDE = pattern("[（(][^（）()]*[）)]")
_ANNOUNCES = pattern(
    "如下|以下|下列|现将|现就|根据|按照|为了|包括|分别是|要(?!害)|应当?|[做达]到|做好|开展|情况|标准|名额|[是为]$"
)
_LONGEST_ADDRESS = 500
_DIGIT = "〇○零一二三四五六七八九十\\d"
_DATED = pattern(
    rf"[（(]?\s*([{_DIGIT}]{{4}})\s*年\s*([{_DIGIT}]{{1,3}})\s*月\s*([{_DIGIT}]{{1,3}})\s*日\s*[）)]?"
)
_UNDATED = pattern(r"[（(]?(?:\d{4}|20[_xX×*]{0,2})?\s*年[\s_xX×*]*月[\s_xX×*]*日[）)]?")
_DAY = pattern(r"\d{4}年\d{1,2}月\d{1,2}日")
_ANNEX = pattern(
    r"附\s*(?:件?\s*([1-9]\d?|[一二三四五六七八九十]{1,2})?|[表录]\s*[\d一二三四五六七八九十]{0,2})\s*[:：]?"
)
_NOTE = pattern(r"附\s*件?\s*([1-9]\d?)?\s*[:：]\s*(\S.{1,300})")
_NOTED = pattern(r"(?:^|(?<=\s)|(?<=[；;]))([1-9]\d?)\s*[.．、]\s*(\S[^\s；;]+)")
_LONGEST = 300
_IMPRINT = pattern(r"(?:抄送|抄报|分送)[:：].*|.{2,40}\d{4}年\d{1,2}月\d{1,2}日印发", re.DOTALL)
_CONTENTS = pattern(r"(?:\t|…{2}|\.{4}|·{4})[ ]*\d{1,4}$")
_CONTENTS_HEAD = pattern(r"目\s*[录次]")
_STOPS = "。；;：:，,！!？?、"
_LONGEST_TITLE = 60  # characters of one of its lines
_MOST_TITLE_LINES = 8
_LONGEST_HEAD = 120
_ISSUER = pattern("[委局部府会办室处院校司组厅团]$|中心$")
_SENTENCE = pattern("[。；;]")
_SHORT = 40


def is_short(text: str) -> bool:
    """Whether a line may be a title or a name: short, without a mark at its end."""
    return 0 < len(text) <= _SHORT and text[-1] not in _STOPS


def ends_as_title(text: str) -> bool:
    """Whether the line ends with the name of a kind of document: 方案, 办法, 通知."""
    return not _is_long(text) and bool(_ENDS_TITLE.search(text))


@dataclass(slots=True)
class Front:
    """What the first lines are, and where the body begins."""

    roles: dict[int, Role] = field(default_factory=dict)
    title: str = ""
    number: str = ""
    recipients: str = ""
    day: date | None = None  # as a line in brackets below the title tells it
    body: int = 0  # position of the first line that is none of these


def front(lines: tuple[Line, ...], labels: list[Label | None]) -> Front:
    """The lines before the body."""
    found = Front()
    titles: list[int] = []
    is_annex = is_numbered = False
    for position, line in enumerate(lines):
        text = line.content.strip()
        found.body = position
        if not text:
            continue
        if line.table is not None and not (titles or is_annex) and len(text) <= _LONGEST_HEAD:
            found.roles[position] = "head"  # names of several issuers, 文件 beside them
            continue
        if line.table is not None or _is_long(text) or text[-1] in _STOPS or _SENTENCE.search(text):
            break
        if labels[position] and line.style != "title":
            break
        if len(titles) == _MOST_TITLE_LINES:
            break
        ended = bool(titles) and _is_whole(lines, titles)
        if _is_head(found, text):
            found.roles[position] = "head"
            is_annex, is_numbered = annex_number(text) is not None, ended
            if not ended:  # else it stands below the title, if no other one follows
                found.roles.update(dict.fromkeys(titles, "head"))
                titles = []
        elif ended and is_numbered and (text.startswith("关于") or ends_as_title(text)):
            found.roles.update(dict.fromkeys(titles, "head"))
            titles, is_numbered = [position], False
        elif titles and _dated_subtitle(text):
            found.roles[position] = "head"
            found.day = found.day or day_in(text)
        elif ended and line.style != "title":
            break
        else:
            titles.append(position)
    else:
        found.body = len(lines)
    _take_title(found, lines, titles)
    _take_recipients(found, lines, labels)
    return found


def _is_long(text: str) -> bool:
    return max(map(len, text.split("\n"))) > _LONGEST_TITLE


def _is_head(found: Front, text: str) -> bool:
    """Whether the line belongs to the head above the title; its 文号 is kept."""
    if annex_number(text) is not None:
        return True  # a plan that is itself the annex of a notice
    rest = _URGENT.sub("", text, count=1) if text[0] in "特加平绝机秘" else text
    if match := _NUMBER.fullmatch(rest):
        found.number = match[1]
        return True
    return not rest or bool(_HEAD.fullmatch(rest))


def _is_whole(lines: tuple[Line, ...], titles: list[int]) -> bool:
    """Whether these lines are all of a title: no 《 in it waits for its partner."""
    text = "".join(_of(lines, at) for at in titles)
    return ends_as_title(_of(lines, titles[-1])) and text.count("《") <= text.count("》")


def _of(lines: tuple[Line, ...], position: int) -> str:
    return lines[position].content.strip()


def _dated_subtitle(text: str) -> bool:
    return text[0] in "（(" and text[-1] in "）)"


def _take_title(found: Front, lines: tuple[Line, ...], titles: list[int]) -> None:
    """The lines up to the last that ends as a title; only the first where none does."""
    ends = [at for at in titles if ends_as_title(_of(lines, at))]
    kept = [at for at in titles if at <= ends[-1]] if ends else titles[:1]
    if len(kept) < len(titles):
        found.body = next(at for at in titles if at not in kept)
    found.roles.update(dict.fromkeys(kept, "title"))
    found.title = "".join("".join(_of(lines, at).split()) for at in kept)


def _take_recipients(found: Front, lines: tuple[Line, ...], labels: list[Label | None]) -> None:
    """主送: the first line behind the title when it is one address ending with a colon."""
    for position in range(found.body, len(lines)):
        if text := _of(lines, position):
            if found.title and not labels[position] and _is_address(text):
                found.recipients, found.roles[position] = text[:-1], "recipients"
                found.body = position + 1
            return


def _is_address(text: str) -> bool:
    """Whether it is 各支部，县直各单位（含二级机构）：, names up to a colon."""
    if text[-1] not in "：:" or len(text) > _LONGEST_ADDRESS or _SENTENCE.search(text):
        return False
    names = _ASIDE.sub("", _ASIDE.sub("", text[:-1]))
    if _ANNOUNCES.search(names) or _FORM_FIELD.fullmatch(names):
        return False
    return bool(_ADDRESSED.fullmatch(names))


def is_imprint(text: str) -> bool:
    """Whether the line belongs to 版记: 抄送, or who printed it and when."""
    return (text[0] in "抄分" or text.endswith("印发")) and bool(_IMPRINT.fullmatch(text))


def is_contents(text: str) -> bool:
    """Whether the line belongs to a table of contents: it ends with dots and the page."""
    return text[-1].isdecimal() and bool(_CONTENTS.search(text))


def heads_contents(text: str) -> bool:
    """Whether the line is 目录, above a table of contents."""
    return text[0] == "目" and bool(_CONTENTS_HEAD.fullmatch(text))


def is_signing_table(text: str) -> bool:
    """Whether a table holds nothing but who signs and when: several issuers side by side."""
    cells = text.split()
    if len(text) > _LONGEST_HEAD or not any(_DATED.fullmatch(cell) for cell in cells[1:]):
        return False
    return all(_DATED.fullmatch(cell) or _ISSUER.search(cell) for cell in cells)


def is_date(text: str) -> bool:
    """Whether the line is nothing but a date, or the form of one left empty."""
    if "日" not in text or len(text) > _SHORT:
        return False
    return bool(_DATED.fullmatch(text) or _UNDATED.fullmatch(text))


def date_of(text: str) -> date | None:
    """The date the line stands for, 二〇一八年六月一日 too; None when it is none."""
    match = _DATED.fullmatch(text)
    if not match:
        return None
    try:
        return date(_year(match[1]), _figure(match[2]), _figure(match[3]))
    except (ValueError, NoNumeral):
        return None


def day_in(text: str) -> date | None:
    """The first date in figures that a text names; None when there is none."""
    match = _DAY.search(text)
    return date_of(match[0]) if match else None


def _year(text: str) -> int:
    digits = {"〇": 0, "○": 0, "零": 0} | {
        sign: n for n, sign in enumerate("一二三四五六七八九", 1)
    }
    return int("".join(sign if sign.isdecimal() else str(digits[sign]) for sign in text))


def _figure(text: str) -> int:
    return int(text) if text.isdecimal() else number(text)


def annex_number(text: str) -> int | None:
    """The number of the annex whose label the line is; 0 for 附件 alone, None for no label."""
    match = _ANNEX.fullmatch(text) if text.startswith("附") else None
    if not match:
        return None
    try:
        return _figure(match[1]) if match[1] else 0
    except NoNumeral:
        return None


Noted = tuple[int, str, int]  # an annex in the note: number, title, the title's place in the line


def annex_notes(text: str) -> list[Noted]:
    """The annexes that a line such as 附件：1.评分表 lists."""
    match = _NOTE.fullmatch(text) if text.startswith("附") else None
    if not match:
        return []
    start = match.start(2)
    listed = [_noted(found, start) for found in _NOTED.finditer(match[2])]
    return listed or [(int(match[1] or 0), match[2].rstrip(_STOPS), start)]


def is_list(text: str) -> bool:
    """Whether a line that begins the note on annexes numbers them: 附件：1.评分表."""
    match = _NOTE.fullmatch(text)
    return match is not None and _NOTED.match(match[2]) is not None


def further_notes(text: str) -> list[Noted]:
    """The annexes that a further line of the note lists."""
    return [_noted(found, 0) for found in _NOTED.finditer(text)] if len(text) <= _LONGEST else []


def _noted(match: re.Match[str], start: int) -> Noted:
    return int(match[1]), match[2].rstrip(_STOPS), start + match.start(2)
