"""The blueprint: its typed model, and loading one with everything it inherits.

A blueprint that `extends` another is merged with it before it is validated: mappings key
by key, lists of things with an `id` by that id. Every value keeps the place in the file
it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from . import source, values
from .errors import N_, Finding, Origin, Rejected, closest, problem, told_at
from .models import Model, as_list, validated
from .numerals import NUMERAL, number
from .source import Map, Seq

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)]
VariableName = Annotated[str, Field(pattern=r"^(unit\.)?[a-z][a-z0-9_]*$", max_length=60)]
Expression = Annotated[str, Field(max_length=500)]

VariableType = Literal[
    "text", "long_text", "integer", "decimal", "percent", "money", "area", "date", "month", "year",
    "month_range", "integer_range", "yes_no", "choice", "list", "table", "person", "person_list",
    "doc_number", "cited_title",
]  # fmt: skip
NumberingStyle = Literal["一、", "（一）", "1.", "（1）", "①", "一是", "第一阶段", "none"]


class Variable(Model):
    """一个变量：各单位不同的内容。"""

    label: str = Field(description="中文名称，也是 Excel 名册的列标题")
    type: VariableType = Field("text", description="类型")
    help: str = Field("", description="填写说明")
    example: Any = Field(None, description="示例值")
    default: Any = Field(None, description="默认值；有默认值的变量不必填写")
    required: bool = Field(True, description="是否必填；为 no 时可以不填")
    min: str | None = Field(None, description="最小值")
    max: str | None = Field(None, description="最大值")
    unit: str = Field("", description="计量单位，打印时跟在数字后面")
    choices: list[str] = Field([], description="choice 类型的可选项")
    columns: dict[str, Variable] = Field({}, description="table 类型的各列")


class Slogan(Model):
    """概括语及其展开，如“五好”与五个名称。"""

    name: str = Field(description="概括语，不带引号，如 五好")
    items: list[str] = Field(min_length=1, description="展开的各项")
    count: int | None = Field(None, description="项数；概括语中的数字之和不等于项数时填写")


class Paragraph(Model):
    """一个自然段；需要条件或固定编号时用这种写法。"""

    id: Id | None = Field(None, description="段落编号，改写时保持不变")
    text: str = Field(description="段落文字")
    when: Expression = Field("", description="条件；不成立时不出现")


Paragraphs = Annotated[list[str | Paragraph], BeforeValidator(as_list)]
Texts = Annotated[list[str], BeforeValidator(as_list)]


class Numbering(Model):
    """下一层各项的编号方式。"""

    style: NumberingStyle | None = Field(None, description="样式；不写则按层次")
    continues: bool = Field(False, description="接着上一个同级列表继续编号")


class TableSpec(Model):
    """一张表。"""

    caption: str = Field("", description="表题")
    headings: list[str] = Field([], description="列标题；不写则用变量各列的名称")
    rows: str | list[list[str]] = Field(description="行：table 变量的名字，或逐行写出的文字")
    widths: list[float] = Field([], description="各列宽度的比例；不写则按内容")


class MemberSpec(Model):
    """名单中的一行：组内职务与人员。"""

    post: str = Field(description="组内职务，如 组长")
    people: str = Field(description="person 或 person_list 变量的名字")


class Node(Model):
    id: Id = Field(description="编号；一经使用不再改动")
    when: Expression = Field("", description="条件；不成立时整项不出现，后面的编号自动前移")
    each: Expression = Field("", description="重复：名字 in 列表变量")
    key: Expression = Field("", description="重复时区分各项的值；不写则用该项的文字")


class Duty(Model):
    owner: str = Field("", description="责任单位（牵头）")
    support: Texts = Field([], description="配合单位")
    due: str = Field("", description="完成时限")
    deliverable: str = Field("", description="成果")


class Criterion(Duty, Node):
    """一条创建标准。"""

    heading: str = Field("", description="标准的名称")
    text: str = Field(description="标准的内容")
    threshold: str = Field("", description="达标值，如 每年不少于4次")
    evidence: Texts = Field([], description="印证材料")
    points: str | None = Field(None, description="分值")


class Indicator(Duty, Node):
    """一项目标指标。"""

    heading: str = Field("", description="指标名称")
    text: str = Field("", description="指标的文字")
    target: str = Field("", description="目标值")
    by: str = Field("", description="何时达到")


class Item(Duty, Node):
    """一项内容，可以再分项。"""

    heading: str = Field("", description="标题")
    text: Paragraphs = Field([], description="正文，一段或几段")
    layout: Literal["block", "run_in"] | None = Field(
        None, description="标题单独成行，或与正文同段"
    )
    numbering: Annotated[
        Numbering, BeforeValidator(lambda v: {"style": v} if isinstance(v, str) else v)
    ] = Field(Numbering(), description="下一层的编号")
    inline: bool = Field(False, description="下一层各项写在同一段内")
    items: list[Item] = Field([], description="下一层各项")
    criteria: list[Criterion] = Field([], description="创建标准")
    indicators: list[Indicator] = Field([], description="目标指标")
    closing: Paragraphs = Field([], description="各项之后的文字")
    slogan: str = Field("", description="概括语的名字；下一层的标题须与它的展开一致")
    table: TableSpec | None = Field(None, description="一张表")
    members: list[MemberSpec] = Field([], description="成员名单")


class Phase(Item):
    """一个阶段。"""

    start: str = Field("", alias="from", description="开始的月份或日期；不写则接着上一阶段")
    to: str = Field("", description="结束的月份或日期")
    months: str | None = Field(None, description="持续几个月，可以代替 to")
    days: str | None = Field(None, description="持续几天，可以代替 to")


class Section(Item):
    """一个部分（一级标题）。"""

    show_duties: bool = Field(False, description="在各项末尾写出责任单位")


class GuidingIdeology(Section):
    """指导思想。"""

    kind: Literal["guiding_ideology"]


class Objectives(Section):
    """创建目标。"""

    kind: Literal["objectives"]


class Standards(Section):
    """创建标准、创建内容。"""

    kind: Literal["standards"]


class Steps(Section):
    """方法步骤。"""

    kind: Literal["steps"]
    phases: list[Phase] = Field([], description="各阶段")


class Safeguards(Section):
    """保障措施。"""

    kind: Literal["safeguards"]


class General(Section):
    """其他部分：原则、组织领导、附则、引言等；没有标题时不编号。"""

    kind: Literal["general"]


AnySection = Annotated[
    GuidingIdeology | Objectives | Standards | Steps | Safeguards | General,
    Field(discriminator="kind"),
]


class SignatureSpec(Model):
    """落款。"""

    issuer: str = Field(description="署名")
    date: str = Field("", description="成文日期")
    when: Expression = Field("", description="条件；不成立时没有落款")


class Blueprint(Model):
    """蓝图：一类创建方案的内容与结构。"""

    blueprint: Id = Field(description="蓝图的编号")
    extends: str = Field("", description="所继承的蓝图的编号")
    label: str = Field("", description="蓝图的中文名称")
    summary: str = Field("", description="一句话说明")
    abstract: bool = Field(False, description="只供继承，不单独出方案")
    title: str = Field("", description="方案标题")
    variables: dict[VariableName, Variable] = Field({}, description="变量")
    slogans: dict[str, Slogan] = Field({}, description="概括语")
    sections: list[AnySection] = Field([], description="各部分")
    signature: SignatureSpec | None = Field(None, description="落款")
    renamed: dict[str, str] = Field({}, description="改过的编号：旧 → 新")


@dataclass(frozen=True)
class Loaded:
    """A blueprint with the data it was read from, for places in messages and for hashing."""

    blueprint: Blueprint
    data: Map
    files: tuple[Path, ...]  # itself first, then what it extends

    def where(self, *path: int | str) -> Origin:
        """The place of a value, by its path of keys."""
        return source.where(self.data, path)


Find = Callable[[str, Origin], Path]


def load(path: Path, find: Find) -> Loaded:
    """The blueprint in `path`, merged with what it extends and validated.

    `find` gives the file of a blueprint named in `extends`. Raises `Rejected` with every
    error of the whole chain, or `Unreadable`.
    """
    data, files = _merged(path, find, ())
    findings: list[Finding] = []
    blueprint = validated(Blueprint, data, findings)
    if blueprint is not None:
        findings += _semantics(blueprint, data)
    if findings or blueprint is None:
        raise Rejected(findings)
    return Loaded(blueprint, data, files)


def _merged(path: Path, find: Find, seen: tuple[Path, ...]) -> tuple[Map, tuple[Path, ...]]:
    data = source.load(path, shown_name(path))
    base_name = data.get("extends")
    if not base_name:
        return _without_placing(data), (path,)
    origin = source.where(data, ("extends",))
    base_path = find(str(base_name), origin)
    if base_path in (*seen, path):
        raise Rejected(
            problem(
                "extends-cycle", N_("{name} extends itself in a circle"), origin, name=base_name
            )
        )
    base, files = _merged(base_path, find, (*seen, path))
    inherited = Map({key: value for key, value in base.items() if key not in _NOT_INHERITED})
    inherited.origin, inherited.marks = data.origin, base.marks
    return overlay(inherited, data), (path, *files)


_NOT_INHERITED = {"blueprint", "label", "summary", "abstract", "extends"}


def shown_name(path: Path) -> str:
    """The name of an input file in messages: below the current folder relative, else as given."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


