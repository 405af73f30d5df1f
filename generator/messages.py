"""The two languages of what a person reads, Chinese and English; the only user of gettext.

The English texts in the code are the keys; `locale/` holds the Chinese catalogue. The
language is chosen once, at start: --lang, else CREATION_PLAN_LANG, else the system's
locale; Chinese where none of them says English.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from pathlib import Path

from .errors import N_, Finding, Refusal

DOMAIN = "creation_plan"
FOLDER = Path(__file__).resolve().parent / "locale"
LANGUAGES = ("zh", "en")

# What the system says when a file cannot be read or written, as far as people meet it.
_SYSTEM = frozenset([
    N_("File exists"),
    N_("File name too long"),
    N_("Input/output error"),
    N_("Is a directory"),
    N_("No such file or directory"),
    N_("No space left on device"),
    N_("Not a directory"),
    N_("Permission denied"),
    N_("Read-only file system"),
    N_("Too many open files"),
])  # fmt: skip

_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Make `zh` or `en` the language of every message, the command line library's included."""
    global _translation, _language
    _language = language
    code = "zh_CN" if language == "zh" else "en"
    # click asks the process-wide domain; it finds its own sentences in our catalogue.
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    _translation = gettext.translation(DOMAIN, str(FOLDER), [code], fallback=True)


def language() -> str:
    """The language in use, `zh` or `en`."""
    return _language


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """The language the user's system asks for."""
    stated = environment.get("CREATION_PLAN_LANG", "").lower()
    if stated[:2] in LANGUAGES:
        return stated[:2]
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "en" if value.lower().startswith("en") else "zh"
    return "en" if (locale.getlocale()[0] or "").lower().startswith("en") else "zh"


def _(template: str, **args: object) -> str:
    """The text in the user's language, its fields filled in."""
    text = _translation.gettext(template) if template else ""  # "" names the catalogue's header
    return (
        text.format_map({name: _argument(value) for name, value in args.items()}) if args else text
    )


def of_system(text: str) -> str:
    """A sentence of the operating system in the user's language, as far as it is known."""
    return _(text) if text in _SYSTEM else text


def _argument(value: object) -> object:
    """A cause that is itself a message, or the system's, is translated too."""
    if isinstance(value, str):
        return of_system(value)
    if isinstance(value, Refusal):
        return _(value.message, **(value.args_ or {"": ""}))
    return value


def told(finding: Finding) -> str:
    """One line: place, unit, what is wrong, and in brackets what to do."""
    args = dict(finding.args) or {"": ""}
    place = f"{finding.origin}: " if str(finding.origin) else ""
    unit = f"[{finding.unit}] " if finding.unit else ""
    text = _(finding.message, **args)
    if finding.hint:
        text = _("{text} ({hint})", text=text, hint=_(finding.hint, **args))
    return f"{place}{unit}{text}"
