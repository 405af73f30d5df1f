"""The fault matrix, as far as it concerns YAML, templates, values and files.

Each of these a plain implementation fails: it hangs, fills the memory, prints a traceback,
loses text, leaves the folder or writes another document the next time. What could hang runs
in a process of its own with bounds on time and memory. Rows 24, 25 and 27 to 29 of the matrix
are in test_batch, rows 9 and 10 in test_filenames.
"""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.drafter import Drafter
from generator.errors import errors_of

from .batches import Batches, write_blueprint
from .helpers import (
    ROOT,
    caged,
    declared,
    draft,
    full,
    items,
    make_drafter,
    one_section,
    told,
    trouble,
    unit,
)

# Row 1: bombs -------------------------------------------------------------------------------------

LOAD = """
import time
from pathlib import Path
from generator.errors import CreationPlanError
from generator.source import load
from tests.helpers import told
for path in map(Path, sys.argv[1:]):
    start = time.process_time()
    try:
        load(path, "f.yaml")
    except CreationPlanError as error:
        print(path.stem, told(error.findings).partition(chr(10))[0][:2000])
    else:
        print(path.stem, "loaded")
    sys.stdout.flush()
    assert time.process_time() - start < 5, path
"""


def aliases(merge: bool) -> str:
    levels = ["a0: &a0 {k: v, l: w}" if merge else "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 30):
        inner = ", ".join([f"*a{n - 1}"] * 9)
        levels.append(f"a{n}: &a{n} {{<<: [{inner}]}}" if merge else f"a{n}: &a{n} [{inner}]")
    return "\n".join(levels)


BOMBS = {
    "aliases": (aliases(merge=False), "f.yaml:1:5 a0: anchors (&) and aliases (*)"),
    "merge-keys": (aliases(merge=True), "f.yaml:1:5 a0: anchors (&) and aliases (*)"),
    "itself": ("a: &a [*a]\n", "f.yaml:1:4 a: anchors (&) and aliases (*)"),
    "merge-itself": ("a: &a\n  <<: *a\n", "f.yaml:1:4"),
    "deep": ("a: " + "[" * 2_000, "nested more than 50 levels"),
    "very-deep": ("a: " + "[" * 200_000, "nested more than 50 levels"),
    "deep-maps": ("a: " + "{a: " * 200_000, "nested more than 50 levels"),
    "deep-dashes": ("- " * 200_000, "nested more than 50 levels"),
    "deep-keys": ("? " * 200_000, ""),
    "wide": ("a: [" + "x, " * 1_000_000 + "]", "more than 200000 values"),
    "long-scalar": ("a: " + "9" * 3_000_000, "loaded"),
    "unclosed": ("a: [" + "x" * 3_900_000, "not valid YAML"),
    "escapes": ('a: "' + "\\u4e00" * 600_000 + '"', "loaded"),
    "blank-lines": ("\n" * 4_000_000, "one mapping"),
    "too-large": ("a: " + "x\n" * 5_000_000, "larger than 4 MB"),
    "comment": ("# " + "x" * 4_000_000 + "\n" + "a: b", ""),
    "keys": ("".join(f"k{n}: v\n" for n in range(90_000)), "loaded"),
    "one-key": ("k: v\n" * 90_000, "stands here twice"),
}


def test_bombs_end_quickly(tmp_path: Path) -> None:
    """All in one process, so that what one leaves in memory counts for the next."""
    paths = [tmp_path / f"{name}.yaml" for name in BOMBS]
    for path in paths:
        path.write_text(BOMBS[path.stem][0], encoding="utf-8")
    lines = caged(LOAD, seconds=30, arguments=paths).output.splitlines()
    for line, (name, (_, part)) in zip(lines, BOMBS.items(), strict=True):
        assert line.startswith(f"{name} ")
        assert part in line


def test_long_keys_above_many_values(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    keys = "\n".join(" " * n + "k" * 1_000 + ":" for n in range(40))
    path.write_text(f"{keys}\n{' ' * 41}[{'a,' * 100_000}]\n", encoding="utf-8")
    caged(LOAD, arguments=[path])


# Row 2: tags --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch {}']", "!!python/name:os.system x",
        "!!python/module:os x", "!!python/object/new:os.system ['touch {}']", "!!binary aGk=",
        "!!set {a}", "!!omap [a: b]", "!<tag:yaml.org,2002:python/name:os.system> x", "!include x",
        "!env HOME", "!!null ''", "!!int 1", "!!float .inf", "!!bool yes",
    ],
)  # fmt: skip
def test_tags_are_refused_and_run_nothing(tmp_path: Path, tag: str) -> None:
    trace = tmp_path / "trace"
    text = full("label: x\nsummary: " + tag.replace("{}", str(trace)) + "\nsections: []\n")
    message = trouble(draft, text)
    assert "b.yaml:4:10" in message
    assert "is not allowed" in message
    assert not trace.exists()


