"""Text as XML: escaping and encoding, by string building only; it parses nothing."""

from __future__ import annotations

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# What XML 1.0 cannot hold at all (clause 2.2), and carriage return, which a parser would
# turn into a line feed. This is looked for once per chunk, not once per text: controls as
# bytes and the two others as characters, which takes the least time.
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n")


def escape(text: str) -> str:
    """The text as character data."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def attribute(text: str) -> str:
    """The text as the inside of a double-quoted attribute; white space stays as it is."""
    text = escape(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def encode(xml: str) -> bytes:
    """The XML as UTF-8.

    Raises `ValueError` for a character that XML cannot hold: input is checked when it is
    read, and no broken document may leave if that is ever missed.
    """
    raw = xml.encode()
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if controls or "\ufffe" in xml or "\uffff" in xml:
        raise ValueError("a character that XML cannot hold")
    return raw
