"""What people do in Word and WPS survives a policy change, in the same paragraph and beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from generator import returned, units
from generator.blocks import AnyBlock, Block, Span, TableBlock
from generator.errors import Rejected
from generator.merge import Generated, Merge, merge_blocks
from generator.patching import rows
from generator.patching.editing import authors_at
from generator.redlining import accepted, rejected
from generator.returned.document import opened
from generator.word.bookmarks import bookmark
from generator.word.provenance import Record, read_provenance
from generator.word.write import Writer

from .documents import ROOT
from .office import RULES, repacked
from .patching import AUTHOR, after_all, as_pieces, change, gone, ids_in, members, patch, texts
from .returning import DATA, MADE, PLAN, WRITER, XML, body, exchanged, p, part, run, with_xml
from .returning import _drafter as drafter

TWO = "各支部要认真对照标准，逐项抓好落实。"
NEW_TWO = "各支部要认真对照标准，逐项抓好落实，每季度报告一次。"
W14 = (
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:mc="http://schemas.'
    'openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)


def with_text(plan: Sequence[AnyBlock], name: str, *spans: str) -> list[AnyBlock]:
    """The plan with another text of a block."""
    return [
        replace(one, spans=tuple(map(Span, spans)))
        if isinstance(one, Block) and one.id == name else one
        for one in plan
    ]  # fmt: skip


def generated(data: bytes) -> list[Generated]:
    made = read_provenance(data)
    assert made is not None
    tables = {one.id: (one.headings, *one.rows) for one in PLAN if isinstance(one, TableBlock)}
    return [_generated(record, tables.get(record.id, ())) for record in made.blocks]


def _generated(record: Record, table: tuple[tuple[str, ...], ...]) -> Generated:
    found = [tuple(row.split("\t")) for row in record.text.split("\n")] if table else []
    label = "（一）" if record.text.startswith("（一）") else ""
    return Generated(record.id, record.style, record.text, label, tuple(found))


def merged(theirs: bytes, ours: bytes) -> Merge:
    merge = merge_blocks(generated(DATA), as_pieces(returned.read(theirs)), generated(ours))
    assert not merge.refused, merge.refused
    return merge


def updated(theirs: bytes, ours: bytes) -> bytes:
    data = patch(theirs, ours, merged(theirs, ours))
    numbers = ids_in(part(data).decode())
    assert len(numbers) == len(set(numbers))
    return data


SAME = WRITER.write(with_text(PLAN, "goal/two", NEW_TWO), MADE)
BESIDE = WRITER.write(
    with_text(PLAN, "goal/one", "（一）建强组织。", "经过五年努力，建成示范点20个。"), MADE
)


def bookmarked(name: str, content: str, properties: str = "") -> str:
    mark, number = bookmark(name)
    start = f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>'
    return p(
        f'{start}{content}<w:bookmarkEnd w:id="{number}"/>',
        f'<w:pStyle w:val="BodyText"/>{properties}',
    )


def two(content: str, properties: str = "") -> str:
    """The text with another content of the paragraph that the policy changes."""
    return exchanged("goal/two", bookmarked("goal/two", content, properties))


def field(code: str, result: str) -> str:
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f"<w:r><w:instrText> {code} </w:instrText></w:r>"
    return sign.format("begin") + code + sign.format("separate") + run(result) + sign.format("end")


PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="图"/></wp:inline></w:drawing></w:r>'
)
BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    f"{p('框中的话')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
TABLE = XML[XML.index("<w:tbl>") : XML.index("</w:tbl>") + 8]
LAST = TABLE[TABLE.rindex("<w:tr>") : TABLE.rindex("</w:tr>") + 7]

# What was done: the text of the document, what of it must be there after the policy changed the
# same paragraph, and what the paragraph then says.
EDITS: dict[str, tuple[str, list[str], str]] = {
    "split runs with revision numbers": (
        two("".join(f'<w:r w:rsidR="00A{n}"><w:t>{sign}</w:t></w:r>' for n, sign in enumerate(TWO))),
        [], NEW_TWO),
    "a word of one's own": (two(run("各党支部要认真对照标准，逐项抓好落实。")), ["各党支部要"],
        "各党支部要认真对照标准，逐项抓好落实，每季度报告一次。"),
    "proofing marks": (two('<w:proofErr w:type="gramStart"/>' + run("各党支部要认真") +
        '<w:proofErr w:type="gramEnd"/>' + run("对照标准，逐项抓好落实。")),
        ['<w:proofErr w:type="gramStart"/>', '<w:proofErr w:type="gramEnd"/>'],
        "各党支部要认真对照标准，逐项抓好落实，每季度报告一次。"),
    "a page break as rendered": (two(run("各党支部要认真") +
        "<w:r><w:lastRenderedPageBreak/><w:t>对照标准，逐项抓好落实。</w:t></w:r>"),
        ["<w:lastRenderedPageBreak/>"], "各党支部要认真对照标准，逐项抓好落实，每季度报告一次。"),
    "bold": (two(run("各支部", "<w:b/>") + run(TWO[3:])), ["<w:b/>", "各支部"], NEW_TWO),
    "all bold": (two(run(TWO, "<w:b/>")), ["<w:b/>"], NEW_TWO),
    "highlight": (two(run(TWO[:5]) + run(TWO[5:], '<w:highlight w:val="yellow"/>')),
        ['<w:highlight w:val="yellow"/>'], NEW_TWO),
    "centred": (two(run(TWO), '<w:jc w:val="center"/>'), ['<w:jc w:val="center"/>'], NEW_TWO),
    "another style": (exchanged("goal/two", lambda old: old.replace("BodyText", "Heading2")),
        ['<w:pStyle w:val="Heading2"/>'], NEW_TWO),
    "a bookmark of somebody's": (two(run(TWO[:3]) + '<w:bookmarkStart w:id="5" w:name="标准"/>' +
        run(TWO[3:6]) + '<w:bookmarkEnd w:id="5"/>' + run(TWO[6:])),
        ['<w:bookmarkStart w:id="5" w:name="标准"/>', '<w:bookmarkEnd w:id="5"/>'], NEW_TWO),
    "a bookmark that goes on": (two('<w:bookmarkStart w:id="5" w:name="标准"/>' + run(TWO)).replace(
        "二、方法步骤</w:t></w:r>", '二、方法步骤</w:t></w:r><w:bookmarkEnd w:id="5"/>'),
        ['<w:bookmarkStart w:id="5" w:name="标准"/>', '<w:bookmarkEnd w:id="5"/>'], NEW_TWO),
    "the last place": (two('<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' +
        run(TWO)), [], NEW_TWO),
    "a smart tag": (two(f'<w:smartTag w:uri="u" w:element="place">{run(TWO[:3])}</w:smartTag>' +
        run(TWO[3:])), ['<w:smartTag w:uri="u" w:element="place"><w:r>'], NEW_TWO),
    "a content control": (two("<w:sdt><w:sdtPr><w:id w:val='5'/></w:sdtPr><w:sdtContent>" +
        run(TWO) + "</w:sdtContent></w:sdt>"), ['<w:id w:val="5"/>'], NEW_TWO),
    "a control round it": (exchanged("goal/two",
        "<w:sdt><w:sdtPr><w:id w:val='5'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>".format),
        ["<w:id w:val='5'/>"], NEW_TWO),
    "paragraph ids": (two(run("各党支部" + TWO[3:])).replace("<w:p>",
        '<w:p w14:paraId="1A2B3C4D" w14:textId="77777777">').replace("<w:document", f"<w:document{W14}"),
        ['w14:paraId="1A2B3C4D"', 'mc:Ignorable="w14"'], "各党支部" + NEW_TWO[3:]),
    "a field": (two(run(TWO[:3]) + field("REF 标准", "要认真") + run(TWO[6:])),
        ["<w:instrText> REF 标准 </w:instrText>", '"separate"', '"end"'], NEW_TWO),
    "a simple field": (two(f'<w:fldSimple w:instr=" DATE ">{run(TWO[:3])}</w:fldSimple>' + run(TWO[3:])),
        ['<w:fldSimple w:instr=" DATE ">'], NEW_TWO),
    "a footnote": (two(run(TWO[:-1]) + NOTE + run("。")), [NOTE], NEW_TWO),
    "a footnote at the end": (two(run(TWO) + NOTE), [NOTE], NEW_TWO),
    "a picture": (two(run(TWO) + PICTURE), ['name="图"'], NEW_TWO),
    "a text box": (two(BOX + run(TWO)), ["框中的话"], NEW_TWO),
    "a link": (two(f'<w:hyperlink w:anchor="标准">{run(TWO[6:10])}</w:hyperlink>'.join(
        (run(TWO[:6]), run(TWO[10:])))), ['<w:hyperlink w:anchor="标准"><w:r>'], NEW_TWO),
    "a comment": (two(f'<w:commentRangeStart w:id="3"/>{run(TWO)}<w:commentRangeEnd w:id="3"/>'
        '<w:r><w:commentReference w:id="3"/></w:r>'),
        ['<w:commentRangeStart w:id="3"/>', '<w:commentReference w:id="3"/>'], NEW_TWO),
    "a comment across paragraphs": (two(f'{run(TWO[:4])}<w:commentRangeStart w:id="3"/>{run(TWO[4:])}'
        ).replace("二、方法步骤</w:t></w:r>", '二、方法步骤</w:t></w:r><w:commentRangeEnd w:id="3"/><w:r>'
        '<w:commentReference w:id="3"/></w:r>'),
        ['<w:commentRangeStart w:id="3"/>', '<w:commentRangeEnd w:id="3"/>'], NEW_TWO),
    "a tracked insertion": (two(run(TWO[:3]) + change("ins", run("和党员")) + run(TWO[3:])),
        ['w:author="张三"', "和党员"], "各支部和党员要认真对照标准，逐项抓好落实，每季度报告一次。"),
    "a tracked deletion": (two(run(TWO[:4]) + gone("切实") + run(TWO[4:])),
        ["切实</w:delText>", 'w:author="张三"'], NEW_TWO),
    "a tracked change of formatting": (two(run(TWO, '<w:rPrChange w:id="9" w:author="张三"><w:rPr>'
        "<w:b/></w:rPr></w:rPrChange>")), ['<w:rPrChange w:id="9" w:author="张三">'], NEW_TWO),
    "hidden text": (two(run(TWO[:3], "<w:vanish/>") + run(TWO[3:])), ["<w:vanish/>"], NEW_TWO),
    "a line break and a tab": (two(run(TWO[:11]) + "<w:r><w:br/><w:tab/></w:r>" + run(TWO[11:])),
        ["<w:br/><w:tab/>"], "各支部要认真对照标准，\n\t逐项抓好落实，每季度报告一次。"),
    "a page break": (two(run(TWO) + '<w:r><w:br w:type="page"/></w:r>'), ['<w:br w:type="page"/>'],
        NEW_TWO),
    "the end of a section": (two(run(TWO), '<w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr>'),
        ['<w:pgSz w:w="16838" w:h="11906"/>'], NEW_TWO),
    "a symbol": (two(run(TWO[:-1]) + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + run("。")),
        ['<w:sym w:font="Wingdings" w:char="F0FC"/>'], "\uf0fc".join((NEW_TWO[:17], NEW_TWO[17:]))),
    "permission": (two('<w:permStart w:id="6" w:edGrp="everyone"/>' + run(TWO) + '<w:permEnd w:id="6"/>'),
        ['<w:permStart w:id="6" w:edGrp="everyone"/>'], NEW_TWO),
    "an unknown attribute": (two(f'<w:r x:odd="1" xmlns:x="urn:x">{run("各党支部")[5:]}' + run(TWO[3:])),
        ['x:odd="1"'], "各党支部" + NEW_TWO[3:]),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_it_survives_a_change_of_the_same_paragraph(name: str) -> None:
    xml, kept, text = EDITS[name]
    data = updated(with_xml(xml), SAME)
    after = part(data).decode()
    assert [one for one in kept if one not in after] == []
    assert text in after_all(data, accept=True)


@pytest.mark.parametrize("name", EDITS)
def test_a_change_beside_it_leaves_every_byte(name: str) -> None:
    theirs = with_xml(EDITS[name][0])
    data = updated(theirs, BESIDE)
    before, after = returned.read(theirs), part(data)
    names = [one.id for one in as_pieces(before)]
    for number, piece in enumerate(before.pieces):
        if number >= len(names) or names[number] != "goal/one":
            assert before.package.document[piece.start : piece.end] in after
    assert "（一）建强组织。经过五年努力，建成示范点20个。" in texts(data)
    assert {name for name in members(theirs) if members(theirs)[name] != members(data)[name]} <= {
        "word/document.xml", "customXml/item1.xml",
    }  # fmt: skip


# Offers --------------------------------------------------------------------------------------


def test_where_both_changed_the_same_words_the_new_text_is_offered() -> None:
    theirs = with_xml(two(run("各支部要认真对照标准，逐条抓好整改。")))
    ours = WRITER.write(with_text(PLAN, "goal/two", "各支部要认真对照标准，逐件抓好落实。"), MADE)
    data = updated(theirs, ours)
    assert "各支部要认真对照标准，逐条抓好整改。" not in after_all(data, accept=True)
    assert "各支部要认真对照标准，逐条抓好整改。" in after_all(data, accept=False)
    xml, comments = part(data).decode(), part(data, "word/comments.xml").decode()
    assert xml.count("<w:commentReference ") == comments.count("<w:comment ") == 1
    assert f'w:author="{AUTHOR}" w:date="2026-03-05T00:00:00Z"' in xml
    assert "新文：" in comments and "依据：政策" in comments
    assert part(data, "word/_rels/document.xml.rels").count(b'Target="comments.xml"') == 1
    assert part(data, "[Content_Types].xml").count(b"/word/comments.xml") == 1


def test_comments_of_others_stay_and_new_ones_have_other_numbers() -> None:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:comment w:id="3" w:author="张三"><w:p/></w:comment></w:comments>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    others = {
        "word/comments.xml": comments.encode(),
        "[Content_Types].xml": part(DATA, "[Content_Types].xml").replace(
            b"</Types>",
            f'<Override PartName="/word/comments.xml" ContentType="{kind}"/></Types>'.encode(),
        ),
        "word/_rels/document.xml.rels": part(DATA, "word/_rels/document.xml.rels").replace(
            b"</Relationships>",
            f'<Relationship Id="rId77" Type="{office}/comments" Target="comments.xml"/>'
            "</Relationships>".encode(),
        ),
    }
    xml = two(run("各支部要认真对照标准，逐项抓好落实，每月报告两次。"))
    data = updated(with_xml(xml, **others), SAME)
    after = part(data, "word/comments.xml").decode()
    assert comments.removesuffix("</w:comments>") in after and 'w:id="4"' in after
    assert '<w:commentReference w:id="4"/>' in part(data).decode()
    same = members(with_xml(xml, **others)).items() & members(data).items()
    assert {"[Content_Types].xml", "word/_rels/document.xml.rels"} <= {name for name, _ in same}


def test_what_somebody_tracked_is_never_taken_out_in_silence() -> None:
    theirs = with_xml(two(run(TWO[:11]) + change("ins", run("逐项抓好落实。"))))
    ours = WRITER.write(with_text(PLAN, "goal/two", "各支部要认真对照标准，抓好整改。"), MADE)
    data = updated(theirs, ours)
    xml = part(data).decode()
    assert 'w:author="张三"' in xml
    assert "各支部要认真对照标准，抓好整改。" in after_all(data, accept=True)


def test_a_number_in_what_somebody_tracked_counts_on() -> None:
    """That asks nobody: numbers follow from the order."""
    added = p(
        change("ins", run("（二）新增一项。")), '<w:rPr><w:ins w:id="92" w:author="张三"/></w:rPr>'
    )
    theirs = with_xml(exchanged("goal/one", lambda old: old + added))
    before = Block("goal/zero", "body", (Span("（一）", "heading2"), Span("先学一步。")))
    plan = with_text(PLAN, "goal/one", "（二）建强组织。", "经过三年努力，建成示范点12个。")
    data = patch(*_numbered(theirs, WRITER.write([*plan[:2], before, *plan[2:]], MADE)))
    assert "（三）新增一项。" in after_all(data, accept=True)
    assert AUTHOR not in part(data).decode()
    assert 'w:author="张三"' in part(data).decode()


def _numbered(theirs: bytes, ours: bytes) -> tuple[bytes, bytes, Merge]:
    def labelled(data: bytes) -> list[Generated]:
        found = (re.match("（.）", one.text) for one in generated(data))
        return [
            replace(one, label=label[0] if label else "")
            for one, label in zip(generated(data), found, strict=True)
        ]

    return (
        theirs,
        ours,
        merge_blocks(labelled(DATA), as_pieces(returned.read(theirs)), labelled(ours)),
    )


def test_rejecting_only_what_is_offered_leaves_what_a_person_tracked() -> None:
    typed = run(TWO[:11]) + gone("逐项抓好落实。", 71) + change("ins", run("逐条抓好整改。"), 70)
    ours = WRITER.write(with_text(PLAN, "goal/two", "各支部要认真对照标准，逐件抓好落实。"), MADE)
    data = updated(with_xml(two(typed)), ours)
    xml, comments = part(data).decode(), part(data, "word/comments.xml").decode()
    own = re.sub(rf'<w:ins [^>]*w:author="{AUTHOR}"[^>]*>(?:(?!</w:ins>).)*</w:ins>', "", xml)
    own = re.sub(rf'<w:del [^>]*w:author="{AUTHOR}"[^>]*>((?:(?!</w:del>).)*)</w:del>', r"\1", own)
    left = with_xml(own.replace("<w:delText", "<w:t").replace("</w:delText>", "</w:t>"), data)
    assert "各支部要认真对照标准，逐条抓好整改。" in texts(left)
    assert own.count('w:author="张三"') >= 2
    assert "（张三）" in comments


@pytest.mark.parametrize(
    ("content", "start", "end", "authors"),
    [
        (run("甲乙") + change("ins", run("丙丁")) + run("戊"), 3, 4, ("张三",)),
        (run("甲乙") + change("ins", run("丙丁")) + run("戊"), 0, 1, ()),
        (run("甲乙") + gone("丙丁") + run("戊"), 2, 2, ("张三",)),
        (run("甲乙") + gone("丙丁") + run("戊"), 0, 1, ()),
        (
            run("甲乙") + change("ins", run("丙丁"), author="李四") + gone("丙"),
            0,
            4,
            ("李四", "张三"),
        ),
    ],
)
def test_whose_changes_stand_at_a_place(
    content: str, start: int, end: int, authors: tuple[str, ...]
) -> None:
    paragraph = etree.fromstring(body(p(content)))[0][0]
    assert authors_at(paragraph, start, end) == authors


# Decided -------------------------------------------------------------------------------------


def offered(theirs: bytes, old: bytes, text: str) -> tuple[bytes, bytes]:
    """A file with the text offered in place of what a person wrote, and what is generated."""
    ours = WRITER.write(with_text(PLAN, "goal/two", text), replace(MADE, policies={"p": text}))
    merge = merge_blocks(generated(old), as_pieces(returned.read(theirs)), generated(ours))
    return patch(theirs, ours, merge), ours


def comments_in(data: bytes) -> list[str]:
    """The comments that are anchored in the text, by their numbers, and those that are kept."""
    xml, kept = part(data).decode(), part(data, "word/comments.xml").decode()
    marks = re.findall(r'<w:comment(?:RangeStart|RangeEnd|Reference) w:id="(\d+)"', xml)
    assert sorted(set(marks)) == sorted(re.findall(r'<w:comment [^>]*?w:id="(\d+)"', kept))
    assert all(marks.count(number) == 3 for number in marks)
    return sorted(set(marks))


@pytest.mark.parametrize("accept", [True, False])
def test_comments_on_decided_offers_go_with_the_next_change(accept: bool) -> None:
    theirs = with_xml(two(run("各支部要认真对照标准，逐条抓好整改。")))
    data, made = offered(theirs, DATA, "各支部要认真对照标准，逐件抓好落实。")
    data = accepted(data) if accept else rejected(data)
    assert comments_in(data) == ["0"]
    data, made = offered(data, made, "各支部要认真对照标准，逐个抓好落实。")
    assert comments_in(data) == ([] if accept else ["0"])
    assert part(data, "word/comments.xml").count("逐件".encode()) == 0
    assert "各支部要认真对照标准，逐个抓好落实。" in after_all(data, accept=True)


def test_comments_that_were_answered_or_wait_stay() -> None:
    theirs = with_xml(two(run("各支部要认真对照标准，逐条抓好整改。")))
    data, made = offered(theirs, DATA, "各支部要认真对照标准，逐件抓好落实。")
    ours = WRITER.write(
        [*with_text(PLAN, "goal/two", "各支部要认真对照标准，逐件抓好落实。")[:-1],
         Block("#date", "date", (Span("2026年3月6日"),))], MADE)  # fmt: skip
    waiting = patch(
        data, ours, merge_blocks(generated(made), as_pieces(returned.read(data)), generated(ours))
    )
    assert comments_in(waiting) == ["0"]
    w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    comments = (
        part(data, "word/comments.xml").decode().replace("<w:p>", f'<w:p{W14} w14:paraId="0A">')
    )
    others = {
        "word/comments.xml": comments.encode(),
        "word/commentsExtended.xml": f'<w15:commentsEx xmlns:w15="{w15}"><w15:commentEx '
        'w15:paraId="0B" w15:paraIdParent="0A" w15:done="0"/></w15:commentsEx>'.encode(),
    }  # fmt: skip
    answered = rejected(with_xml(part(data).decode(), data, **others))
    new, _ = offered(answered, made, "各支部要认真对照标准，逐个抓好落实。")
    assert comments_in(new) == ["0", "1"]


# Blocks --------------------------------------------------------------------------------------


def test_a_new_block_comes_in_with_its_style() -> None:
    ours = WRITER.write(
        [*PLAN[:4], Block("goal/three", "heading2", (Span("（二）新增。"),)), *PLAN[4:]], MADE
    )
    data = updated(with_xml(XML.replace("12个", "15个")), ours)
    assert "（二）新增。" in texts(data)
    assert '<w:pStyle w:val="Heading2"/>' in part(data).decode()


def test_styles_are_found_by_their_names_and_added_where_they_lack() -> None:
    styles = part(DATA, "word/styles.xml").decode()
    renamed = styles.replace('w:styleId="Heading2"', 'w:styleId="Style31"').replace(
        'w:val="Heading2"/>', 'w:val="Style31"/>'
    )
    ours = WRITER.write(
        [
            *PLAN[:4],
            Block("goal/three", "heading2", (Span("（二）新增。"),)),
            Block("goal/four", "caption", (Span("表题"),)),
            *PLAN[4:],
        ],
        MADE,
    )
    names = returned.read(DATA).styles
    caption = next(key for key, name in names.items() if name.casefold() == "caption")
    start = (
        renamed.index(f'<w:style w:type="paragraph" w:styleId="{caption}"')
        if (f'<w:style w:type="paragraph" w:styleId="{caption}"' in renamed)
        else renamed.rindex("<w:style ", 0, renamed.index(f'w:styleId="{caption}"'))
    )
    renamed = renamed[:start] + renamed[renamed.index("</w:style>", start) + 10 :]
    theirs = with_xml(XML.replace("12个", "15个"), **{"word/styles.xml": renamed.encode()})
    data = updated(theirs, ours)
    assert '<w:pStyle w:val="Style31"/>' in part(data).decode()
    after = returned.read(data)
    styled = {piece.text: after.style(piece.style).casefold() for piece in after.pieces}
    assert (styled["（二）新增。"], styled["表题"]) == ("heading 2", "caption")


def test_a_block_that_goes_leaves_the_marks_of_others() -> None:
    ours = WRITER.write([one for one in PLAN if one.id != "goal/two"], MADE)
    xml = two('<w:bookmarkStart w:id="5" w:name="标准"/>' + run(TWO)).replace(
        "二、方法步骤</w:t></w:r>", '二、方法步骤</w:t></w:r><w:bookmarkEnd w:id="5"/>'
    )
    data = updated(with_xml(xml), ours)
    assert TWO not in texts(data)
    assert '<w:bookmarkStart w:id="5" w:name="标准"/>' in part(data).decode()
    section = two(run(TWO), '<w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr>')
    assert '<w:pgSz w:w="16838" w:h="11906"/>' in part(updated(with_xml(section), ours)).decode()


@pytest.mark.parametrize("name", ["a comment", "a picture", "a footnote", "a tracked deletion"])
def test_a_block_that_goes_with_something_of_a_person_s_is_only_offered(name: str) -> None:
    ours = WRITER.write([one for one in PLAN if one.id != "goal/two"], MADE)
    xml, kept, _ = EDITS[name]
    data = updated(with_xml(xml), ours)
    assert [one for one in kept if one not in part(data).decode()] == []
    assert TWO not in after_all(data, accept=True)


SDT = "<w:sdt><w:sdtPr><w:id w:val='5'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
ALTERNATIVES = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w14="urn:w14"><mc:Choice Requires="w14">{0}</mc:Choice>'
    "<mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize("wrapped", [SDT, ALTERNATIVES], ids=["control", "alternatives"])
def test_a_new_block_stands_behind_what_holds_the_one_before(wrapped: str) -> None:
    new = Block("goal/three", "body", (Span("新增一段。"),))
    ours = WRITER.write([*PLAN[:4], new, *PLAN[4:]], MADE)
    theirs = with_xml(exchanged("goal/two", lambda old: wrapped.format(old)))
    xml = part(patch(theirs, ours, merged(theirs, ours))).decode()
    end = wrapped[-10:]
    assert xml.index(end) < xml.index("新增一段。") < xml.index("二、方法步骤")


def test_tables_never_touch() -> None:
    plan: list[AnyBlock] = [
        *PLAN[:8],
        Block("between", "body", (Span("其间。"),)),
        NEW_TABLE_TWO,
        *PLAN[8:],
    ]
    data = WRITER.write(plan, MADE)
    theirs = with_xml(part(data).decode().replace("12个", "15个"), data)
    ours = WRITER.write([one for one in plan if one.id != "between"], MADE)
    base, new = ([_row_block(one) for one in generated(one)] for one in (data, ours))
    merge = merge_blocks(base, as_pieces(returned.read(theirs)), new)
    xml = part(patch(theirs, ours, merge)).decode()
    assert "其间。" not in xml and "</w:tbl><w:tbl>" not in xml


def _row_block(one: Generated) -> Generated:
    return (
        replace(one, rows=tuple(tuple(row.split("\t")) for row in one.text.split("\n")))
        if (one.kind == "table")
        else one
    )


NEW_TABLE_TWO = TableBlock("second", ("甲", "乙"), (("1", "2"),))

# Tables --------------------------------------------------------------------------------------

NEW_TABLE = TableBlock(
    "tasks",
    ("任务", "单位"),
    (("召开动员会", "宣传部"), ("组织考核", "各支部"), ("总结", "办公室")),
)
TABLE_OURS = WRITER.write([NEW_TABLE if one.id == "tasks" else one for one in PLAN], MADE)
OWN_ROW = LAST.replace("组织考核", "自查").replace("各支部", "党小组")
CHANGED = next(cell for cell in re.findall("<w:tc>.*?</w:tc>", TABLE) if "组织部" in cell)
BARE_CELL = re.compile(r"(<w:tc>(?:(?!</w:tc>).)*?)<w:p>(?:(?!</w:tc>).)*</w:p>(</w:tc>)")
ALL_ROWS = (("任务", "单位"), ("召开动员会", "宣传部"), ("组织考核", "各支部"), ("总结", "办公室"))

# What was done in a table: the text of the document, what must stay, and the rows it has then.
TABLES: dict[str, tuple[str, list[str], tuple[tuple[str, ...], ...]]] = {
    "a row added": (XML.replace(LAST, LAST + OWN_ROW), ["自查"],
        (*ALL_ROWS[:3], ("自查", "党小组"), ALL_ROWS[3])),
    "a cell changed": (XML.replace("组织考核", "组织考核验收"), [],
        (*ALL_ROWS[:2], ("组织考核验收", "各支部"), ALL_ROWS[3])),
    "widths": (XML.replace('w:w="5325"', 'w:w="4000"'), ['<w:gridCol w:w="4000"/>'], ALL_ROWS),
    "shading": (XML.replace("<w:vAlign", '<w:shd w:val="clear" w:fill="FFFF00"/><w:vAlign', 1),
        ['w:fill="FFFF00"'], ALL_ROWS),
    "bold": (XML.replace(run("组织考核", '<w:rFonts w:hint="eastAsia"/>'), run("组织考核", "<w:b/>")),
        ["<w:b/>"], ALL_ROWS),
    "a comment": (XML.replace(">组织部</w:t></w:r>", '>组织部</w:t></w:r><w:r><w:commentReference w:id="3"/></w:r>'),
        ['<w:commentReference w:id="3"/>'], ALL_ROWS),
    "a tracked row": (XML.replace(LAST, LAST + OWN_ROW.replace("<w:cantSplit/>",
        '<w:cantSplit/><w:ins w:id="7" w:author="张三"/>')), ['<w:ins w:id="7" w:author="张三"/>'],
        (*ALL_ROWS[:3], ("自查", "党小组"), ALL_ROWS[3])),
    "a row deleted": (XML.replace(LAST, ""), [], (*ALL_ROWS[:2], ALL_ROWS[3])),
    "a cell of several paragraphs": (XML.replace("各支部</w:t></w:r></w:p>",
        f"各支部</w:t></w:r></w:p>{p('村委会')}"), ["村委会"],
        (*ALL_ROWS[:2], ("组织考核", "各支部\n村委会"), ALL_ROWS[3])),
    "a cell without a paragraph": (XML.replace(CHANGED, BARE_CELL.sub(r"\1\2", CHANGED)), [], ALL_ROWS),
    "a row whose cells have no paragraph": (XML.replace(LAST, LAST + BARE_CELL.sub(r"\1\2", LAST)), [],
        (*ALL_ROWS[:3], ("", ""), ALL_ROWS[3])),
    "a bookmark between rows": (XML.replace(LAST, f'<w:bookmarkStart w:id="77" w:name="标准"/>{LAST}'
        '<w:bookmarkEnd w:id="77"/>'), ['<w:bookmarkStart w:id="77" w:name="标准"/>'], ALL_ROWS),
    "a row in a content control": (XML.replace(LAST, "<w:sdt><w:sdtPr><w:id w:val='5'/></w:sdtPr>"
        f"<w:sdtContent>{LAST}</w:sdtContent></w:sdt>"), ['<w:id w:val="5"/>'], ALL_ROWS),
    "a cell with another file in it": (XML.replace(CHANGED, CHANGED.replace("<w:p>",
        '<w:altChunk r:id="rId99"/><w:p>')), ['<w:altChunk r:id="rId99"/>'], ALL_ROWS),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_what_was_done_in_a_table_survives_a_change_of_it(name: str) -> None:
    xml, kept, expected = TABLES[name]
    data = updated(with_xml(xml), TABLE_OURS)
    after = part(data).decode()
    assert [one for one in kept if one not in after] == []
    (table,) = [piece for piece in returned.read(data).pieces if piece.kind == "table"]
    assert rows(table) == expected


@pytest.mark.parametrize(
    "tasks", [[("组织考核", "各支部")], [("召开动员会", "组织部"), ("总结", "办公室")]]
)
def test_rows_come_and_go_beside_cells_without_paragraphs(tasks: list[tuple[str, str]]) -> None:
    """Some converters write such cells; Word repairs them."""
    table = TableBlock("tasks", ("任务", "单位"), tuple(tasks))
    ours = WRITER.write([table if one.id == "tasks" else one for one in PLAN], MADE)
    bare = TABLE.replace(CHANGED, BARE_CELL.sub(r"\1\2", CHANGED))
    data = updated(with_xml(XML.replace(TABLE, bare + p(""))), ours)
    assert "<w:p" in part(data).decode()
    assert any(tasks[-1][0] in text for text in after_all(data, accept=True))


def test_a_cell_that_both_changed_is_offered() -> None:
    theirs = with_xml(XML.replace("组织部", "政法委"))
    data = updated(theirs, TABLE_OURS)
    assert any("召开动员会\t宣传部" in text for text in after_all(data, accept=True))
    assert any("召开动员会\t政法委" in text for text in after_all(data, accept=False))
    assert "word/comments.xml" in members(data)


def test_a_table_with_other_columns_gives_way() -> None:
    table = TableBlock("tasks", ("任务", "单位", "时限"), (("召开动员会", "组织部", "3月"),))
    ours = WRITER.write([table if one.id == "tasks" else one for one in PLAN], MADE)
    data = updated(with_xml(XML.replace("12个", "15个")), ours)
    assert "任务\t单位\t时限\n召开动员会\t组织部\t3月" in texts(data)


# Packages ------------------------------------------------------------------------------------


def test_a_record_that_was_lost_is_added() -> None:
    lost = with_xml(
        XML.replace("12个", "15个"),
        **{
            "customXml/item1.xml": None,
            "customXml/itemProps1.xml": None,
            "customXml/_rels/item1.xml.rels": None,
        },
    )
    theirs = returned.read(lost)
    assert theirs.made is None
    base = returned.read(DATA).made
    assert base is not None
    found = as_pieces(opened(theirs.package, base))
    data = patch(lost, SAME, merge_blocks(generated(DATA), found, generated(SAME)))
    made = read_provenance(data)
    assert made is not None and NEW_TWO in [record.text for record in made.blocks]
    assert "customXml/_rels/item1.xml.rels" in members(data)


REFUSED = {
    "document-signed": with_xml(
        XML.replace("12个", "15个"), **{"_xmlsignatures/sig1.xml": b"<a/>"}
    ),
    "document-not-patched": with_xml(
        two(run("各党支部"))
        .replace("<w:body>", '<w:body xmlns:odd="urn:odd">')
        .replace("各党支部</w:t>", "各党支部</w:t><odd:mark/>")
    ),
    "document-strict": with_xml(
        XML.replace("12个", "15个").replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_must_not_be_changed_is_refused(code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        updated(REFUSED[code], SAME)
    assert [finding.code for finding in refusal.value.findings] == [code]


def test_other_prefixes_are_understood() -> None:
    xml = XML.replace("12个", "15个").replace("<w:", "<n:").replace("</w:", "</n:")
    xml = xml.replace(" w:", " n:").replace("xmlns:w=", "xmlns:n=")
    data = updated(with_xml(xml), SAME)
    assert NEW_TWO in texts(data)


def test_a_shipped_notice_is_brought_to_another_day() -> None:
    """With its 标志 and 版记, and a word that a person changed."""
    unit = next(iter(units.load(ROOT / "blueprints" / "units" / "official-forms.yaml").units))
    old, new = (
        drafter(unit.blueprint, day).draft(unit).document
        for day in (date(2018, 6, 1), date(2026, 3, 5))
    )
    assert old and new
    theirs = with_xml(part(old).decode().replace("请认真抓好落实", "请认真贯彻执行"), old)
    base, ours = ([_row_block(one) for one in _all_blocks(data)] for data in (old, new))
    data = patch(theirs, new, merge_blocks(base, as_pieces(returned.read(theirs)), ours))
    expected = [text.replace("请认真抓好落实", "请认真贯彻执行") for text in texts(new)]
    assert texts(data) == expected != texts(new)
    numbers = re.findall(r'docPr [^>]*\bid="(\d+)"', part(data).decode())
    assert len(numbers) == len(set(numbers))


def _all_blocks(data: bytes) -> list[Generated]:
    made = read_provenance(data)
    assert made is not None
    return [Generated(one.id, one.style, one.text) for one in made.blocks if one.style != "turn"]


def test_a_patched_file_tells_the_look_that_it_has() -> None:
    """A merge changes texts: styles, pages and columns stay those that were generated first."""
    wide = replace(
        RULES, styles=RULES.styles | {"body": replace(RULES.styles["body"], font="宋体")}
    )
    rows = (("召开动员会", "区委组织部、区委宣传部、各党支部"), ("组织考核", "各支部"))
    ours = Writer(wide).write(
        [replace(one, rows=rows) if isinstance(one, TableBlock) else one for one in PLAN], MADE
    )
    theirs = with_xml(XML.replace("12个", "15个"))
    assert [one.grid for one in read_provenance(ours).blocks] != [  # type: ignore[union-attr]
        one.grid
        for one in read_provenance(theirs).blocks  # type: ignore[union-attr]
    ]
    data = updated(theirs, ours)
    assert "区委宣传部" in "".join(texts(data))
    assert returned.edits(data) == returned.Edits(changed=("goal/one",))
    styles = part(data, "word/styles.xml").decode()
    other = repacked(data, {"word/styles.xml": styles.replace("仿宋_GB2312", "宋体").encode()})
    found = returned.edits(other)
    assert found is not None and "#style Body Text" in found.layout