# Merging ---------------------------------------------------------------------------------


def overlay(base: Map, top: Map) -> Map:
    """`base` with `top` laid over it: mappings by key, lists of identified things by id."""
    merged = Map(base)
    merged.origin, merged.marks = top.origin, {**base.marks}
    for key, value in top.items():
        below = base.get(key)
        if isinstance(value, Map) and isinstance(below, Map):
            value = overlay(below, value)
        elif (
            isinstance(value, Seq)
            and isinstance(below, Seq)
            and _has_ids(value)
            and _has_ids(below)
        ):
            value = _overlay_list(below, value)
        elif isinstance(value, (Map, Seq)):
            value = _without_placing(value)
        merged[key] = value
        merged.marks[key] = top.marks[key]
    return merged


def _has_ids(items: Seq) -> bool:
    return bool(items) and all(isinstance(item, Map) and "id" in item for item in items)


def _overlay_list(base: Seq, top: Seq) -> Seq:
    merged = list(zip(base, base.marks, strict=True))
    findings = []
    for item, mark in zip(top, top.marks, strict=True):
        try:
            _place(merged, item, mark)
        except LookupError as error:
            findings.append(
                problem(
                    "unknown-id",
                    N_("there is no {name} to override or to stand beside here"),
                    mark,
                    hint=_did_you_mean(str(error.args[0]), [old["id"] for old, _ in merged]),
                    name=error.args[0],
                    suggestion=closest(str(error.args[0]), [old["id"] for old, _ in merged]),
                )
            )
    if findings:
        raise Rejected(findings)
    result = Seq(item for item, _ in merged)
    result.origin, result.marks = top.origin, [mark for _, mark in merged]
    return result


