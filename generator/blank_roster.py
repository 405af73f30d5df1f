"""An empty roster for a blueprint: a workbook to fill in, read back by `rosters`.

No cell ever holds a formula, and the same blueprint makes the same bytes.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .language import Blueprint, Variable
from .rosters.columns import CHOICES, DEFAULTS, EXAMPLE, FIXED, heading_of
from .values import is_empty

UNITS = "名册"
_ROWS = 10_000  # that have drop-down lists and formats
_HELP = {
    "id": "必填。单位编号，名册内不重复。编号是“示例”的行不生成方案；改了编号就是一个单位。",
    "file": "输出文件名，不带 .docx；不写则用方案标题。",
    "blueprint": "所用蓝图；不写则用“默认值”表里的蓝图。",
    "parent": "上级单位的编号；本单位没有填的值取自上级，单位的名称除外。",
    "as_of": "政策表述以哪一天为准。",
}
_KINDS = {
    "integer": "整数", "decimal": "数字", "percent": "百分数，如 90%", "money": "金额，如 20万元",
    "area": "面积，如 200平方米", "date": "日期，如 2018-06-01", "month": "月份，如 2018-06",
    "year": "年份，如 2018", "month_range": "起止月份，如 2018-07 至 2018-08",
    "integer_range": "数字范围，如 3至5", "yes_no": "填 是 或 否", "list": "各项以顿号隔开",
    "person": "人员，如 张三（组织部部长）", "person_list": "各人以顿号隔开",
    "doc_number": "文号，如 某党发〔2018〕5号",
}  # fmt: skip
_FORMATS = {
    "integer": "General", "decimal": "General", "year": "General",
    "date": "yyyy-mm-dd", "month": 'yyyy"年"m"月"',
}  # fmt: skip
_STAMP = datetime.datetime(2000, 1, 1)
_FIRST_DAY = "1"


def workbook(blueprint: Blueprint, name: str) -> bytes:
    """The .xlsx; `name` is how the blueprint is called in the sheet 默认值."""
    book = Workbook()
    sheet = book.active
    sheet.title = UNITS
    variables = blueprint.variables
    singles = {key: spec for key, spec in variables.items() if spec.type != "table"}
    _head(sheet, _columns(variables, singles), {"id": EXAMPLE})
    defaults = book.create_sheet(DEFAULTS)
    fixed = {
        key: spec for key, spec in _columns(variables, singles) if key in ("blueprint", "as_of")
    }
    shared = {k: v for k, v in singles.items() if not k.startswith("unit.")}
    _head(defaults, [*fixed.items(), *_columns(variables, shared, fixed=())], {}, examples=False)
    _put(defaults.cell(2, 1), name)
    for key, spec in variables.items():
        if spec.type == "table":
            _table(book.create_sheet(_title(heading_of(key, variables), key, book)), spec)
    return _settled(book)


Columns = list[tuple[str, tuple[str, Variable | None]]]


def _columns(
    variables: Mapping[str, Variable],
    chosen: Mapping[str, Variable],
    fixed: tuple[str, ...] = tuple(FIXED),
) -> Columns:
    """Headings and variables of a sheet by key; fixed columns have no variable."""
    first: Columns = [(key, (FIXED[key], None)) for key in fixed]
    return first + [(key, (heading_of(key, variables), spec)) for key, spec in chosen.items()]


def _head(sheet: Any, columns: Columns, row: Mapping[str, str], *, examples: bool = True) -> None:
    """The header with its notes, what may be typed below it, and the example row."""
    for at, (key, (heading, spec)) in enumerate(columns, 1):
        cell = _put(sheet.cell(1, at), heading)
        required = key == "id" if spec is None else _is_required(spec) and examples
        cell.font = Font(bold=required)
        cell.fill = PatternFill("solid", fgColor="FFF2CC" if required else "EDEDED")
        note = Comment(_HELP[key] if spec is None else _note(spec, required), "creation-plan")
        note.width, note.height = 320, 120
        cell.comment = note
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = min(40, max(12, 2 * len(heading) + 4))
        kind = "date" if key == "as_of" else spec.type if spec else "text"
        sheet.column_dimensions[letter].number_format = _FORMATS.get(kind, "@")
        _validate(sheet, f"{letter}2:{letter}{_ROWS + 1}", kind, spec)
        below = sheet.cell(2, at)
        below.number_format = _FORMATS.get(kind, "@")
        if key in row:
            _put(below, row[key])
        elif examples and spec is not None:
            _put(below, _example(spec), kind)
        if examples:
            below.font = Font(italic=True, color="808080")
    sheet.freeze_panes = "B2" if examples else "A2"


def _is_required(spec: Variable) -> bool:
    return spec.required and spec.default is None


def _note(spec: Variable, required: bool) -> str:
    """The help of a column, a line for each thing to know."""
    lines = ["必填" if required else "可以不填", spec.help, _KINDS.get(spec.type, "")]
    if spec.unit:
        lines.append(f"单位：{spec.unit}")
    if spec.choices:
        lines.append(f"可选：{'、'.join(spec.choices)}")
    if spec.min is not None or spec.max is not None:
        lines.append(f"范围：{spec.min or '不限'} 至 {spec.max or '不限'}")
    if not is_empty(spec.default):
        lines.append(f"默认值：{_text(spec.default)}")
    if not is_empty(spec.example):
        lines.append(f"例如：{_text(spec.example)}")
    return "\n".join(line for line in lines if line)[:2000]


def _text(value: Any) -> str:
    """An example or default as one types it into a cell."""
    if isinstance(value, (list, tuple)):
        return "、".join(_text(part) for part in value)
    if isinstance(value, Mapping):
        name, position = value.get("name", ""), value.get("position", "")
        return f"{name}（{position}）" if position else str(name)
    return "" if value is None else str(value)


def _example(spec: Variable) -> str:
    return _text(spec.default if is_empty(spec.example) else spec.example)


def _put(cell: Cell, text: str, kind: str = "text") -> Cell:
    """The cell with the text in it: typed as text, whatever sign it begins with."""
    if kind == "integer" and re.fullmatch(r"-?[1-9][0-9]{0,8}", text):
        cell.value = int(text)
    elif text:
        cell.value = text
        cell.data_type = "s"
    return cell


def _validate(sheet: Any, cells: str, kind: str, spec: Variable | None) -> None:
    """Drop-down lists where there are choices; numbers and dates are warned of, as 待补 is allowed."""
    rule = None
    if kind == "choice" and spec is not None:
        rule = DataValidation(type="list", formula1=_choices(sheet, spec.choices))
    elif kind == "yes_no":
        rule = DataValidation(type="list", formula1='"是,否"')
    elif kind in ("integer", "decimal", "year") and spec is not None:
        rule = _number_rule("decimal" if kind == "decimal" else "whole", spec)
    elif kind in ("date", "month"):
        rule = DataValidation(type="date", operator="greaterThanOrEqual", formula1=_FIRST_DAY)
    if rule is None:
        return
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorStyle = "warning"
    rule.error = "不是这一列要填的内容；待补的可以填“待补”。"
    rule.add(cells)
    sheet.add_data_validation(rule)


def _number_rule(kind: str, spec: Variable) -> DataValidation:
    low, high = (_bound(spec.min, "-999999999999"), _bound(spec.max, "999999999999"))
    return DataValidation(type=kind, operator="between", formula1=low, formula2=high)


def _bound(text: str | None, otherwise: str) -> str:
    return text if text and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else otherwise


def _choices(sheet: Any, choices: list[str]) -> str:
    """What a drop-down list refers to: the choices themselves, or a hidden sheet if they are long."""
    joined = ",".join(choices)
    if len(joined) <= 250 and not any(mark in part for part in choices for mark in ',"'):
        return f'"{joined}"'
    book = sheet.parent
    hidden = book[CHOICES] if CHOICES in book.sheetnames else book.create_sheet(CHOICES)
    hidden.sheet_state = "hidden"
    column = hidden.max_column + (hidden.cell(1, 1).value is not None)
    for row, choice in enumerate(choices, 1):
        _put(hidden.cell(row, column), choice)
    letter = get_column_letter(column)
    return f"{CHOICES}!${letter}$1:${letter}${len(choices)}"


def _table(sheet: Any, spec: Variable) -> None:
    """The sheet of a table: which unit a row belongs to, and the table's own columns."""
    first: Columns = [("id", (FIXED["id"], None))]
    columns = first + _columns(spec.columns, spec.columns, fixed=())
    _head(sheet, columns, {"id": EXAMPLE})
    note = Comment(f"必填。这一行属于哪个单位：填“{UNITS}”表里的编号。", "creation-plan")
    note.width, note.height = 320, 60
    sheet.cell(1, 1).comment = note


def _title(heading: str, name: str, book: Workbook) -> str:
    """A name a sheet may have: the heading, else the variable's name."""
    taken = {title.casefold() for title in (*book.sheetnames, CHOICES)}
    fits = len(heading) <= 31 and not re.search(r"[\\*?:/\[\]']", heading)
    return heading if fits and heading.casefold() not in taken else name[:31]


def _settled(book: Workbook) -> bytes:
    """The bytes of the workbook without the time at which they were made."""
    book.properties.creator = "creation-plan"
    book.properties.created = _STAMP
    written, settled = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(settled, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content
                )
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, content)
    return settled.getvalue()
