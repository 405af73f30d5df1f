"""What was left in a copy: holes, other units' names, residue of the page it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import N_
from ..outline import Outline, Spot
from ..patterns import pattern
from .remarks import Manuscript, Names, Remark, remark

_SURNAME = "王李张刘陈杨黄赵周吴徐孙朱胡郭罗郑梁谢宋韩冯邓曹彭袁潘蒋蔡杜吕沈姚卢魏丁"
_HOLE = pattern(
    r"(?<![A-Za-z0-9_＿])[_＿]+(?![A-Za-z_＿])|(?<=20)[_＿×*xX]{1,2}(?=年)|(?<=20\d)[_＿×*xX](?=年)"
    r"|(?<![×*])(?<!\d{3})(?:×{2,}|\*{2,})|(?<![A-Za-zＸ])(?<!\d{3})[xXＸ]{2,}(?![A-Za-zＸ])"
    rf"|[○〇]{{4,}}|(?<![{_SURNAME}])某某+|\?{{3,}}|？{{3,}}"
    r"|(?<![\dA-Za-z×])[×ＸX](?=[省市县区镇乡村局委办部街校院党年月日])"
)
_SIGNS = "_＿×ＸxX○〇*某?？"
_SIGN = pattern(f"[{_SIGNS}]")  # with which a hole may begin; quick to look for
_FORM = pattern("[_＿]{3,}")
_FORM_TITLE = pattern(
    "(?:承诺书|责任书|责任状|协议书?|合同书?|委托书|申请书|登记书|推荐书|声明书?|告知书|通知书|决定书|回执|证明|问卷"
    "|申[请报]表|登记表|审批表|推荐表|调查表)(?:[（(][^（）()]{1,12}[）)])?$"
)
_SAMPLE = pattern(r"示例|样例|范例|例如|^[（(]?例[）)：:]?\s")
_SUCH_AS = pattern("如[：:“]?[^，。；、\n]{0,20}$")
_SHOWN_AS = pattern("统一为|填写|填报|文件名|格式|字样|样式|式样|注明|标注|标明")
_JOINED = pattern("[+＋]")  # “××单位+姓名”
_MEANING = pattern("”(?:为|是指|表示|代表)")
_NEAR, _FAR = 12, 30  # characters
_OPEN = pattern(r"[〔（(【\[]待(?:补|定|填|核实|确认)[^〔〕（）()【】\[\]\n]{0,40}[〕）)】\]]")


def holes_are_filled(manuscript: Manuscript) -> Iterator[Remark]:
    """No ××, XX, _ or ** stands where a name or a number belongs.

    Lines to write on are meant in a form; short ones, 20__年, where long ones are.
    """
    outline = manuscript.outline
    found = [*_holes(outline.text)] if manuscript.has(_SIGNS) else []
    spots = [outline.spot(*match.span()) for match in found]
    with_lines = {
        outline.part_of(spot.position)
        for match, spot in zip(found, spots, strict=True)
        if _FORM.fullmatch(match[0])
    }
    for match, spot in zip(found, spots, strict=True):
        is_line = not match[0].strip("_＿") and outline.part_of(spot.position) in with_lines
        if (is_line and _in_form(outline, spot)) or _is_sample(outline, spot):
            continue
        yield remark(
            manuscript,
            "hole",
            N_("“{excerpt}” was never filled in: {around}"),
            spot,
            around=_around(outline, spot),
        )


def _holes(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for sign in _SIGN.finditer(text):
        if sign.start() >= end and (match := _HOLE.match(text, sign.start())):
            end = match.end()
            yield match


def _in_form(outline: Outline, spot: Spot) -> bool:
    """Whether the place is to be filled in by hand: a table, a form or one among the annexes."""
    part = outline.parts[outline.part_of(spot.position)]
    in_table = outline.roles[spot.position] == "table"
    return in_table or part.kind == "annex" or bool(_FORM_TITLE.search(part.title))


def _is_sample(outline: Outline, spot: Spot) -> bool:
    """Whether it shows how something is to be written: a row of a table, or a name in quotes."""
    content = outline.content(spot.position)
    if outline.roles[spot.position] == "table":
        start, end = content.rfind("\n", 0, spot.start) + 1, content.find("\n", spot.end)
        return bool(_SAMPLE.search(content[start : end if end >= 0 else None]))
    if _in_form(outline, spot) and _SUCH_AS.search(content[max(spot.start - _FAR, 0) : spot.start]):
        return True
    opened, closed = content.rfind("“", 0, spot.start), content.find("”", spot.end)
    if opened < 0 or closed < 0 or "”" in content[opened : spot.start]:
        return False
    if _MEANING.match(content, closed) or _JOINED.search(content, opened, closed):
        return True
    near = content[max(opened - _NEAR, 0) : opened], content[closed : closed + _NEAR]
    return any(_SHOWN_AS.search(words) for words in near)


def _around(outline: Outline, spot: Spot) -> str:
    content = outline.content(spot.position)
    return content[max(spot.start - 4, 0) : spot.end + 4].strip()


def nothing_is_left_open(manuscript: Manuscript) -> Iterator[Remark]:
    """Nothing is marked as still to be added."""
    outline = manuscript.outline
    for match in _OPEN.finditer(outline.text) if manuscript.has("待") else ():
        message = N_("still open: {excerpt}")
        yield remark(manuscript, "left-open", message, outline.spot(*match.span()))


_BLANK = "[ \u3000\xa0]"
_BLANK_PART = pattern(f"[年月]{_BLANK}+[月日]")  # quick to look for
_BLANK_DATE = pattern(
    rf"(?:\d{{4}}|20{_BLANK}{{0,4}}){_BLANK}{{0,9}}年{_BLANK}{{1,9}}月(?:{_BLANK}{{0,9}}日)?"
    rf"|(?<=\d月){_BLANK}{{1,9}}日|(?:^|(?<=\n)){_BLANK}{{0,40}}年{_BLANK}{{1,9}}月{_BLANK}{{1,9}}日"
)


def dates_are_filled(manuscript: Manuscript) -> Iterator[Remark]:
    """No date was left without its month or day, but in the tables and forms to be filled in."""
    outline = manuscript.outline
    if not manuscript.has(" \u3000\xa0") or not _BLANK_PART.search(outline.text):
        return
    for match in _BLANK_DATE.finditer(outline.text):
        spot = outline.spot(*match.span())
        if not _in_form(outline, spot):
            yield remark(
                manuscript, "blank-date", N_("the date “{excerpt}” is not filled in"), spot
            )


_EMPTY = pattern(rf"《{_BLANK}*》|“{_BLANK}*”|〔{_BLANK}*〕|（{_BLANK}*）|\({_BLANK}*\)")


def brackets_hold_something(manuscript: Manuscript) -> Iterator[Remark]:
    """No title mark, quotation mark or bracket is empty."""
    outline = manuscript.outline
    for match in _EMPTY.finditer(outline.text) if manuscript.has("》”〕）)") else ():
        spot = outline.spot(*match.span())
        if not _in_form(outline, spot):
            yield remark(manuscript, "empty-brackets", N_("nothing stands in “{excerpt}”"), spot)


# Other units ---------------------------------------------------------------------------------


def no_other_units(manuscript: Manuscript) -> Iterator[Remark]:
    """No name of another unit was left when the plan was copied."""
    names = manuscript.names
    if not names.others:
        return
    heads = _heads(names)
    text = manuscript.outline.text
    at = 0
    while at < len(text) - 1:
        name = next((n for n in heads.get(text[at : at + 2], ()) if text.startswith(n, at)), "")
        if name in names.others and name not in names.own:
            yield remark(
                manuscript,
                "other-unit",
                N_("“{excerpt}” is the name of another unit: {unit}"),
                manuscript.outline.spot(at, at + len(name)),
                unit=names.others[name],
            )
        at += len(name) or 1


def _heads(names: Names) -> dict[str, list[str]]:
    """The names by their first two characters, the longest first."""
    heads: dict[str, list[str]] = {}
    for name in sorted({*names.others, *names.own}, key=len, reverse=True):
        if len(name) > 1:
            heads.setdefault(name[:2], []).append(name)
    return heads


# Pages ---------------------------------------------------------------------------------------

_PAGE = pattern(
    "^(?:相关(?:阅读|推荐|链接|范文)|推荐阅读|猜你喜欢|上一篇|下一篇|返回顶部|责任编辑|本文来源)[ ]*"
    "(?:[：:](?!.*(?:校对|核稿|签发|电话)).*)?$"  # the foot of a bulletin names those, too
    "|相关文章(?:[：:]|$)|小编(?:带来|整理|为|给)|范文(?:多篇|大全|模板)|本文(?:来源|地址|链接)[：:]|下载本文"
    "|点击(?:下载|查看|阅读)",
    re.MULTILINE,
)
_PAGE_SIGNS = (*"荐猜篇顶辑编击", "相关", "本文", "范文")  # of each one; quick
_FOOT = pattern(r"[-—–－]\s*\d{1,6}\s*[-—–－]|第\s?\d{1,4}\s?页(?:[，,/\s]{0,2}共\s?\d{1,4}\s?页)?")
_PAGE_NUMBER = pattern(r"\d{1,6}")
_LONGEST_FOOT = 20
_CRUMBS = " > "
_URL = pattern(r"(?:https?://|www\.)[\w./?=&%#-]{3,100}", re.ASCII)
_MEANT = pattern("网址|网站|登录|平台|系统|邮箱|公众号|下载|链接|查询")


def no_page_residue(manuscript: Manuscript) -> Iterator[Remark]:
    """Nothing of a web page or of a page's foot came along with the text."""
    outline = manuscript.outline
    for spot in _residue(outline):
        if outline.roles[spot.position] not in ("table", "head"):
            yield _of_page(manuscript, spot)