# Row 11: characters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "character",
    ["\0", "\a", "\x0b", "\x1b", "\x7f", "\u202e", "\u2028", "\ufeff", "\ufffe", "\ud800"],
)
def test_characters_no_document_can_hold(character: str) -> None:
    name = f"U+{ord(character):04X}"
    values = trouble(draft, one_section("{{ v }}", {"v": "text"}), {"v": f"云{character}台"})
    assert name in values
    assert "v (v)" in values
    assert "[甲]" in values
    escaped = f"云\\u{ord(character):04x}台"
    blueprint = trouble(
        draft, f'sections: [{{id: s, kind: general, heading: h, text: "{escaped}"}}]'
    )
    if character != "\ud800":  # libyaml refuses the escape itself
        assert name in blueprint
        assert "sections[0].text" in blueprint
    assert "b.yaml:3:" in blueprint


# Rows 12 and 13: text comes back as it was ---------------------------------------------------------

PIECES = [
    "A&B", "R&D & Q", "a<b", "100<200", "<select>", "</w:t>", "]]>", "&amp;", "&e;", "<!-- x -->",
    "\"'", "{{ 7 * 7 }}", "{% raw %}", "${x}", "%s", "\\1", "_x0041_", "  两  个  ", "𠮷", "e\u0301",
]  # fmt: skip
EXACT = "、".join(PIECES)


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A document with hostile text in its title, headings, paragraphs, tables, names, signature."""
    text = (
        'blueprint: b\ntitle: "{{ v }}"\n'
        + declared({"v": "text", "p": "person", "t": {
            "type": "table", "columns": {"a": {"label": "<列>&"}}}})
        + one_section("{{ v }}", heading="{{ v }}", table={"caption": "{{ v }}", "rows": "t"},
                      members=[{"post": "组长", "people": "p"}])
        + 'signature: {issuer: "{{ v }}"}\n'
    )  # fmt: skip
    drafter = make_drafter(tmp_path_factory.mktemp("exact"), text)
    person = {"name": "<张>&三", "position": EXACT}
    made = drafter.draft(unit("<甲>&", v=EXACT, t=[[EXACT]], p=person))
    assert made.document, told(made.findings)
    return made.document


def test_every_part_of_a_hostile_document_is_well_formed(exact: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(exact)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            etree.fromstring(package.read(name))


def test_hostile_text_comes_back_exactly(exact: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(exact)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    paragraphs = ["".join(p.itertext(f"{word}t")) for p in body.iter(f"{word}p")]
    # title, heading, text, caption, cell, member, signature
    assert sum(EXACT in paragraph for paragraph in paragraphs) == 7
    assert "<列>&" in paragraphs


# Row 14: template attacks ---------------------------------------------------------------------------

ATTACKS = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ v.__class__ }}",
    "{{ v['__class__'] }}",
    "{{ v.format }}",
    "{{ v.format('x') }}",
    "{{ '{0.__class__}'.format(v) }}",
    "{{ '%s' % v }}",
    "{{ '%999999999d' % 1 }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner }}",
    "{{ namespace() }}",
    "{{ lipsum }}",
    "{{ dict }}",
    "{{ range(9) }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ config }}",
    "{{ request }}",
    "{{ loop }}",
    "{{ caller() }}",
    "{{ count.__globals__ }}",
    "{{ count('s').__class__ }}",
    "{{ ref.__closure__ }}",
    "{{ unit.__class__ }}",
    "{{ unit['__class__'] }}",
    "{{ policy.__init__ }}",
    "{{ policy.thought.__init__.__globals__ }}",
    "{{ policy.thought['__class__'] }}",
    "{{ slogans.__class__ }}",
    "{{ v | attr('__class__') }}",
    "{{ '%s' | format(v) }}",
    "{{ v | map(attribute='__class__') | first }}",
    "{{ v | xmlattr }}",
    "{{ v | pprint }}",
    "{{ v | tojson }}",
    "{{ v | safe }}",
    "{{ v | replace('a', 'b') }}",
    "{{ v | batch(2) }}",
    "{{ vs | join }}",
    "{{ vs | groupby('x') }}",
    "{{ vs.append(1) }}",
    "{{ vs.count }}",
    "{{ vs.__len__() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'base' %}",
    "{% block x %}{% endblock %}",
    "{% macro m() %}x{% endmacro %}",
    "{% call m() %}{% endcall %}",
    "{% set x = 1 %}",
    "{% set v = 'other' %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = 1 %}{{ x }}{% endwith %}",
    "{% do v %}",
    "{% autoescape true %}{{ v }}{% endautoescape %}",
    "{% for x in vs recursive %}{{ loop(vs) }}{% endfor %}",
    "{% for x in vs %}{% break %}{% endfor %}",
    "{% if v is defined %}x{% endif %}",
    "{% if v is callable %}x{% endif %}",
    "{{ [1, 2] }}",
    "{{ (1, 2) }}",
    "{{ {'a': 1} }}",
    "{{ vs[0:1] }}",
    "{{ v[::-1] }}",
    "{{ 2 ** 9 }}",
    "{{ 1 / 0 }}",
    "{{ 1 // 0 }}",
    "{{ 1 % 0 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 'x' * 200000000 }}",
    "{{ vs * 200000000 }}",
    "{{ v * 99999999 }}",
    "{{ range(10 ** 9) }}",
    "{% for a in range(999999) %}x{% endfor %}",
    "{% for a in vs %}{% for b in vs %}x{% endfor %}{% endfor %}",
    "{% for a in vs if a in vs %}{% for b in vs %}x{% endfor %}{% endfor %}",
    "{{ _('x') }}",
    "{{ gettext('x') }}",
    "{% trans %}x{% endtrans %}",
    "{% debug %}",
    "{{ v.__getattr__ }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ __import__('os') }}",
    "{{ open('/etc/passwd') }}",
    "{{ p.__dict__ }}",
    "{{ p._fields }}",
    "{{ d.following }}",
    "{{ d.following(1) }}",
    "{{ d.strftime('%Y') }}",
    "{{ d.__reduce__() }}",
]

ATTACKED = {"v": "text", "vs": "list", "p": "person", "d": "date"}
GIVEN = {"v": "文", "vs": "甲、乙", "p": "张三", "d": "2018-06-01"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_template_attacks_are_refused_with_place_and_words(attack: str) -> None:
    start = time.monotonic()
    message = trouble(draft, one_section(attack, ATTACKED), GIVEN)
    assert time.monotonic() - start < 2
    assert "b.yaml:" in message
    assert "sections[0].text" in message
    assert "Traceback" not in message
    assert "root:" not in message


@pytest.mark.parametrize(
    "attack", ["''.__class__", "range(9)", "v.format('x')", "cycler", "v | attr('x')"]
)
@pytest.mark.parametrize("where", ["heading", "when", "closing", "title", "key", "points", "rows"])
def test_attacks_are_refused_wherever_texts_stand(attack: str, where: str) -> None:
    braced = "{{ " + attack + " }}"
    text = {
        "heading": one_section("x", ATTACKED, heading=braced),
        "when": one_section("x", ATTACKED, when=attack),
        "closing": one_section("x", ATTACKED, closing=[braced]),
        "title": f'blueprint: b\ntitle: "{braced}"\n' + one_section("x", ATTACKED),
        "key": declared(ATTACKED)
        + items({"id": "a", "each": "w in vs", "key": attack, "text": "x"}),
        "points": declared(ATTACKED)
        + items(kind="standards", criteria=[{"id": "a", "text": "x", "points": braced}]),
        "rows": one_section("x", ATTACKED, table={"headings": ["a"], "rows": [[braced]]}),
    }[where]
    assert "b.yaml:" in trouble(draft, text, GIVEN)


def test_attacks_in_values_and_policies_are_text() -> None:
    text = one_section("{{ v }}", {"v": "text"})
    for attack in ATTACKS:
        assert draft(text, {"v": attack}).lines[1] == attack.strip()


def test_nothing_of_a_blueprint_is_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    for attack in (
        f"{{{{ cycler.__init__.__globals__.os.system('touch {trace}') }}}}",
        f"{{{{ ''.__class__.__mro__[1].__subclasses__()[0]('touch {trace}') }}}}",
    ):
        trouble(draft, one_section(attack))
    assert not trace.exists()


# Row 15: runaways -----------------------------------------------------------------------------------

RUNAWAYS = [
    ("{{ " + "(" * 3000 + " }}", "nested too deep"),
    ("{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "nested too deep"),
    ("{{ " + "[" * 9000 + " }}", ""),
    ("{{ " + "not " * 4000 + "v }}", "nested too deep"),
    ("{{ " + "-" * 9000 + "1 }}", "nested too deep"),
    ("{{ v" + ".v" * 9000 + " }}", ""),
    ("{{ v" + "|list" * 3000 + " }}", ""),
    ("{{ v" + " ~ v" * 900 + " }}", "longer than 200000 characters"),
    ("{{ v }}" * 2000, "too many expressions"),
    ("{{ v }}" * 400, "longer than 200000 characters"),
    ("{% for a in vs %}{{ v }}{% endfor %}", "longer than 200000 characters"),
    ("{% for a in vs %}{{ vs }}{% endfor %}", "longer than 200000 characters"),
    ("{% if v %}" * 500 + "x", ""),
    ('{{ "' + "x" * 19000 + '" * 99999 }}', "only numbers can be multiplied"),
    ("{{ 999999999999 * 999999999999 }}", "only numbers can be multiplied"),
    ("{{ " + "v" * 19000 + " }}", "is not declared"),
    ("{#" * 9000, ""),
    ("{{" * 9000, ""),
    ("{% raw %}" * 2000, ""),
]

RUN = """
import time
from tests.helpers import draft, one_section, trouble
from tests.test_faults import RUNAWAYS
given = {"vs": ["甲" * 99] * 3000, "v": "长" * 20000}
for text, part in RUNAWAYS:
    start = time.process_time()
    message = trouble(draft, one_section(text, {"vs": "list", "v": "text"}), given)
    assert part in message, (text[:20], message[:500])
    assert time.process_time() - start < 5, text[:20]
