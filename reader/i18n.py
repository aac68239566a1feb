"""The language of the interface: English in the code, Vietnamese from the catalogue."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

APP_DOMAIN = "bantin"
LANGUAGES = ("en", "vi")
_LOCALE_DIR = Path(__file__).resolve().parent / "locale"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def _from_environment() -> str:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            code = value.split(":")[0].split(".")[0].split("_")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"


def set_language(code: str = "auto") -> None:
    """Speak `code` (one of LANGUAGES) from now on; `auto` asks LANGUAGE, LC_ALL, LC_MESSAGES and LANG in this order."""
    global _catalogue, _language
    _language = _from_environment() if code == "auto" else code
    if _language == "en":
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation(APP_DOMAIN, _LOCALE_DIR, languages=[_language], fallback=True)


def language() -> str:
    """The language spoken now, one of LANGUAGES."""
    return _language


def _(message: str) -> str:
    """`message` in the language of the interface."""
    return _catalogue.gettext(message) if message else ""


def N_(message: str) -> str:
    """Marks a message in a table for the catalogue; it is translated with `_` when it is shown."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the message that fits `count`; the caller fills in the number."""
    return _catalogue.ngettext(one, many, count)
