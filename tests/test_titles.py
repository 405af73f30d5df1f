"""Titles in lines: an editor's table (clause 7.3.1), and what holds for every title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.official_words import segment
from generator.titles import lines
from generator.word.widths import text_width

# Each title as an editor would set it; a stroke is a line break.
TITLES = [
    # short: one line
    "重点任务分解表",
    "“书记项目”实施方案",
    "云台县党建示范区创建方案",
    "云台县2024年党建工作要点",
    "云台县档案馆党支部示范点创建方案",
    "云台县教育系统党支部示范点创建方案",
    "关于在全县开展党纪学习教育的通知",
    "X县Y镇关于ABC项目建设工作的通知",
    "关于开展各乡（镇）党委换届工作的通知",
    # plans and annexes
    "临澜经济技术开发区/基层党建示范点创建方案",
    "临澜经济技术开发区/基层党建示范点创建方案（试行）",
    "云台县政务服务管理局党支部示范点/创建方案",
    "云台县党建示范区创建方案/（征求意见稿）",
    "云台县党建引领乡村治理三年行动方案/（2024—2026年）",
    "云台县农业农村局/2024年机关党建工作要点",
    "云台县党建示范区/创建工作领导小组成员名单",
    "云台县党建示范区/创建工作督导检查责任分工清单",
    "云台县国民经济和社会发展/第十四个五年规划和2035年远景目标纲要",
    # issued by a notice, with and without title marks
    "中共云台县委关于印发/《云台县党建示范区创建方案》的通知",
    "中共云台县委组织部关于印发/《2024年全县基层党建工作要点》的通知",
    "关于印发/《城关镇党建示范乡（镇）创建方案》的通知",
    "国务院关于印发/“十四五”国家应急体系规划的通知",
    "云台县人民政府办公室/关于印发云台县“十四五”/应急管理体系和能力建设规划的通知",
    "云台县人民政府/关于印发云台县党建引领乡村治理/三年行动方案（2024—2026年）的通知",
    "中共云台县委办公室/云台县人民政府办公室关于印发/《云台县和美乡村建设实施方案》的通知",
    "中共云台县委办公室 /云台县人民政府办公室关于印发/《云台县和美乡村建设实施方案》的通知",
    "中共云台县纪律检查委员会/云台县监察委员会关于印发/《2025年党风廉政建设和反腐败工作要点》的/通知",
    # a cited title wider than a line is broken between its own words
    "关于印发《党支部标准化规范化建设/实施办法（试行）》的通知",
    "云台县人民政府办公室/关于印发《云台县数字乡村建设/三年行动计划（2024—2026年）》的通知",
    "云台县教育局/关于转发《全省教育系统/基层党组织建设三年行动方案》的通知",
    "关于转发《中共某市委组织部/关于加强新时代基层党建工作的意见》的通知",
    "中共云台县委组织部关于转发/《中共临澜市委组织部关于印发/〈临澜市基层党建示范点创建标准〉的/通知》的通知",
    # about something
    "关于申报2024年度/市级基层党建示范点的请示",
    "关于命名第一批/全县基层党建示范点的决定",
    "关于做好各乡（镇）村（社区）党组织/换届选举工作的通知",
    "关于成立云台县/党建示范区创建工作领导小组的通知",
    "关于召开全县基层党建示范点创建工作/动员部署会议的通知",
    "关于表彰全县优秀共产党员、/优秀党务工作者和先进基层党组织的决定",
    "中共云台县委/关于表彰全县优秀共产党员、/优秀党务工作者和先进基层党组织的决定",
    "云台县人民政府/关于加强农村基层党组织建设的实施意见",
    "云台县人民政府办公室/关于进一步加强安全生产工作的紧急通知",
    "云台县城关镇人民政府/关于2023年度法治政府建设情况的报告",
    "云台县纪委监委/关于开展“四风”问题专项整治的工作方案",
    "云台县人民政府关于2024年第3批/城乡建设用地增减挂钩项目实施方案的批复",
    "中共云台县委组织部/关于做好2024年度党组织书记/抓基层党建述职评议考核工作的通知",
    "云台县住房和城乡建设局党组/关于落实县委第三巡察组巡察反馈意见/整改进展情况的通报",
    "中共云台县委组织部/云台县财政局云台县农业农村局/关于扶持壮大村级集体经济发展的实施意见",
    "中共中央关于认真学习宣传贯彻/党的二十大精神的决定",
    # very long
    "中共云台县委关于深入学习贯彻/习近平新时代中国特色社会主义思想/加强和改进新时代基层党建工作的实施意见",
    "中国共产党云台县/第十四届委员会第七次全体会议/关于制定云台县国民经济和社会发展/第十五个五年规划的建议",
    "国家发展改革委财政部农业农村部/关于进一步推动社会资本投资农业农村/高质量发展促进农民农村共同富裕的/若干政策措施的通知",
    "中共云台县委组织部/云台县教育局关于转发/《中共临澜市委组织部临澜市教育局/关于在全市教育系统深入开展基层党建示范点/创建活动进一步加强中小学校党组织/建设的实施意见》的通知",
]


@pytest.mark.parametrize("title", TITLES)
def test_lines_are_as_an_editor_sets_them(title: str) -> None:
    assert lines(title.replace("/", "")) == title.split("/")


@pytest.mark.parametrize("title", TITLES)
def test_lines_grow_then_shrink(title: str) -> None:
    widths = [text_width(line.strip()) for line in lines(title.replace("/", ""))]
    widest = widths.index(max(widths))
    assert widths == sorted(widths[:widest]) + sorted(widths[widest:], reverse=True)


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("临澜经济技术开发区管委会星火燎原党建示范带创建方案", "星火燎原党建示范带"),
        ("云台县教育系统红烛先锋立德树人示范校创建工作实施方案", "红烛先锋立德树人示范校"),
        ("中共云台县委关于命名江畔渔火党支部等示范点的决定", "江畔渔火党支部"),
        ("关于学习云台县基层治理示范区创建经验进一步做好工作的通知", "云台县基层治理示范区"),
    ],
)
def test_words_of_the_plan_stay_whole(title: str, word: str) -> None:
    broken = lines(title, words=[word, ""])
    assert len(broken) > 1
    assert any(word in line for line in broken)


def test_word_wider_than_a_line_is_broken_between_its_own_words() -> None:
    name = "中共云台县人力资源和社会保障局乡村振兴工作领导小组办公室"
    expected = ["中共云台县人力资源和社会保障局", "乡村振兴工作领导小组办公室"]
    assert lines(name, words=[name]) == expected


@pytest.mark.parametrize(
    ("title", "room", "expected"),
    [
        ("云台县党建示范区创建方案", 12, "云台县党建示范区/创建方案"),
        ("云台县党建示范区创建方案", 14, "云台县党建示范区创建方案"),
        ("《云台县党建示范区创建方案》", 14, "《云台县党建示范区创建方案》"),  # no better way
        ("", 20, ""),
        ("魑魅魍魉魑魅魍魉", 5, "魑魅魍/魉魑魅魍魉"),
    ],
)
def test_room_decides(title: str, room: float, expected: str) -> None:
    assert lines(title, room) == [line for line in expected.split("/") if line]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("统一年度考核", "统一 年度考核"),
        ("加强和改进工作", "加强和改进 工作"),
        ("发展和谐社会", "发展 和谐 社会"),
        ("2021—2025年第3批42个村", "2021—2025年 第3批 42个 村"),
        ("二〇二四年第十四届", "二〇二四年 第十四届"),
        ("ABC项目", "ABC 项目"),
        ("云台县", "云 台 县"),
    ],
)
def test_text_falls_into_words(text: str, pieces: str) -> None:
    assert segment(text) == pieces.split()


CHARACTERS = st.sampled_from(
    "云台县委关于印发《》“”（）〈〉的和与、，2024年第3批ABc —-创建方案通知魑魅全各" + "\u3000"
)
ANY_TITLE = st.one_of(
    st.text(CHARACTERS, max_size=70),
    st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
    st.lists(st.sampled_from(TITLES), max_size=3).map("".join),
)


@given(
    title=ANY_TITLE,
    room=st.one_of(st.just(20.0), st.floats(1, 40)),
    words=st.lists(st.text(CHARACTERS, max_size=6), max_size=4),
)
def test_lines_are_the_title_within_the_room(title: str, room: float, words: list[str]) -> None:
    broken = lines(title, room, words)
    assert "".join(broken) == title
    assert all(broken)
    assert all(text_width(line) <= room for line in broken)


@given(title=st.lists(st.sampled_from(TITLES), min_size=1, max_size=2).map("".join))
def test_no_line_starts_or_ends_with_the_wrong_mark(title: str) -> None:
    for line in lines(title.replace("/", "")):
        assert line[0] not in "》〉”）、的和与及等"
        assert line[-1] not in "《〈“（"