def _did_you_mean(word: str, known: list[str]) -> str:
    return N_("did you mean {suggestion}?") if closest(word, known) else ""


def _place(merged: list[tuple[Any, Origin]], item: Map, mark: Origin) -> None:
    ids = [old["id"] for old, _ in merged]
    at = ids.index(item["id"]) if item["id"] in ids else -1
    if item.get("remove") in ("true", "yes", "是"):
        if at < 0:
            raise LookupError(item["id"])
        del merged[at]
        return
    beside, behind = item.get("before") or item.get("after"), "after" in item
    new = overlay(merged[at][0], item) if at >= 0 else item
    for key in _PLACING & set(new):
        del new[key]
    if beside is None:
        if at >= 0:
            merged[at] = (new, mark)
        else:
            merged.append((_without_placing(new), mark))
        return
    if beside not in ids:
        raise LookupError(beside)
    if at >= 0:
        del merged[at]
        ids.pop(at)
    merged.insert(ids.index(beside) + behind, (_without_placing(new), mark))


_PLACING = {"before", "after", "remove"}


def _without_placing(value: Any) -> Any:
    """`value` without the keys that only place it in a list (before, after, remove)."""
    if isinstance(value, Map):
        if "id" in value:
            for key in _PLACING & set(value):
                del value[key]
        for child in value.values():
            _without_placing(child)
    elif isinstance(value, Seq):
        for child in value:
            _without_placing(child)
    return value


# Validating ------------------------------------------------------------------------------


def _semantics(blueprint: Blueprint, data: Map) -> list[Finding]:
    return [
        *_check_ids(data, "sections", blueprint.sections),
        *(
            finding
            for index, section in enumerate(blueprint.sections)
            for finding in _check_kinds(data, section.kind, section, ("sections", index))
        ),
        *_check_variables(blueprint, data),
        *_check_slogans(blueprint, data),
        *_check_required(blueprint, data),
    ]


_KIND_OF_LIST = {"indicators": "objectives", "criteria": "standards"}


def _check_kinds(data: Map, kind: str, item: Any, path: tuple[Any, ...]) -> Iterator[Finding]:
    for name, children in child_lists(item):
        if _KIND_OF_LIST.get(name, kind) != kind:
            yield problem(
                "list-in-kind",
                N_("{name} belong in a section of kind {expected}, not {kind}"),
                source.where(data, (*path, name)),
                name=name,
                expected=_KIND_OF_LIST[name],
                kind=kind,
            )
        for index, child in enumerate(children):
            yield from _check_kinds(data, kind, child, (*path, name, index))


def _check_required(blueprint: Blueprint, data: Map) -> Iterator[Finding]:
    if not blueprint.abstract:
        for name in ("title", "sections"):
            if not getattr(blueprint, name):
                yield problem(
                    "model-missing", N_("{name} is missing"), source.where(data, ()), name=name
                )