"""


def test_runaways_end_quickly() -> None:
    caged(RUN, seconds=30, megabytes=400)


def test_values_are_read_in_linear_time() -> None:
    text = one_section("x", {"v": "month_range"})
    caged(f"""
    from tests.helpers import draft, trouble
    print(trouble(draft, {text!r}, {{"v": "2018-1" + " " * 19000 + "x"}}))
    """, seconds=1)  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["integer", "decimal", "percent", "money", "area", "date", "month", "integer_range",
             "person", "person_list", "list", "doc_number", "cited_title", "yes_no", "year"],
)  # fmt: skip
def test_long_values_of_every_type_are_read_quickly(kind: str) -> None:
    text = one_section("x", {"v": kind})
    start = time.process_time()
    for value in ("1" * 19_999, " " * 9_000 + "1", "（" * 19_999, "《" * 19_999, "1" + " " * 19_000 + "x",
                  "、" * 19_999, "〔" * 19_999, "-" * 19_999, "张" + " " * 19_000 + "）"):  # fmt: skip
        try:
            draft(text, {"v": value})
        except Exception as error:
            assert type(error).__name__ == "Rejected", repr(error)
    assert time.process_time() - start < 2


# Row 16: what is told ---------------------------------------------------------------------------------


def test_an_error_names_variable_blueprint_and_line() -> None:
    text = "sections:\n  - id: s\n    kind: general\n    heading: 标题\n    text: 到{{ vilage }}\n"
    message = trouble(draft, "variables: {village: {label: 村}}\n" + text, {"village": "甲村"})
    assert "b.yaml:8:5 sections[0].text: vilage is not declared (did you mean village?)" in message


# Rows 30 and 31: same inputs, same bytes ----------------------------------------------------------------

SHIPPED = {path.stem: path for path in sorted((ROOT / "blueprints" / "units").glob("*.yaml"))}

DRAFT = """
import time, hashlib
from datetime import date
from pathlib import Path
offset = int(sys.argv[1])
if offset:
    then = [time.gmtime, time.localtime]
    time.time = lambda: float(offset)
    time.time_ns = lambda: offset * 10**9
    time.gmtime = lambda at=None: then[0](offset if at is None else at)
    time.localtime = lambda at=None: then[1](offset if at is None else at)
