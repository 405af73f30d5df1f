"""The official document around a plan: for each element of clauses 7.2 to 7.4, the blocks it becomes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from generator.blocks import AnyBlock, Block, FileBlock, ImprintBlock, MarkBlock, Turn
from generator.official import document
from generator.plan import Annex, Dispatch, Paragraph, Plan, Section, Signature, Table

from .helpers import draft, trouble

PLAN = Plan(
    title="创建方案",
    children=(
        Section(
            id="aim",
            heading="创建目标",
            label="一、",
            level=1,
            children=(Paragraph(id="aim#1", text="建成示范点。"),),
        ),
    ),
    signature=Signature(issuer="甲县委", date="2026年3月5日"),
)
TABLE = Table(id="x#table", headings=("序号", "任务"), rows=(("1", "动员"),))
SHORT = Annex(id="x", title="任务分解表", children=(TABLE,))
WIDE = Annex(id="y", title="进度安排表", children=(replace(TABLE, id="y#table"),), landscape=True)
OWN = Annex(id="z", title="验收细则", file="rules.docx")


def issued(plan: Plan = PLAN, **elements: Any) -> Plan:
    """The plan in a dispatch; form, title and issuer are given unless stated."""
    given: dict[str, Any] = {
        "form": "notice",
        "title": "关于印发《创建方案》的通知",
        "issuers": ("甲县委",),
    }
    return replace(plan, dispatch=Dispatch(**given | elements))


def shown(block: AnyBlock) -> str:
    """A block in a line: its style or kind, and its text."""
    if isinstance(block, Block):
        return f"{block.style} {block.text}".rstrip()
    if isinstance(block, Turn):
        return block.orientation
    return f"{type(block).__name__} {block.text}".strip()


def head(**elements: Any) -> list[str]:
    """What stands above the red line."""
    return [shown(block) for block in document(issued(**elements)).head]


def body(plan: Plan = PLAN, **elements: Any) -> list[str]:
    """The lines from the title to 附注."""
    return [shown(block) for block in document(issued(plan, **elements)).body]


def annexed(plan: Plan) -> list[str]:
    return [shown(block) for block in document(plan).annexes]


# 版头 (7.2)

MARK, NUMBER = "MarkBlock 甲县委文件", "number"


@pytest.mark.parametrize(
    ("elements", "lines"),
    [
        pytest.param({}, [MARK, NUMBER], id="nothing but the issuer"),
        pytest.param(
            {"copy_number": "000001"}, ["head_number 000001", MARK, NUMBER], id="7.2.1 份号"
        ),
        pytest.param(
            {"secrecy": "机密★1年"}, ["head_line 机密★1年", MARK, NUMBER], id="7.2.2 密级"
        ),
        pytest.param({"urgency": "特急"}, ["head_line 特急", MARK, NUMBER], id="7.2.3 紧急程度"),
        pytest.param(
            {"copy_number": "000001", "secrecy": "秘密", "urgency": "加急"},
            ["head_number 000001", "head_line 秘密", "head_line 加急", MARK, NUMBER],
            id="7.2.1 to 7.2.3, in this order",
        ),
        pytest.param({"suffix": ""}, ["MarkBlock 甲县委", NUMBER], id="7.2.4 the name alone"),
        pytest.param(
            {"issuers": ("甲县委", "甲县政府")},
            ["MarkBlock 甲县委\n甲县政府文件", NUMBER],
            id="7.2.4 联合行文",
        ),
        pytest.param(
            {"number": "甲发〔2026〕5号"}, [MARK, "number 甲发〔2026〕5号"], id="7.2.5 发文字号"
        ),
        pytest.param(
            {"number": "甲发〔2026〕5号", "signers": ("张三",)},
            [MARK, "number_signed 甲发〔2026〕5号\t签发人：张三"],
            id="7.2.6 签发人",
        ),
        pytest.param(
            {"number": "甲发〔2026〕5号", "signers": ("张三", "李四", "王五")},
            [
                MARK,
                "signers \t签发人：张三　李四",
                "number_signed 甲发〔2026〕5号\t　　　　王五",
            ],
            id="7.2.6 two signers a line, 发文字号 on the last",
        ),
    ],
)
def test_head(elements: dict[str, Any], lines: list[str]) -> None:
    assert head(**elements) == lines


def test_the_names_of_signers_have_a_face_of_their_own() -> None:
    number = document(issued(signers=("张三",))).head[-1]
    assert isinstance(number, Block)
    assert [(span.text, span.style) for span in number.spans][-1] == ("张三", "signer")


# 主体 (7.3)

TITLE = "title 关于印发《创建方案》的通知"
NOTE = "annex_note_only 附件：创建方案"


@pytest.mark.parametrize(
    ("elements", "lines"),
    [
        pytest.param({}, [TITLE, NOTE, "signature 甲县委"], id="nothing else"),
        pytest.param(
            {"recipients": "各乡镇党委，县直各单位"},
            [TITLE, "recipients 各乡镇党委，县直各单位：", NOTE, "signature 甲县委"],
            id="7.3.2 主送机关",
        ),
        pytest.param(
            {"recipients": "各乡镇党委："},
            [TITLE, "recipients 各乡镇党委：", NOTE, "signature 甲县委"],
            id="7.3.2 with its colon",
        ),
        pytest.param(
            {"body": (Paragraph(id="d1", text="现印发。"), Paragraph(id="d2", text="请执行。"))},
            [TITLE, "body 现印发。", "body 请执行。", NOTE, "signature 甲县委"],
            id="7.3.3 正文",
        ),
        pytest.param(
            {"names_annex": False},
            [TITLE, "signature 甲县委"],
            id="7.3.4 no 附件说明 where the plan is not named an annex",
        ),
        pytest.param(
            {"date": "2026年3月5日", "sealed": True},
            [TITLE, NOTE, "sealed_signature 甲县委", "sealed_date 2026年3月5日"],
            id="7.3.5.1 with a seal",
        ),
        pytest.param(
            {"date": "2026年3月5日"},
            [TITLE, NOTE, "signature 甲县委", "date 2026年3月5日"],
            id="7.3.5.2 without a seal",
        ),
        pytest.param(
            {"issuers": ("甲县委", "甲县政府"), "date": "2026年3月5日"},
            [TITLE, NOTE, "signature 甲县委", "signature 甲县政府", "date 2026年3月5日"],
            id="7.3.5 联合行文",
        ),
        pytest.param(
            {"note": "此件公开发布"},
            [TITLE, NOTE, "signature 甲县委", "note （此件公开发布）"],
            id="7.3.6 附注",
        ),
        pytest.param(
            {"note": "（联系人：张三）"},
            [TITLE, NOTE, "signature 甲县委", "note （联系人：张三）"],
            id="7.3.6 with its brackets",
        ),
    ],
)
def test_body(elements: dict[str, Any], lines: list[str]) -> None:
    assert body(**elements) == lines


def test_a_long_title_stands_on_lines_that_keep_its_words() -> None:
    title = "甲县委组织部关于印发《甲县农村基层党建示范区创建方案》的通知"
    (first, *_) = body(title=title)
    assert first.replace("\n", "") == f"title {title}"
    assert "\n" in first


@pytest.mark.parametrize(
    ("annexes", "names_annex", "note"),
    [
        ((), True, ["annex_note_only 附件：创建方案"]),
        ((SHORT,), True, ["annex_note_first 附件：1.创建方案", "annex_note_next 2.任务分解表"]),
        ((SHORT,), False, ["annex_note_only 附件：任务分解表"]),
        ((), False, []),
        (
            (SHORT, OWN),
            False,
            ["annex_note_first 附件：1.任务分解表", "annex_note_next 2.验收细则"],
        ),
    ],
)
def test_annexes_are_named_below_the_text(
    annexes: tuple[Annex, ...], names_annex: bool, note: list[str]
) -> None:
    lines = body(replace(PLAN, annexes=annexes), names_annex=names_annex)
    assert [line for line in lines if line.startswith("annex_note")] == note


# 附件 (7.3.7)

OWN_TEXT = ["heading1 一、创建目标", "body 建成示范点。"]


@pytest.mark.parametrize(
    ("annexes", "names_annex", "lines"),
    [
        ((), True, ["annex_label 附件", "annex_title 创建方案", *OWN_TEXT]),
        ((), False, ["new_page_title 创建方案", *OWN_TEXT]),
        (
            (SHORT,),
            True,
            [
                "annex_label 附件1",
                "annex_title 创建方案",
                *OWN_TEXT,
                "annex_label 附件2",
                "annex_title 任务分解表",
                "TableBlock 序号\t任务\n1\t动员",
            ],
        ),
        (
            (SHORT,),
            False,
            [
                "new_page_title 创建方案",
                *OWN_TEXT,
                "annex_label 附件",
                "annex_title 任务分解表",
                "TableBlock 序号\t任务\n1\t动员",
            ],
        ),
    ],
)
def test_a_plan_that_is_issued_is_an_annex_without_signature(
    annexes: tuple[Annex, ...], names_annex: bool, lines: list[str]
) -> None:
    plan = replace(PLAN, annexes=annexes)
    assert annexed(issued(plan, names_annex=names_annex)) == lines


def test_a_plan_alone_names_its_annexes_above_its_signature() -> None:
    made = document(replace(PLAN, annexes=(SHORT, WIDE)))
    assert made.head == ()
    assert made.imprint is None
    assert [shown(block) for block in made.body] == [
        "title 创建方案",
        *OWN_TEXT,
        "annex_note_first 附件：1.任务分解表",
        "annex_note_next 2.进度安排表",
        "signature 甲县委",
        "date 2026年3月5日",
    ]


def test_a_wide_annex_lies_between_turns_of_the_page() -> None:
    lines = annexed(replace(PLAN, annexes=(WIDE,)))
    assert lines == [
        "landscape",
        "annex_label 附件",
        "annex_title 进度安排表",
        "TableBlock 序号\t任务\n1\t动员",
        "portrait",
    ]


def test_a_file_of_the_office_stands_under_its_label() -> None:
    (block,) = document(replace(PLAN, annexes=(OWN,))).annexes
    assert isinstance(block, FileBlock)
    assert (block.label, block.path) == ("附件", "rules.docx")


def test_every_block_has_an_id_of_its_own() -> None:
    plan = replace(PLAN, annexes=(SHORT, WIDE, OWN))
    elements: dict[str, Any] = {
        "copy_number": "000001",
        "number": "甲发〔2026〕5号",
        "issuers": ("甲县委", "甲县政府"),
        "signers": ("张三", "李四", "王五"),
        "recipients": "各乡镇",
        "body": (Paragraph(id="#dispatch#1", text="现印发。"),),
        "date": "2026年3月5日",
        "note": "此件公开发布",
        "copies_to": "市委",
    }
    ids = [block.id for block in document(issued(plan, **elements)).blocks]
    assert len(ids) == len(set(ids))


# 版记 (7.4)


@pytest.mark.parametrize(
    ("elements", "imprint"),
    [
        ({}, None),
        ({"copies_to": "市委。"}, ("市委", "", "")),
        ({"printer": "甲县委办公室", "printed": "2026年3月6日"}, ("", "甲县委办公室", "2026年3月6日")),
        (
            {"copies_to": "市委", "printer": "甲县委办公室", "printed": "2026年3月6日"},
            ("市委", "甲县委办公室", "2026年3月6日"),
        ),
    ],
)  # fmt: skip
def test_imprint(elements: dict[str, Any], imprint: tuple[str, str, str] | None) -> None:
    made = document(issued(**elements)).imprint
    assert (made and (made.copies_to, made.printer, made.printed)) == imprint


def test_the_imprint_is_the_last_block() -> None:
    assert isinstance(document(issued(copies_to="市委")).blocks[-1], ImprintBlock)


# Forms


@pytest.mark.parametrize(
    ("elements", "lines"),
    [
        ({}, ["letter_line \t甲函〔2026〕5号"]),
        ({"copy_number": "000001"}, ["letter_line 000001\t甲函〔2026〕5号"]),
        (
            {"copy_number": "000001", "secrecy": "秘密★1年", "urgency": "加急"},
            ["letter_line 000001\t甲函〔2026〕5号", "letter_line 秘密★1年", "letter_line 加急"],
        ),
    ],
)
def test_the_head_of_a_letter_has_no_suffix_and_the_number_at_the_right(
    elements: dict[str, Any], lines: list[str]
) -> None:
    """Clause 10.1; of several issuers the first alone."""
    offices = ("甲县委", "甲县政府")
    made = document(issued(form="letter", issuers=offices, number="甲函〔2026〕5号", **elements))
    mark, *below = made.head
    assert mark == MarkBlock("#mark", ("甲县委",), "", letter=True)
    assert [shown(line) for line in below] == lines


def test_the_imprint_of_a_letter_has_neither_lines_nor_printer() -> None:
    made = document(
        issued(form="letter", copies_to="市委", printer="甲县委办公室", printed="2026年3月6日")
    ).imprint
    assert made == ImprintBlock("#imprint", copies_to="市委", lines=False)


def test_a_plan_that_is_forwarded_keeps_its_signature() -> None:
    lines = annexed(issued(form="forward", issuers=("甲县委办公室",)))
    assert lines[-2:] == ["signature 甲县委", "date 2026年3月5日"]


@pytest.mark.parametrize("form", ["plan", "notice", "letter", "forward"])
def test_title_and_issuer_are_fields_of_every_form(form: Any) -> None:
    made = document(issued(form=form))
    assert made.form == form
    assert made.fields["title"] == ("创建方案" if form == "plan" else "关于印发《创建方案》的通知")


# In a blueprint

LAWFUL = {
    "form": "notice",
    "title": "关于印发《方案》的通知",
    "issuers": "甲县委",
    "number": "甲发〔2026〕5号",
}


def blueprint(changes: dict[str, Any]) -> str:
    dispatch = {name: value for name, value in {**LAWFUL, **changes}.items() if value is not None}
    text = json.dumps(dispatch, ensure_ascii=False)
    return f"sections: [{{id: a, kind: general, text: 甲。}}]\ndispatch: {text}\n"


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("plan", None),
        ("", None),
        ("方案", None),
        ("notice", "notice"),
        ("印发通知", "notice"),
        ("信函", "letter"),
        ("转发通知", "forward"),
    ],
)
def test_form(form: str, found: str | None) -> None:
    dispatch = draft(blueprint({"form": form})).plan.dispatch
    assert (dispatch and dispatch.form) == found


def test_a_notice_without_title_issues_the_plan() -> None:
    dispatch = draft(blueprint({"title": None})).plan.dispatch
    assert dispatch
    assert dispatch.title.endswith("关于印发《方案》的通知")


def test_several_issuers_in_one_value_are_parted() -> None:
    text = "variables: {offices: {label: 机关, type: list}}\n"
    text += blueprint({"issuers": ["{{ offices }}", "丁局"]})
    dispatch = draft(text, {"offices": ["乙局", "丙局"]}).plan.dispatch
    assert dispatch
    assert dispatch.issuers == ("乙局", "丙局", "丁局")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"form": "notise"}, "“notise” is no form of document"),
        ({"form": "notise"}, "did you mean notice?"),
        ({"issuers": None}, "the document has no issuer"),
        ({"form": "letter", "title": None}, "a document of the form letter needs a title"),
        ({"form": "forward", "title": None}, "a document of the form forward needs a title"),
        ({"copy_number": "12"}, "“12” is not a copy number of six digits"),
        ({"copy_number": "０００００１"}, "is not a copy number of six digits"),
        ({"secrecy": "秘密1年"}, "“秘密1年” is not a degree of secrecy with its period"),
        ({"secrecy": "机秘★1年"}, "is not a degree of secrecy with its period"),
        ({"urgency": "急"}, "“急” is not a degree of urgency"),
        ({"number": "甲发〔2026〕第05号"}, "甲发〔2026〕5号"),
        ({"number": "甲发[2026]5"}, "甲发[2026]5"),
        ({"date": "2026-02-30"}, "2026-02-30"),
        ({"printed": "三月五日"}, "三月五日"),
    ],
)
def test_elements_against_the_standard_are_told(changes: dict[str, Any], message: str) -> None:
    told = trouble(draft, blueprint(changes))
    assert message in told
    assert "b.yaml:" in told


@pytest.mark.parametrize(
    "changes",
    [
        {"secrecy": "绝密★长期"},
        {"secrecy": "机密★6个月"},
        {"secrecy": "秘密"},
        {"urgency": "特急"},
        {"number": "〔待补：发文字号〕"},
        {"date": "〔待补：成文日期〕"},
    ],
)
def test_elements_that_may_stand(changes: dict[str, Any]) -> None:
    assert draft(blueprint(changes)).findings == []


@pytest.mark.parametrize("name", ["date", "printed"])
def test_a_date_is_printed_as_official_dates_are(name: str) -> None:
    dispatch = draft(blueprint({name: "2026-03-05"})).plan.dispatch
    assert getattr(dispatch, name) == "2026年3月5日"


@pytest.mark.parametrize("name", ["sealed", "names_annex"])
@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("no", False)])
def test_a_flag_may_be_written_as_everywhere(name: str, typed: str, value: bool) -> None:
    dispatch = draft(blueprint({name: typed})).plan.dispatch
    assert getattr(dispatch, name) is value
