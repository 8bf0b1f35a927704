"""What people read, in English and Chinese, by gettext: chosen by RENMAI_LANGUAGE, else by the locale.

`_` looks a message up. They are marked in the source by `_(…)`, `ngettext(…)` and `MachineProblem(code, …)`;
`make messages` gathers them and compiles the catalogues. The file to edit is `renmai.po` under `api/locales`.
"""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locales"
DOMAIN = "renmai"
ASKED = ("RENMAI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language(environment: Mapping[str, str] = os.environ) -> str:
    """`zh_CN` for any kind of Chinese, else `en`. The first variable that is set decides."""
    asked = next((environment[name] for name in ASKED if environment.get(name)), "")
    return "zh_CN" if asked.lower().startswith("zh") else "en"


def catalogue(chosen: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, languages=[chosen], fallback=chosen == "en")


_catalogue = catalogue(language())
_ = _catalogue.gettext
ngettext = _catalogue.ngettext
