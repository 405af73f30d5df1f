"""Document numbers, dates and names in their official forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import N_
from ..outline import Outline, Spot
from ..patterns import pattern
from .remarks import Manuscript, Remark, remark

_NUMBER = pattern(
    r"(?P<open>[〔\[［(（【])(?P<year>\d{4})(?P<close>[〕\]］)）】])[ ]?(?P<of>第?)(?P<number>\d{1,5})[ ]?号"
)
_BEFORE_NUMBER = pattern(r"[\u4e00-\u9fffA-Za-z]$")


def numbers_are_official(manuscript: Manuscript) -> Iterator[Remark]:
    """A document number reads 〔2018〕5号: six-cornered brackets, no 第, no leading zero (7.2.5)."""
    outline = manuscript.outline
    for match in _NUMBER.finditer(outline.text) if manuscript.has("号") else ():
        official = f"〔{match['year']}〕{int(match['number'])}号"
        if match[0] == official or not _BEFORE_NUMBER.search(outline.text[: match.start()][-1:]):
            continue
        yield remark(
            manuscript,
            "document-number",
            N_("“{excerpt}” is not the official form of a document number"),
            outline.spot(*match.span()),
            hint=N_("write {official}"),
            official=official,
        )


_CN_DIGITS = "一二三四五六七八九〇○零"
_CN_DATE = pattern(
    "[一二三四五六七八九〇○零][一二三四五六七八九〇○零]{3}年"
    "(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)?"
)
_DATE = pattern(
    r"\d(?<![\dA-Za-z.]\d)(?:(?:(?<=1)9|(?<=2)0)\d{2}(?P<sep>[./-])(?P<month>\d{1,2})(?P<day>(?P=sep)\d{1,2})?(?![\d./-])"
    r"|\d{3}年0\d月(?:\d{1,2}日)?|\d?月0\d日|\d年\d{1,2}月)"
)
_DATE_SIGNS = (".", "/", "-", "年0", "月0")  # one of which stands in each but 18年6月; quick
_SHORT_YEAR = 2  # digits
_DASHES = pattern(r"\d[年月日]?[ ]?(?P<dash>——|--|-|～|~|–|－)[ ]?(?=(?:\d{4}年)?\d{1,2}[月日])")
_DASH = ("——", "-", "～", "~", "–", "－")
_CITED = pattern("《[^《》\n]*》")
_SHOWN = pattern("[“‘]$|如[：:]?$")
_SHOWN_TO = ("”", "’", "）", "。")


def dates_are_official(manuscript: Manuscript) -> Iterator[Remark]:
    """Dates in prose read 2018年6月1日: figures, four for the year, no leading zeros (7.3.5.4)."""
    outline = manuscript.outline
    for match in (*_cn_dates(outline.text), *_dates(outline.text)):
        spot = outline.spot(*match.span())
        dated = outline.roles[spot.position] in ("text", "entry", "date")
        if dated and not _is_cited(outline, spot):
            yield remark(
                manuscript,
                "date-form",
                N_("“{excerpt}” is not the official form of a date"),
                spot,
                hint=N_("write it as 2018年6月1日"),
            )


def _cn_dates(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_CN_DATE`, looked for where a year stands."""
    at = text.find("年")
    while at >= 0:
        if at > 3 and text[at - 1] in _CN_DIGITS and (match := _CN_DATE.match(text, at - 4)):
            yield match
        at = text.find("年", at + 1)


def _dates(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_DATE` that are dates."""
    if any(sign in text for sign in _DATE_SIGNS) or _has_short_year(text):
        yield from (match for match in _DATE.finditer(text) if _is_date(match))


def _has_short_year(text: str) -> bool:
    """Whether a year of two digits stands there."""
    at = text.find("年")
    while at >= 0:
        before = text[max(at - 3, 0) : at]
        if before[-_SHORT_YEAR:].isdecimal() and not before[:-_SHORT_YEAR].isdecimal():
            return True
        at = text.find("年", at + 1)
    return False


def _is_date(match: re.Match[str]) -> bool:
    """Whether it is not just two numbers: 2018-2020 are years."""
    if not match["sep"]:
        return True
    return 1 <= int(match["month"]) <= 12 and bool(match["day"] or match["sep"] == ".")


def _is_cited(outline: Outline, spot: Spot) -> bool:
    """Whether it stands in a title, or alone in quotation marks or behind 如, as an example."""
    content = outline.content(spot.position)
    if (
        _SHOWN.search(content[max(spot.start - 2, 0) : spot.start])
        and content[spot.end : spot.end + 1] in _SHOWN_TO
    ):
        return True
    return any(m.start() < spot.start < m.end() for m in _CITED.finditer(content))


def spans_have_one_dash(manuscript: Manuscript) -> Iterator[Remark]:
    """The ends of a span of time are joined by — or 至 (GB/T 15834 4.13)."""
    outline = manuscript.outline
    for match in _DASHES.finditer(outline.text) if manuscript.has(_DASH) else ():
        spot = outline.spot(*match.span("dash"))
        if outline.roles[spot.position] in ("text", "entry"):
            yield remark(
                manuscript,
                "range-dash",
                N_("“{excerpt}” joins two dates"),
                spot,
                hint=N_("write — or 至"),
            )


_CONGRESS = pattern(
    "(?:十[六七八九]|二十)(?:大|届[一二三四五六七]中全会)(?=精神|报告|部署|要求|提出|[和及、](?:十[九八]|二十)届)"
)
_NAMED = pattern("(?:党的|中共|[、和届次第十二三四])$")
_CLAUSE = pattern("[，,。；;\n]")


def congresses_are_named(manuscript: Manuscript) -> Iterator[Remark]:
    """党的十九大, not 十九大 alone; in a list of meetings the first one has 党的."""
    outline = manuscript.outline
    for match in _CONGRESS.finditer(outline.text) if manuscript.has("届大") else ():
        before = outline.text[max(match.start() - 40, 0) : match.start()]
        clause = _CLAUSE.split(before)[-1]
        if not (_NAMED.search(before) or "党的" in clause or clause.endswith(("《", "“"))):
            yield remark(
                manuscript,
                "congress-name",
                N_("“{excerpt}” lacks “党的”"),
                outline.spot(*match.span()),
            )
