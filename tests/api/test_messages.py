"""The translations are whole, and the compiled catalogue is the one that was edited."""

import gettext
import string

import pytest

from api.command_line.messages import catalogue, language
from tests.api.catalogue import MO, gathered, kept, marked_in, untranslated


def messages_of(source: object) -> set[object]:
    return {message.id for message in source if message.id}  # type: ignore[attr-defined]


def test_every_message_of_the_source_is_in_the_catalogue() -> None:
    assert messages_of(kept()) == messages_of(gathered()), "run `make messages`"


def test_a_message_is_found_wherever_it_stands() -> None:
    source = """
f'<h1>{escape(_("In a text"))}</h1>'
told.ngettext("one", "{n} of them", n), MachineProblem("code", "said")
_("in two " "parts"), _(a_name), _(f"{made} up")
"""
    assert set(marked_in(source)) == {"In a text", ("one", "{n} of them"), "said", "in two parts"}


def test_every_message_is_translated() -> None:
    assert untranslated(kept()) == []


def test_the_compiled_catalogue_is_the_edited_one() -> None:
    with MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in kept():
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string, "run `make messages`"


def test_translations_name_the_same_values() -> None:
    def values(text: str) -> set[str]:
        return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name}

    for message in kept():
        if isinstance(message.id, str) and message.id and "{" in message.id:
            assert values(message.id) == values(str(message.string)), message.id


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "RENMAI_LANGUAGE": "zh_CN"}, "zh_CN"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], chosen: str) -> None:
    assert language(environment) == chosen
    assert catalogue(chosen).gettext("running") == ("运行中" if chosen == "zh_CN" else "running")
