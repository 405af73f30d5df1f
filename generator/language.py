"""The blueprint language: its typed models, and its JSON Schema for editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .models import (
    Anything,
    Either,
    Flag,
    ListOf,
    MappingOf,
    Model,
    Nested,
    Number,
    OneOf,
    OptionalText,
    Schema,
    Tagged,
    Text,
    TextOr,
    Whole,
)
from .overlay import PLACING
from .readers import READERS

VARIABLE_TYPES = tuple(READERS)
NUMBERING_STYLES = ("一、", "（一）", "1.", "（1）", "①", "一是", "第一阶段", "none")
FORMS = ("plan", "notice", "letter", "forward")
ANNEX_KINDS = (
    "task_list", "score_sheet", "schedule", "duty_list", "member_list", "supervision_list",
    "table", "file",
)  # fmt: skip
VARIABLE_NAME = r"(unit\.)?[a-z][a-z0-9_]{0,50}"


def _id(help: str = "编号；一经使用不再改动", *, default: Any = ...) -> Text:
    return Text(help, default=default, pattern=r"[A-Za-z0-9][A-Za-z0-9_-]*", limit=60)


def _expression(help: str) -> Text:
    return Text(help, limit=500)


def _texts(help: str) -> ListOf:
    return ListOf(Text(), help, lone=True)


def _paragraphs(help: str) -> ListOf:
    return ListOf(TextOr("Paragraph"), help, lone=True)


class Variable(Model):
    """一个变量：各单位不同的内容。"""

    label = Text("中文名称，也是 Excel 名册的列标题", default=...)
    type = OneOf(VARIABLE_TYPES, "类型", default="text")
    help = Text("填写说明")
    example = Anything("示例值", default=None)
    default = Anything("默认值；有默认值的变量不必填写", default=None)
    required = Flag("是否必填；为 no 时可以不填", default=True)
    min = OptionalText("最小值；列表类型为最少几项")
    max = OptionalText("最大值；列表类型为最多几项")
    unit = Text("计量单位，打印时跟在数字后面")
    adds_up = Flag(
        "下级各单位之和应等于上级的数；用于 integer、decimal、money、area", default=False
    )
    choices = ListOf(Text(), "choice 类型的可选项")
    columns = MappingOf(Nested("Variable"), "table 类型的各列")


class Slogan(Model):
    """概括语及其展开，如“五好”与五个名称。"""

    name = Text("概括语，不带引号，如 五好", default=...)
    items = ListOf(Text(), "展开的各项", default=..., least=1)
    count = Whole("项数；概括语中的数字之和不等于项数时填写", default=None)


class Paragraph(Model):
    """一个自然段；需要条件或固定编号时用这种写法。"""

    id = Text("段落编号，改写时保持不变", pattern=r"[A-Za-z0-9][A-Za-z0-9_-]*", limit=60)
    text = Text("段落文字", default=...)
    when = _expression("条件；不成立时不出现")


class Numbering(Model):
    """下一层各项的编号方式。"""

    style = OneOf(NUMBERING_STYLES, "样式；不写则按层次", default="")
    continues = Flag("接着上一个同级列表继续编号", default=False)


class TableSpec(Model):
    """一张表。"""

    caption = Text("表题")
    headings = ListOf(Text(), "列标题；不写则用变量各列的名称")
    rows = Either(ListOf(ListOf(Text())), "行：table 变量的名字，或逐行写出的文字", default=...)
    widths = ListOf(Number(default=...), "各列宽度的比例；不写则按内容")


class MemberSpec(Model):
    """名单中的一行：组内职务与人员。"""

    post = Text("组内职务，如 组长", default=...)
    people = Text("person、person_list 或 list 变量的名字", default=...)


class Node(Model):
    id = _id()
    when = _expression("条件；不成立时整项不出现，后面的编号自动前移")
    each = _expression("重复：名字 in 列表变量")
    key = _expression("重复时区分各项的值；不写则用该项的文字")


class Task(Node):
    owner = Text("责任单位（牵头）")
    support = _texts("配合单位")
    due = Text("完成时限")
    deliverable = Text("成果")


class Criterion(Task):
    """一条创建标准。"""

    heading = Text("标准的名称")
    text = Text("标准的内容", default=...)
    threshold = Text("达标值，如 每年不少于4次")
    evidence = _texts("印证材料")
    points = OptionalText("分值")


class Indicator(Task):
    """一项目标指标。"""

    heading = Text("指标名称")
    text = Text("指标的文字")
    target = Text("目标值")
    by = Text("何时达到")


class Item(Task):
    """一项内容，可以再分项。"""

    heading = Text("标题")
    text = _paragraphs("正文，一段或几段")
    layout = OneOf(("block", "run_in"), "标题单独成行，或与正文同段", default="")
    numbering = Nested(Numbering, "下一层的编号", default=Numbering(), short="style")
    inline = Flag("下一层各项写在同一段内", default=False)
    items = ListOf(Nested("Item"), "下一层各项")
    criteria = ListOf(Nested(Criterion), "创建标准")
    indicators = ListOf(Nested(Indicator), "目标指标")
    closing = _paragraphs("各项之后的文字")
    slogan = Text("概括语的名字；下一层的标题须与它的展开一致")
    table = Nested(TableSpec, "一张表", default=None)
    members = ListOf(Nested(MemberSpec), "成员名单")


class Phase(Item):
    """一个阶段。"""

    start = Text("开始的月份或日期；不写则接着上一阶段", key="from")
    to = Text("结束的月份或日期")
    months = OptionalText("持续几个月，可以代替 to")
    days = OptionalText("持续几天，可以代替 to")


class Section(Item):
    kind = OneOf((), "类型")
    show_duties = Flag("在各项末尾写出责任单位", default=False)


class GuidingIdeology(Section):
    """指导思想。"""

    kind = OneOf(("guiding_ideology",), "类型：指导思想")


class Objectives(Section):
    """创建目标。"""

    kind = OneOf(("objectives",), "类型：创建目标")


class Standards(Section):
    """创建标准、创建内容。"""

    kind = OneOf(("standards",), "类型：创建标准、创建内容")


class Steps(Section):
    """方法步骤。"""

    kind = OneOf(("steps",), "类型：方法步骤")
    phases = ListOf(Nested(Phase), "各阶段")


class Safeguards(Section):
    """保障措施。"""

    kind = OneOf(("safeguards",), "类型：保障措施")


class General(Section):
    """其他部分：原则、组织领导、附则、引言等；没有标题时不编号。"""

    kind = OneOf(("general",), "类型：其他")


KINDS: dict[str, type[Section]] = {
    model.kind.choices[0]: model  # type: ignore[attr-defined]
    for model in (GuidingIdeology, Objectives, Standards, Steps, Safeguards, General)
}


class SignatureSpec(Model):
    """落款。"""

    issuer = Text("署名", default=...)
    date = Text("成文日期")
    when = _expression("条件；不成立时没有落款")


class AnnexSpec(Model):
    """一个附件：由方案的数据生成的表，另列的表，或单位自己的文件。"""

    id = _id()
    kind = OneOf(
        ANNEX_KINDS,
        "task_list 重点任务分解表，score_sheet 创建标准评分表，schedule 进度安排表，duty_list 责任清单，"
        "member_list 领导小组成员名单，supervision_list 督导清单，table 另列的表，file 单位自己的 .docx",
    )
    title = Text("附件标题；不写则用这一类的名称")
    of = _texts("取自方案的哪些部分（编号）；不写则取全部")
    total = Whole("评分表的总分；各项之和与它不等时报错", default=None)
    method = Text("督导清单的督导方式")
    members = ListOf(Nested(MemberSpec), "成员名单；不写则取方案中的名单")
    table = Nested(TableSpec, "另列的表", default=None)
    file = Text("文件的路径，从蓝图所在文件夹算起")
    when = _expression("条件；不成立时没有这个附件")


class DispatchSpec(Model):
    """发文：印发方案的通知或者信函，版头、主体、版记的各个要素；空的要素不出现。"""

    form = Text("plan 只有方案，notice 印发通知，letter 信函，forward 转发通知", default="plan")
    title = Text("公文标题；印发通知不写则为 关于印发《方案标题》的通知")
    issuers = _texts("发文机关，主办机关在前；一个变量印出的多个名称以顿号分开")
    suffix = Text("发文机关标志中机关名称之后的字", default="文件")
    copy_number = Text("份号，6位数字")
    secrecy = Text("密级和保密期限，如 机密★1年")
    urgency = Text("紧急程度：特急、加急")
    number = Text("发文字号，如 某党发〔2018〕5号")
    signers = _texts("签发人；只用于上行文")
    recipients = Text("主送机关")
    body = _paragraphs("正文")
    date = Text("成文日期")
    sealed = _expression("是否留出盖章的位置")
    note = Text("附注，不带括号")
    names_annex = _expression("所印发的方案是否标“附件”二字；不写为是")
    copies_to = Text("抄送机关")
    printer = Text("印发机关")
    printed = Text("印发日期")


class Blueprint(Model):
    """蓝图：一类创建方案的内容与结构。"""

    blueprint = _id("蓝图的编号")
    extends = Text("所继承的蓝图的编号")
    label = Text("蓝图的中文名称")
    summary = Text("一句话说明")
    abstract = Flag("只供继承，不单独出方案", default=False)
    title = Text("方案标题")
    variables = MappingOf(Nested(Variable), "变量", pattern=VARIABLE_NAME)
    slogans = MappingOf(Nested(Slogan), "概括语")
    sections = ListOf(Tagged("kind", KINDS), "各部分")
    signature = Nested(SignatureSpec, "落款", default=None)
    annexes = ListOf(Nested(AnnexSpec), "附件")
    dispatch = Nested(DispatchSpec, "发文", default=None)
    renamed = MappingOf(Text(), "改过的编号：旧 → 新")


def child_lists(item: Any) -> Iterator[tuple[str, list[Any]]]:
    """The lists of child nodes an item has, in the order in which they are printed."""
    for name in ("indicators", "criteria", "phases", "items"):
        if children := getattr(item, name, None):
            yield name, children


def ids_of(items: list[Any], parent: str = "") -> Iterator[str]:
    """The ids of all parts as paths from the top, in reading order."""
    for item in items:
        name = f"{parent}/{item.id}" if parent else item.id
        yield name
        for _, children in child_lists(item):
            yield from ids_of(children, name)


# The schema ------------------------------------------------------------------------------

_PLACING_SCHEMA: dict[str, Schema] = {
    "before": {"type": "string", "description": "放在所继承的某项之前"},
    "after": {"type": "string", "description": "放在所继承的某项之后"},
    "remove": {"enum": [True, False, "yes", "no"], "description": "去掉所继承的这一项"},
}
assert set(_PLACING_SCHEMA) == set(PLACING)


def json_schema() -> Schema:
    """The JSON Schema of the blueprint language, for editors.

    An overlay may leave out what it inherits, so nothing but `id` is required below the
    top, and beside the kinds a section may be an override without one.
    """
    definitions: dict[str, Schema] = {}
    Blueprint.schema(definitions)
    top = definitions.pop("Blueprint")
    override: Schema = {"type": "object", "additionalProperties": False, "properties": {}}
    for model in KINDS.values():
        override["properties"] |= definitions[model.__name__]["properties"]
    override["properties"] = {k: v for k, v in override["properties"].items() if k != "kind"}
    definitions["SectionOverride"] = {**override, "description": "改写所继承的同名部分"}
    for definition in definitions.values():
        properties = definition["properties"]
        if "id" in properties and definition.get("description") != Paragraph.__doc__:
            properties |= _PLACING_SCHEMA
            definition["required"] = ["id", *(["kind"] if "kind" in properties else [])]
    definitions["Variable"].pop("required", None)
    definitions["AnnexSpec"]["required"] = ["id"]
    definitions["SignatureSpec"].pop("required", None)
    sections = top["properties"]["sections"]["items"]
    top["properties"]["sections"]["items"] = {
        "anyOf": [sections, {"$ref": "#/$defs/SectionOverride"}]
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "creation-plan blueprint",
        **top,
        "$defs": definitions,
    }