def child_lists(item: Any) -> Iterator[tuple[str, list[Any]]]:
    """The lists of child nodes an item has, in the order in which they are printed."""
    for name in ("indicators", "criteria", "phases", "items"):
        if children := getattr(item, name, None):
            yield name, children


def _check_ids(
    data: Map, name: str, items: list[Any], path: tuple[Any, ...] = ()
) -> Iterator[Finding]:
    yield from _repeated(
        data, [((*path, name, index), item.id) for index, item in enumerate(items)]
    )
    for index, item in enumerate(items):
        here = (*path, name, index)
        below = [
            ((*here, list_name, position), child.id)
            for list_name, children in child_lists(item)
            for position, child in enumerate(children)
        ]
        if len(list(child_lists(item))) > 1:
            yield from _repeated(data, below)
        for list_name, children in child_lists(item):
            yield from _check_ids(data, list_name, children, here)


def _repeated(data: Map, ids: list[tuple[tuple[Any, ...], str]]) -> Iterator[Finding]:
    first: dict[str, Origin] = {}
    for path, name in ids:
        origin = source.where(data, (*path, "id"))
        if name in first:
            yield problem(
                "repeated-id",
                N_("the id {name} is used twice in this list (first in line {first})"),
                origin,
                name=name,
                first=first[name].line,
            )
        first.setdefault(name, origin)


def _check_variables(blueprint: Blueprint, data: Map) -> Iterator[Finding]:
    for name, variable in blueprint.variables.items():
        for field in ("default", "example"):
            raw = getattr(variable, field)
            if raw is None:
                continue
            try:
                values.read(variable, raw)
            except values.BadValue as error:
                yield told_at("bad-" + field, error, source.where(data, ("variables", name, field)))
        if (variable.type == "choice") != bool(variable.choices):
            yield problem(
                "choices",
                N_("choices belong to a variable of type choice, and it needs them"),
                source.where(data, ("variables", name)),
            )
        if (variable.type == "table") != bool(variable.columns):
            yield problem(
                "columns",
                N_("columns belong to a variable of type table, and it needs them"),
                source.where(data, ("variables", name)),
            )


def _check_slogans(blueprint: Blueprint, data: Map) -> Iterator[Finding]:
    for name, slogan in blueprint.slogans.items():
        claimed = slogan.count if slogan.count is not None else claimed_count(slogan.name)
        if claimed and claimed != len(slogan.items):
            yield problem(
                "slogan-count",
                N_("“{slogan}” claims {claimed} items and lists {listed}"),
                source.where(data, ("slogans", name)),
                slogan=slogan.name,
                claimed=claimed,
                listed=len(slogan.items),
                hint=N_("complete the list, or state count where the name is not a sum"),
            )


def claimed_count(name: str) -> int:
    """How many things a slogan names: the sum of its numerals (五好 5, 三会一课 3+1); 0 if none."""
    return sum(number(match) for match in re.findall(NUMERAL, name))


# The schema ------------------------------------------------------------------------------


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the blueprint language, for editors.

    An overlay may leave out what it inherits, so beside the kinds a section may be an
    override, and nothing but `id` is required below the top.
    """
    schema = Blueprint.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "creation-plan blueprint"
    definitions = schema["$defs"]
    kinds = [definitions[model.__name__] for model in Section.__subclasses__()]
    override: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}
    for kind in kinds:
        override["properties"] |= {
            name: spec for name, spec in kind["properties"].items() if name != "kind"
        }
    definitions["SectionOverride"] = override | {"description": "改写所继承的同名部分"}
    for definition in definitions.values():
        if "id" in definition.get("properties", {}):
            definition["properties"] |= _PLACING_SCHEMA
            definition["required"] = [
                "id",
                *(["kind"] if "kind" in definition["properties"] else []),
            ]
    sections = schema["properties"]["sections"]["items"]
    schema["properties"]["sections"]["items"] = {
        "anyOf": [sections, {"$ref": "#/$defs/SectionOverride"}]
    }
    definitions["Variable"].pop("required", None)
    _let_numbers_be_text(schema)
    return schema


_PLACING_SCHEMA: dict[str, Any] = {
    "before": {"type": "string", "description": "放在所继承的某项之前"},
    "after": {"type": "string", "description": "放在所继承的某项之后"},
    "remove": {"type": "boolean", "description": "去掉所继承的这一项"},
}


def _let_numbers_be_text(node: Any) -> None:
    """Editors read `points: 10` as a number; the language reads every scalar as text."""
    if isinstance(node, dict):
        if node.get("type") == "string" and "enum" not in node and "const" not in node:
            node["type"] = ["string", "number", "boolean"]
        for child in node.values():
            _let_numbers_be_text(child)
    elif isinstance(node, list):
        for child in node:
            _let_numbers_be_text(child)
