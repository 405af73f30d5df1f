"""Templates and documents for the tests of an office's own templates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import formats
from generator.numbering import number
from generator.official import Document, document
from generator.plan import Annex, Dispatch, Form, Paragraph, Plan, Section, Signature, Table
from generator.word import build_templates
from generator.word.markup import W as NAMESPACE
from generator.word.office_template import compile_template
from generator.word.provenance import Provenance
from generator.word.template_writer import TemplateWriter

W = f"{{{NAMESPACE}}}"
RULES = formats.load("gbt9704")
BUILT = build_templates.build(RULES)
MADE = Provenance(blueprint="education-demo-site", unit="城关镇")
NAMESPACES = (
    f'xmlns:w="{NAMESPACE}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def official(form: Form = "notice", landscape: bool = False, **fields: Any) -> Document:
    """A notice, a letter or a plan alone with one annex; `fields` are those of the dispatch."""
    table = Table(id="t", headings=("序号", "任务"), rows=(("1", "甲"), ("2", "乙")))
    given = {
        "title": "关于印发《城关镇党建示范点创建方案》的通知",
        "issuers": ("中共某某县委",),
        "body": (Paragraph(id="n1", text="现将《方案》印发给你们，请贯彻执行。"),),
        "number": "某发〔2026〕3号",
        "recipients": "各乡镇党委，县直各单位",
        "date": "2026年3月5日",
        **fields,
    }
    plan = Plan(
        title="城关镇党建示范点创建方案",
        children=(
            Section(id="g", heading="创建目标", children=(Paragraph(id="g.1", text="建成。"),)),
        ),
        signature=Signature(issuer="中共城关镇委员会", date="2026年3月5日"),
        dispatch=None if form == "plan" else Dispatch(form=form, **given),
        annexes=(Annex(id="tasks", title="任务分解表", children=(table,), landscape=landscape),),
    )
    return document(number(plan, []))


def repacked(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The package with parts replaced, added or (None) left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def root(data: bytes, name: str = "word/document.xml") -> Any:
    return etree.fromstring(part(data, name))


def template(body: str, base: str = "plan.docx", **others: str) -> bytes:
    """A template of that name whose text is `body`, the section's end kept."""
    data = BUILT[base]
    xml = part(data).decode()
    section = xml[xml.rindex("<w:sectPr>") :]
    opening = xml[: xml.index("<w:body>") + len("<w:body>")]
    changes = {"word/document.xml": f"{opening}{body}{section}".encode()}
    return repacked(data, changes | {name: text.encode() for name, text in others.items()})


def p(content: str, style: str = "") -> str:
    """A paragraph; text without markup becomes a run."""
    runs = content if content.startswith("<") else f"<w:r><w:t>{content}</w:t></w:r>"
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{runs}</w:p>"


BODY = p("{{ body }}")


def filled(data: bytes, of: Document | None = None) -> bytes:
    """The document of a template."""
    compiled = compile_template(data, RULES, "office.docx")
    return TemplateWriter(RULES, compiled).write(of or official(), MADE)


def texts(element: Any) -> list[str]:
    """The text of each paragraph; line breaks as line feeds, tabs as tabs."""
    signs = {f"{W}br": "\n", f"{W}tab": "\t"}
    return [
        "".join(
            child.text or "" if child.tag == f"{W}t" else signs[child.tag]
            for child in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab")
            if child.getparent().tag == f"{W}r" and next(child.iterancestors(f"{W}p")) is paragraph
        )
        for paragraph in element.iter(f"{W}p")
    ]


def audit(data: bytes, folder: Path) -> list[str]:
    """What openxml-audit finds wrong."""
    path = folder / "document.docx"
    path.write_bytes(data)
    # Its strict mode demands a theme part, which no schema does and which brings theme fonts.
    result = OpenXmlValidator(strict=False).validate(str(path))
    return [str(error) for error in result.errors]
