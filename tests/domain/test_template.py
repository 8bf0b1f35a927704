"""Templates: versions that never change, a language that is no program, and no message with a gap in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.composing import in_use, tried
from domain.decision import Refused
from domain.decisions import (
    DraftTemplate,
    PublishTemplate,
    RecordTemplateApproval,
    ReportTemplateTest,
    RequestTemplateTest,
    RetireTemplate,
)
from domain.default_templates import DEFAULTS, LANGUAGES, default_templates
from domain.events import TemplateDrafted, TemplatePublished, TemplateTestFailed, TemplateTestSent
from domain.events.template import TemplateText
from domain.person import ContactPoint, PointKind
from domain.rendering import VARIABLES, render, surely_renders, variables_of
from domain.template import template_id
from domain.vocabulary import Approval, Channel, Purpose, TemplateKind
from tests.domain.acts import ingest
from tests.domain.story import A, Story, some_id

HELLO = template_id("hello")
NAMES = {name: f"<{name}>" for name in VARIABLES}


def text(said: str, language: str = "en", **more: str) -> TemplateText:
    return TemplateText(language=language, subject=more.pop("subject", "Hello"), text=said, **more)


def draft(*texts: TemplateText, name: str = "hello") -> DraftTemplate:
    return DraftTemplate(
        template=HELLO,
        name=name,
        kind=TemplateKind.OTHER,
        channel=Channel.EMAIL,
        purpose=Purpose.MARKETING,
        texts=texts,
    )


def test_a_version_is_used_once_it_is_published_and_keeps_its_text() -> None:
    story = Story().given(draft(text("one")), draft(text("two")))
    with pytest.raises(Refused, match="template_not_published"):
        in_use(story.template(HELLO), None)
    story.given(PublishTemplate(template=HELLO, version=1))
    number, used = in_use(story.template(HELLO), None)
    assert (number, used.texts[0].text) == (1, "one")
    assert in_use(story.template(HELLO), 2)[1].texts[0].text == "two"
    story.given(RetireTemplate(template=HELLO))
    with pytest.raises(Refused, match="template_not_published"):
        in_use(story.template(HELLO), None)


def test_the_same_draft_twice_is_one_version() -> None:
    story = Story().given(draft(text("one")))
    assert story.when(draft(text("one"))).made == []
    made = story.when(draft(text("two"))).made
    assert made is not None
    assert isinstance(made[0].event, TemplateDrafted)
    assert made[0].event.version == 2
    assert story.when(PublishTemplate(template=HELLO, version=2)).made[0].event == TemplatePublished(version=2)  # type: ignore[index]
    assert story.when(PublishTemplate(template=HELLO, version=2)).made == []


def test_what_cannot_be_is_refused() -> None:
    story = Story().given(draft(text("one")))
    for command, code in (
        (PublishTemplate(template=HELLO, version=9), "no_such_template_version"),
        (PublishTemplate(template=some_id("no"), version=1), "no_such_template"),
        (RetireTemplate(template=some_id("no")), "no_such_template"),
        (draft(text("one"), text("two")), "language_twice"),
        (draft(text("one"), name="other"), "wrong_template"),
        (draft(TemplateText(language="en", text="no subject")), "subject_required"),
        (ReportTemplateTest(template=HELLO, test=some_id("no")), "no_such_test"),
    ):
        story.when(command).then_refused(code)


@pytest.mark.parametrize(
    "escape",
    [
        "{{ person.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ person['name'] }}",
        "{{ person.name.__class__.__base__.__subclasses__() }}",
        "{{ person | attr('__class__') }}",
        "{{ person.name | map('upper') }}",
        "{{ range(999999999) }}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler }}",
        "{{ self }}",
        "{{ config }}",
        "{{ namespace() }}",
        "{{ 'a' ~ 'b' }}",
        "{{ [1] }}",
        "{{ {1: 2} }}",
        "{% for each in person %}{% endfor %}",
        "{% set x = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% block b %}{% endblock %}",
        "{% if person is callable %}{% endif %}",
        "{{ {{",
        "{% if %}",
    ],
)
def test_a_template_is_no_program(escape: str) -> None:
    for made in (text(escape), text("x", html=escape), text("x", subject=escape)):
        with pytest.raises(Refused) as refused:
            variables_of(made)
        assert refused.value.code in {"template_forbidden", "template_unreadable", "unknown_variable"}


def test_a_value_is_never_read_as_a_template() -> None:
    made = render(text("{{ person.name }}"), {"person.name": "{{ sender.name }}{% for %}"})
    assert made.text == "{{ sender.name }}{% for %}"


@given(st.text(max_size=60))
def test_html_holds_no_markup_that_a_value_brought(name: str) -> None:
    made = render(text("{{ person.name }}", html="<p>{{ person.name }}</p>"), {"person.name": f"<script>{name}"})
    assert "<script" not in made.html
    assert "<script" not in render(text("{{ person.name }}"), {"person.name": f"<script>{name}"}).html


def test_a_missing_variable_refuses_and_is_named() -> None:
    with pytest.raises(Refused, match="variable_missing") as refused:
        render(text("{{ person.name }} {{ said.date }} {{ sender.name }}"), {"person.name": "王小明"})
    assert refused.value.detail == "said.date, sender.name"


PIECES = ("Dear ", "{{ person.name }}", "{{ city | upper }}", "{% if job.title is defined %}x{% endif %}", "\n\n")


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=2),
    st.dictionaries(
        st.sampled_from(["person.name", "city", "job.title"]), st.sampled_from(["王", "a\nb", "ß" * 3_000])
    ),
)
def test_what_surely_renders_does(said: list[str], subject: list[str], values: dict[str, str]) -> None:
    made = text("".join(said), subject="".join(subject))
    if surely_renders(made, values):
        render(made, values)


def test_most_messages_need_not_be_rendered_to_know_that_they_can_be() -> None:
    assert surely_renders(text("Dear {{ person.name }},\n{{ said.news }}\n"), NAMES | {"said.news": "we\nmoved"})


def test_what_may_be_missing_is_asked_for() -> None:
    optional = text("Hi{% if person.name is defined %} {{ person.name }}{% endif %}, {{ said.x | default('you') }}")
    assert render(optional, {}).text == "Hi, you"
    assert render(optional, {"person.name": "Li", "said.x": "she"}).text == "Hi Li, she"


@pytest.mark.parametrize("line", ["a\nb", "a\r\nBcc: x@example.com", "a\x00b", "a\u2028b"])
def test_a_subject_is_one_line(line: str) -> None:
    with pytest.raises(Refused, match="subject_not_one_line"):
        render(text("x", subject="{{ said.line }}"), {"said.line": line})


def test_a_person_is_written_to_in_their_language_or_the_nearest() -> None:
    story = Story().given(draft(text("en"), text("zh-CN", "zh-CN"), text("de", "de")))
    version = story.template(HELLO).drafts[1]
    for wanted, found in (("zh-CN", "zh-CN"), ("zh", "zh-CN"), ("zh-TW", "zh-CN"), ("fr", "en"), (None, "en")):
        assert version.in_language(wanted).language == found


def test_there_is_a_default_for_each_kind_in_both_languages_that_can_be_filled() -> None:
    assert {kind for kind, _, _ in DEFAULTS} == set(TemplateKind) - {TemplateKind.OTHER}
    story = Story().given(ingest(A), *default_templates())
    for command in default_templates():
        assert tuple(each.language for each in command.texts) == LANGUAGES
        for each in command.texts:
            made = render(each, dict.fromkeys(variables_of(each), "x"))
            assert (made.subject is None) == (command.channel is not Channel.EMAIL)
            with pytest.raises(Refused, match=r"variable_missing|sender_incomplete"):
                tried(story.dossier(A), each, {}, sender={"sender.company": "ACME"})


def test_what_is_not_asked_for_can_be_ended_from_the_message_itself() -> None:
    unasked = {Purpose.TALENT_POOL, Purpose.MARKETING, Purpose.ALUMNI, Purpose.PERMISSION_REQUEST}
    for command in default_templates():
        if command.channel is Channel.EMAIL and command.purpose in unasked:
            assert all("link.unsubscribe" in variables_of(each) for each in command.texts), command.name


def test_a_test_is_asked_for_once_and_told_once() -> None:
    ask = RequestTemplateTest(
        template=HELLO,
        test=some_id("test"),
        version=1,
        address=ContactPoint(kind=PointKind.EMAIL, value="li@example.com"),
        values={"person.name": "Li"},
    )
    story = Story().given(draft(text("{{ person.name }}")))
    story.when(ask.model_copy(update={"values": {}})).then_refused("variable_missing")
    story.given(ask)
    assert story.when(ask).made == []
    failed = ReportTemplateTest(template=HELLO, test=some_id("test"), code="not_allowed_yet")
    assert story.when(failed).made[0].event == TemplateTestFailed(test=some_id("test"), code="not_allowed_yet")  # type: ignore[index]
    assert story.when(ReportTemplateTest(template=HELLO, test=some_id("test"))).made == []
    assert TemplateTestSent not in {type(each.event) for each in story.of(HELLO)}


def test_what_a_gateway_says_of_a_version_is_kept() -> None:
    said = RecordTemplateApproval(
        template=HELLO, version=1, provider="sms", provider_template="sms_1", state=Approval.APPROVED
    )
    story = Story().given(draft(text("one")), said)
    assert story.template(HELLO).approvals[1].id == "sms_1"
