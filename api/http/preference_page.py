"""The pages of the preference centre: plain HTML, in the person's language, without a script or a word about them."""

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

from fastapi import Response

from api.command_line.messages import catalogue
from api.http.own_page import line, page, said
from api.http.preference_form import CHANNELS, PURPOSES, RHYTHMS, TOPICS, Chosen
from domain.consents import Grant


def centre_page(
    language: str,
    chosen: Chosen,
    grants: Sequence[Grant],
    *,
    here: str,
    command: str,
    stopped: bool = False,
    wrong: str | None = None,
) -> Response:
    """`here` is the address of the page, and `command` makes a second click the same as the first."""
    _ = catalogue(language).gettext
    title, lead = _("What you hear from us"), _("You can change this at any time. You need no account for it.")
    notice = ""
    if wrong:
        notice = line(_("This could not be understood. Please check the marked field."), "wrong")
    elif stopped:
        notice = line(_("You have stopped everything that you did not ask for. Saving starts it again."))
    parts = [
        f"<h1>{escape(title)}</h1>{line(lead)}{notice}",
        f'<form method="post" action="{escape(here)}" accept-charset="utf-8">',
        _boxes(_("By which way? None chosen: as we see fit."), "channels", CHANNELS, chosen.channels or (), language),
        f'<label for="rhythm">{escape(_("How often?"))}</label><select id="rhythm" name="rhythm">',
        *(_option(value, _(label), chosen=(chosen.rhythm or "") == value) for value, label in RHYTHMS.items()),
        "</select>",
        _boxes(_("About what? None chosen: anything."), "topics", TOPICS, chosen.topics or (), language),
        f'<label for="paused_until">{escape(_("Pause until"))}</label><input id="paused_until" name="paused_until"'
        f' type="date" value="{chosen.paused_until or ""}"{_marked(wrong == "paused_until")}>',
        f'<input type="hidden" name="command" value="{escape(command)}">',
        f'<button name="answer" value="save">{escape(_("Save"))}</button>',
        f'<button name="answer" value="stop" formnovalidate>{escape(_("Stop everything"))}</button></form>',
        _consents(grants, here, language),
    ]
    return page(language, title, "".join(parts), 422 if wrong else 200)


def asking_page(language: str, title: str, text: str, button: str) -> Response:
    """A page with one button: looking at it changes nothing."""
    form = f'<form method="post"><button>{escape(button)}</button></form>'
    return page(language, title, f"<h1>{escape(title)}</h1>{line(text)}{form}", 200)


def unsubscribe_page(language: str) -> Response:
    _ = catalogue(language).gettext
    text = _("You will get no more messages that you did not ask for. Steps of an application still reach you.")
    return asking_page(language, _("Unsubscribe"), text, _("Unsubscribe"))


def confirm_page(language: str) -> Response:
    _ = catalogue(language).gettext
    text = _("Please confirm that we may write to you at this address. You can take it back at any time.")
    return asking_page(language, _("Please confirm"), text, _("Yes, I agree"))


def noted_page(language: str) -> Response:
    _ = catalogue(language).gettext
    return said(language, _("Thank you"), _("We have noted it."), 200)


def _boxes(legend: str, name: str, labels: Mapping[Any, str], ticked: Collection[str], language: str) -> str:
    _ = catalogue(language).gettext
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in ticked else ''}> {escape(_(label))}</label>"
        for value, label in labels.items()
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{boxes}</fieldset>"


def _option(value: str, label: str, *, chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(label)}</option>'


def _marked(wrong: bool) -> str:
    return ' aria-invalid="true" autofocus' if wrong else ""


def _consents(grants: Sequence[Grant], here: str, language: str) -> str:
    """What the person allows, each with its receipt."""
    _ = catalogue(language).gettext
    if not grants:
        return ""
    rows = "".join(
        f'<li>{escape(_(PURPOSES[grant.purpose]))}: <a href="{escape(here)}/receipts/{grant.position}">'
        f"{escape(_('receipt'))}</a></li>"
        for grant in grants
    )
    return f"<h2>{escape(_('What you have agreed to'))}</h2><ul>{rows}</ul>"