def _of_page(manuscript: Manuscript, spot: Spot) -> Remark:
    message = N_("“{excerpt}” belongs to the page it was copied from")
    return remark(manuscript, "page-residue", message, spot)


def _page(text: str) -> Iterator[re.Match[str]]:
    return _PAGE.finditer(text) if any(sign in text for sign in _PAGE_SIGNS) else iter(())


def _urls(text: str) -> Iterator[re.Match[str]]:
    may = "h" in text or "w" in text  # quicker than to look for more
    return _URL.finditer(text) if may and ("http" in text or "www." in text) else iter(())


def _residue(outline: Outline) -> Iterator[Spot]:
    for match in _page(outline.text):
        spot = outline.spot(*match.span())
        if not (match[0].startswith("点击") and _is_meant(outline, spot)):
            yield spot
    for match in _urls(outline.text):
        spot = outline.spot(*match.span())
        if not _is_meant(outline, spot):
            yield spot
    is_trail = _CRUMBS in outline.text
    for position, line in enumerate(outline.lines):
        content = line.content
        is_foot = len(content) <= _LONGEST_FOOT and _FOOT.fullmatch(content.strip())
        if is_foot or (is_trail and content.count(_CRUMBS) > 1):
            yield Spot(position, 0, len(content))


def _is_meant(outline: Outline, spot: Spot) -> bool:
    """Whether the reader is led there: 登录网站点击下载."""
    return bool(_MEANT.search(outline.content(spot.position)[: spot.start]))


def no_page_number_at_end(manuscript: Manuscript) -> Iterator[Remark]:
    """The number of the last page did not come along with the text."""
    outline = manuscript.outline
    filled = [at for at, role in enumerate(outline.roles) if role != "blank"]
    if not filled or outline.roles[filled[-1]] in ("table", "head"):
        return
    *before, content = [outline.content(at) for at in filled[-2:]]
    in_list = any(map(is_page_number, before))  # the empty rows of a list
    if is_page_number(content) and not in_list:
        yield _of_page(manuscript, Spot(filled[-1], 0, len(content)))


def is_page_number(content: str) -> bool:
    """Whether a line is nothing but a number."""
    return len(content) <= _LONGEST_FOOT and bool(_PAGE_NUMBER.fullmatch(content.strip()))
