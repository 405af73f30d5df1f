"""The translation catalogue: collected from the code, kept, compiled (`make messages`)."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "generator" / "locale" / "zh_CN" / "LC_MESSAGES"
PO, MO = FOLDER / "creation_plan.po", FOLDER / "creation_plan.mo"

# Sentences of click that a person can meet; click looks them up in our catalogue.
CLICK = ROOT / "generator" / "locale" / "click.txt"

Message = str | tuple[str, str]


def collected() -> Catalog:
    """A catalogue of every text the code marks, untranslated."""
    catalog = Catalog(project="creation-plan", charset="utf-8", fuzzy=False)
    for message in (*marked(), *of_click()):
        catalog.add(message)
    return catalog


def marked() -> Iterator[str]:
    """Every text that stands in `_("…")` or `N_("…")`; read from the syntax tree, since Babel
    does not look into f-strings before Python 3.12 and takes `_(help or "")` for an empty text."""
    for path in sorted((ROOT / "generator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="_" | "N_"), args=[ast.Constant(value=str(text)), *_]
                ) if text:
                    yield text


def of_click() -> Iterator[Message]:
    """The sentences of click; a tab parts a singular and a plural."""
    for line in CLICK.read_text("utf-8").splitlines():
        if line and not line.startswith("# "):
            texts = [text.replace("\\n", "\n").replace("\\t", "\t") for text in line.split("\t")]
            yield (texts[0], texts[1]) if len(texts) == 2 else texts[0]


def stored() -> Catalog:
    """The Chinese catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN")


def compiled(catalog: Catalog) -> bytes:
    """The catalogue in the form gettext reads; without today's date, which Babel puts in."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


_HEADER = """\
# The Chinese catalogue of creation-plan: `make messages` collects the texts and compiles them.
msgid ""
msgstr ""
"Language: zh_CN\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def as_text(catalog: Catalog) -> bytes:
    """The catalogue as a .po file, sorted, without line numbers and dates."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_output=True, no_location=True, omit_header=True, width=100, ignore_obsolete=True)  # fmt: skip
    return _HEADER.encode() + buffer.getvalue().lstrip()


def main() -> None:
    """Bring the kept catalogue up to date and compile it; name what is not translated."""
    catalog = stored() if PO.exists() else Catalog(locale="zh_CN", charset="utf-8", fuzzy=False)
    catalog.update(collected(), no_fuzzy_matching=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_text(catalog))
    MO.write_bytes(compiled(stored()))
    for message in catalog:
        if message.id and not (all(message.string) if message.pluralizable else message.string):
            print(f"not translated: {message.id!r}")


if __name__ == "__main__":
    main()
