"""The pages on which people see and correct their own data: plain HTML, in their language, without a script."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from html import escape

from fastapi import Response

from api.command_line.messages import catalogue
from api.http.own_form import FIELDS, INTENTS, LONGEST, Field

STYLE = (
    "body{font:1.05rem/1.5 system-ui,sans-serif;margin:0;color:#1b1f24;background:#f6f7f8}"
    "main{max-width:32rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:.5rem}"
    "label{display:block;margin:1rem 0 .25rem}"
    "input,select{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}"
    "input,select{border:1px solid #77808a;border-radius:.25rem}"
    "button{font:inherit;margin:1.25rem .5rem 0 0;padding:.5rem 1rem}"
    ".wrong{color:#a40000}"
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'sha256-"
        + b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
        + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Vary": "Accept-Language",
}
"""The address is a secret: nothing is loaded that could tell it, and nobody frames, indexes or passes it on."""

MOST_LANGUAGES = 20
WRONG = ' aria-invalid="true" autofocus'


def language_of(accepted: str | None) -> str:
    """`zh_CN` where Chinese is wanted before English, else `en`; by Accept-Language."""
    wanted = []
    for place, part in enumerate((accepted or "").split(",")[:MOST_LANGUAGES]):
        tag, _, quality = part.strip().lower().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if tag.startswith(("zh", "en")) and weight > 0:
            wanted.append((-weight, place, tag))
    return "zh_CN" if wanted and min(wanted)[2].startswith("zh") else "en"


def form_page(
    language: str,
    values: Mapping[str, str],
    *,
    seen: int,
    command: str,
    wrong: str | None = None,
    moved: bool = False,
    rights: str | None = None,
) -> Response:
    """`seen` is the position that the values were read at; `command` makes a second click the same as the first.
    `rights` is the address of the page beside this one."""
    _ = catalogue(language).gettext
    title, heading = _("Your data"), _("Is this still right?")
    lead = _("This is what we keep of you. Please correct what has changed; you need no account for it.")
    notice, looking, save, same = "", _("Are you looking for a job?"), _("Save"), _("Nothing has changed")
    if moved:
        notice = line(_("Your data has changed in the meantime. Please look at it once more."), "wrong")
    elif wrong:
        notice = line(_("This could not be understood. Please check the marked field."), "wrong")
    parts = [
        f"<h1>{escape(heading)}</h1>{line(lead)}{notice}",
        '<form method="post" accept-charset="utf-8">',
        *(_input(field, _(field.label), values[field.name], wrong=field.name == wrong) for field in FIELDS),
        f'<label for="intent">{escape(looking)}</label><select id="intent" name="intent">',
        *(_option(value, _(label), chosen=values["intent"] == value) for value, label in INTENTS.items()),
        f'</select><input type="hidden" name="seen" value="{seen}">',
        f'<input type="hidden" name="command" value="{escape(command)}">',
        f'<button name="answer" value="save">{escape(save)}</button>',
        f'<button name="answer" value="unchanged" formnovalidate>{escape(same)}</button></form>',
    ]
    if rights is not None:
        parts.append(f'<p><a href="{escape(rights)}">{escape(_("Your rights"))}</a></p>')
    return page(language, title, "".join(parts), 422 if wrong else 409 if moved else 200)


def _input(field: Field, label: str, value: str, *, wrong: bool) -> str:
    return (
        f'<label for="{field.name}">{escape(label)}</label>'
        f'<input id="{field.name}" name="{field.name}" type="{field.kind}" maxlength="{LONGEST}"'
        f' autocomplete="{field.autocomplete}" value="{escape(value)}"{WRONG if wrong else ""}>'
    )


def _option(value: str, label: str, *, chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(label)}</option>'


def thanks_page(language: str) -> Response:
    _ = catalogue(language).gettext
    return said(language, _("Thank you"), _("We have noted it."), 200)


def gone_page(language: str) -> Response:
    _ = catalogue(language).gettext
    text = _("This link is no longer valid. Please ask whoever sent it to you for a new one.")
    return said(language, _("The link has expired"), text, 410)


def unknown_page(language: str) -> Response:
    _ = catalogue(language).gettext
    return said(language, _("There is nothing here"), _("Please check the link: it may have been cut off."), 404)


def said(language: str, title: str, text: str, status: int) -> Response:
    return page(language, title, f"<h1>{escape(title)}</h1>" + line(text), status)


def page(language: str, title: str, body: str, status: int) -> Response:
    """One that tells nobody where it is."""
    text = (
        f'<!doctype html><html lang="{language.replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )
    headers = {**HEADERS, "Content-Language": language.replace("_", "-")}
    return Response(text.encode(), status, headers, "text/html; charset=utf-8")


def line(text: str, kind: str = "") -> str:
    opening = f'<p class="{kind}" role="alert">' if kind else "<p>"
    return f"{opening}{escape(text)}</p>"