from generator import blueprint as bp, formats, policies, units, workspace
from generator.drafter import Drafter
drafters = {}
for path in map(Path, sys.argv[2:]):
    for unit in units.load(path).units:
        day = unit.as_of or date(2024, 3, 1)
        if (unit.blueprint, day) not in drafters:
            file = workspace.find_blueprint(unit.blueprint)
            loaded = bp.load(file, lambda name, at: workspace.beside(file, name, at))
            known = policies.load(workspace.policy_files(file, loaded.policies()))
            drafters[unit.blueprint, day] = Drafter(loaded, known, day, formats.load("gbt9704"))
        made = drafters[unit.blueprint, day].draft(unit)
        print(path.stem, unit.id, made.document and hashlib.sha256(made.document).hexdigest(),
              [(f.code, str(f.origin), f.message, sorted(f.args.items(), key=str)) for f in made.findings])
"""

WORLDS: list[tuple[dict[str, str], int]] = [
    ({"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"}, 0),
    ({"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "zh_CN"}, 60),
    ({"PYTHONHASHSEED": "3", "TZ": "UTC", "PYTHONUTF8": "1"}, 4_102_444_800),  # 2100
    ({"PYTHONHASHSEED": "4", "TZ": "Pacific/Kiritimati"}, 8_993_548_800),  # 2255
]


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes_in_every_world() -> None:
    outputs = {
        caged(DRAFT, seconds=20, megabytes=400, environment=world,
              arguments=[clock, *SHIPPED.values()]).output
        for world, clock in WORLDS
    }  # fmt: skip
    assert len(outputs) == 1
    (output,) = outputs
    assert len(output.splitlines()) >= len(SHIPPED)
    assert " None [" not in output, output


def test_the_same_unit_drafted_twice_or_after_others_is_the_same(tmp_path: Path) -> None:
    drafter = make_drafter(tmp_path, declared({"v": "text"}) + one_section(["常", "{{ v }}"]))  # type: ignore[arg-type]
    one = drafter.draft(unit("a", v="甲")).document
    for name in "乙丙丁":
        drafter.draft(unit(name, v=name))
    assert drafter.draft(unit("a", v="甲")).document == one
    fresh = make_drafter(tmp_path, declared({"v": "text"}) + one_section(["常", "{{ v }}"]))  # type: ignore[arg-type]
    assert fresh.draft(unit("a", v="甲")).document == one


def test_the_order_of_given_values_does_not_matter(tmp_path: Path) -> None:
    drafter = make_drafter(
        tmp_path, declared({"v": "text", "w": "text"}) + one_section("{{ v }}{{ w }}")
    )
    assert (
        drafter.draft(unit("a", v="甲", w="乙")).document
        == drafter.draft(unit("a", w="乙", v="甲")).document
    )


def test_a_document_holds_no_path_of_this_machine(tmp_path: Path) -> None:
    drafter = make_drafter(tmp_path / "云台", declared({"v": "text"}) + one_section("{{ v }}"))
    document = drafter.draft(unit("a", v="甲")).document
    assert document
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        for name in package.namelist():
            assert str(tmp_path).encode() not in package.read(name)
            assert "云台".encode() not in package.read(name)


def test_findings_do_not_depend_on_the_hash_seed() -> None:
    script = """
    from tests.helpers import draft, one_section, trouble
    text = one_section("{{ a }}{{ b | c }}{{ policy.later }}{{ policy.x.y }}{{ slogans.q }}{{ unit.z }}",
                       {"aa": "text", "ab": "text", "ac": "text", "unit.zz": "text"})
    print(trouble(draft, text).replace("/tmp/tmp", "")[:0] or [
        line.partition("b.yaml")[2] for line in trouble(draft, text).splitlines()])
    """
    outputs = {caged(script, environment={"PYTHONHASHSEED": seed}).output for seed in ("0", "1")}
    assert len(outputs) == 1


# Mutations: no traceback, whatever is in the file --------------------------------------------------------

GOOD = full("""
variables:
  n: {label: 数, type: integer, unit: 个, default: 3, min: 1}
  vs: {label: 村, type: list, example: 甲、乙}
