"""The translation catalogue: collected from the code, kept, compiled (`make messages`)."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "generator" / "locale" / "zh_CN" / "LC_MESSAGES"
PO, MO = FOLDER / "creation_plan.po", FOLDER / "creation_plan.mo"

# Sentences of click that a person can meet; click looks them up in our catalogue.
CLICK = ROOT / "generator" / "locale" / "click.txt"


def collected() -> Catalog:
    """A catalogue of every text the code marks, untranslated."""
    catalog = Catalog(project="creation-plan", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        ROOT / "generator", keywords={"_": None, "N_": None}, comment_tags=()
    )
    for name, _line, message, _comments, _context in found:
        catalog.add(message, locations=[(f"generator/{name}", 0)])
    for line in CLICK.read_text("utf-8").splitlines():
        if line and not line.startswith("# "):
            catalog.add(_click_message(line))
    return catalog


def _click_message(line: str) -> str | tuple[str, str]:
    """A message, or a singular and a plural parted by a tab."""
    texts = [text.replace("\\n", "\n").replace("\\t", "\t") for text in line.split("\t")]
    return (texts[0], texts[1]) if len(texts) == 2 else texts[0]


def stored() -> Catalog:
    """The Chinese catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN")


def compiled(catalog: Catalog) -> bytes:
    """The catalogue in the form gettext reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def as_text(catalog: Catalog) -> bytes:
    """The catalogue as a .po file, sorted, without line numbers and dates."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_output=True, no_location=True, omit_header=False, width=100, ignore_obsolete=True)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated')))


def main() -> None:
    """Bring the kept catalogue up to date and compile it; name what is not translated."""
    catalog = stored() if PO.exists() else Catalog(locale="zh_CN", charset="utf-8", fuzzy=False)
    catalog.update(collected(), no_fuzzy_matching=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_text(catalog))
    MO.write_bytes(compiled(stored()))
    for message in catalog:
        if message.id and not message.string:
            print(f"not translated: {message.id!r}")


if __name__ == "__main__":
    main()
