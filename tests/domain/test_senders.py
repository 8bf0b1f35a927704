"""The directory of senders: whose say it is, and what a message lacks without it."""

from typing import Any

import pytest

from domain.decision import Refused
from domain.decisions import DescribeSender, ForgetSender, PublishTemplate, RetireSender
from domain.events import ContactPlanned, SenderDescribed, SenderForgotten
from domain.senders import STREAM, fold_senders, subject_of
from domain.vocabulary import Purpose
from tests.domain.acts import ingest
from tests.domain.outreach_acts import plan
from tests.domain.story import A, Story
from tests.domain.test_template import HELLO, draft, text

ZH = {"language": "zh-CN", "name": "李娜", "title": "招聘经理", "signature": "李娜\n招聘经理"}
EN = {"language": "en", "name": "Li Na"}
LI = {"sender": "user:li", "by": "user:li", "role": "recruiter", "texts": [ZH, EN], "email": "li@example.com"}


def described(**more: Any) -> DescribeSender:
    return DescribeSender.model_validate({**LI, **more})


def said(story: Story, language: str | None) -> dict[str, str]:
    return fold_senders(story.of(STREAM)).said("user:li", language)


def test_each_says_it_of_themselves_and_an_administrator_of_everybody() -> None:
    story = Story().when(described())
    assert story.made is not None
    assert isinstance(event := story.made[0].event, SenderDescribed)
    assert (event.subject_id, event.languages) == (subject_of("user:li"), ("zh-CN", "en"))
    assert story.when(described()).made == []
    story.when(described(by="user:wang", email=None)).then_refused("sender_not_yours")
    story.when(described(by="user:root", role="admin", phone="+861012345678")).then_types("sender-described")
    story.when(described(texts=[EN, EN])).then_refused("language_twice")
    story.when(RetireSender(sender="user:wang", by="user:wang", role="recruiter")).then_refused("no_such_sender")


def test_who_is_forgotten_is_no_sender_and_comes_back_under_another_key() -> None:
    forgets = ForgetSender(sender="user:li", by="user:li", role="recruiter")
    Story().when(forgets).then_refused("no_such_sender")
    story = Story().given(described(wecom_user="LiNa")).when(forgets)
    story.then((STREAM, SenderForgotten(sender="user:li", subject_id=subject_of("user:li"))))
    position = story.history[-1].position
    story.when(forgets).then()
    story.when(forgets.model_copy(update={"by": "user:wang"})).then_refused("sender_not_yours")
    entry = fold_senders(story.of(STREAM)).known["user:li"]
    assert (entry.retired, entry.texts, entry.email, entry.wecom_user) == (True, (), None, None)
    story.when(described())
    assert story.made is not None
    assert isinstance(event := story.made[0].event, SenderDescribed)
    assert event.subject_id == subject_of("user:li", position)


def test_one_user_of_wecom_is_one_sender() -> None:
    story = Story().given(described(wecom_user="LiNa"))
    wang = {"sender": "user:wang", "by": "user:wang", "wecom_user": "LiNa"}
    story.when(described(**wang)).then_refused("wecom_user_taken", "user:li")
    story.given(RetireSender(sender="user:li", by="user:li", role="recruiter"), described(**wang))
    entry = fold_senders(story.of(STREAM)).by_wecom_user("LiNa")
    assert entry is not None
    assert entry.sender == "user:wang"


def test_a_sender_is_called_as_the_message_is_written() -> None:
    story = Story().given(described())
    for language, name in (("zh-CN", "李娜"), ("zh", "李娜"), ("zh-TW", "李娜"), ("en-GB", "Li Na"), ("fr", "李娜")):
        assert said(story, language)["sender.name"] == name
    assert "sender.title" not in said(story, "en")
    assert said(story, None) == {
        "sender.name": "李娜",
        "sender.title": "招聘经理",
        "sender.signature": "李娜\n招聘经理",
        "sender.email": "li@example.com",
    }


def test_a_message_that_asks_for_what_its_sender_lacks_is_not_planned() -> None:
    template = draft(text("{{ person.name }}: {{ sender.title }}{% if sender.phone is defined %}, call us{% endif %}"))
    story = Story().given(ingest(A), template, PublishTemplate(template=HELLO, version=1))
    asked = plan(purpose=Purpose.RIGHTS_REPLY, template="hello")
    story.when(asked).then_refused("sender_incomplete", "sender.phone, sender.title")
    story.given(described(texts=[EN])).when(asked).then_refused("sender_incomplete")
    story.given(described(texts=[EN | {"title": "Recruiter"}])).when(asked)
    assert story.made is not None
    assert isinstance(story.made[0].event, ContactPlanned)


def test_nothing_is_planned_in_the_name_of_whoever_left() -> None:
    story = Story().given(ingest(A), described(), RetireSender(sender="user:li", by="user:root", role="admin"))
    story.when(plan(purpose=Purpose.RIGHTS_REPLY)).then_refused("sender_retired", "user:li")
    with pytest.raises(Refused, match="sender_retired"):
        said(story, "en")
    story.given(described()).when(plan(purpose=Purpose.RIGHTS_REPLY)).then_types("contact-planned")