slogans: {five: {name: 两好, items: [甲好, 乙好]}}
sections:
  - id: a
    kind: standards
    heading: 标准
    text: 从{{ count('a') | zh }}个方面，{{ policy.thought }}
    criteria:
      - {id: x, text: "{{ n }}", points: 10, evidence: [记录]}
      - {id: y, each: v in vs, text: "{{ v }}", when: n > 1}
  - id: b
    kind: steps
    heading: 步骤
    phases:
      - {id: p, heading: 动员, from: 2018-06, months: 2, text: "见{{ ref('a/x') }}"}
signature: {issuer: 某局, date: 2018-06-01}
""")


@settings(max_examples=150)
@given(
    st.integers(0, len(GOOD)),
    st.integers(0, 12),
    st.one_of(
        st.sampled_from(["", " ", "\n", ":", "{", "}", "[", "]", "'", '"', "{{", "}}", "%}", "- ", "#", "|",
                         "~", "null", "no", "9999", "-1", "\t", "：", "&a", "*a", "!!x", "id", "when"]),
        st.text(max_size=4),
    ),
)  # fmt: skip
def test_a_mutated_blueprint_is_drafted_or_told(at: int, cut: int, new: str) -> None:
    text = GOOD[:at] + new.encode("utf-8", "replace").decode() + GOOD[at + cut :]
    try:
        drafted = draft(text if text.startswith("blueprint:") else "blueprint: b\n" + text,
                        {"vs": "甲村、乙村"})  # fmt: skip
    except Exception as error:
        assert hasattr(error, "findings"), repr(error)
        assert told(error.findings)
    else:
        told(drafted.findings)


def test_the_unmutated_blueprint_is_fine() -> None:
    assert not errors_of(draft(GOOD, {"vs": "甲村、乙村"}).findings)


# Row 26 and the common rule: earlier outputs stay as they are ----------------------------------------------


def test_a_failing_run_leaves_earlier_outputs_byte_for_byte(tmp_path: Path) -> None:
    text = declared({"v": "text", "n": "integer"}) + one_section("{{ v }}{{ n }}")
    batches = Batches(write_blueprint(tmp_path / "source", text), tmp_path / "out")
    good: list[Any] = [unit(name, file=name, v=name, n="1") for name in ("a", "b", "c")]
    batches.run(*good)
    before = batches.documents()
    bad = [unit(name, file=name, v="\x07", n="x") for name in ("a", "b", "c")]
    assert batches.states(*bad) == ["failed"] * 3
    assert batches.documents() == before


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_drafting_writes_nothing(tmp_path: Path) -> None:
    drafter: Drafter = make_drafter(tmp_path, one_section("文"))
    before = _digests(tmp_path)
    assert drafter.draft(unit()).document
    assert _digests(tmp_path) == before
