"""`send_test`: a template's version to whoever asked for it. A death in between leaves it unsent rather than twice."""

from domain.decision import Refused
from domain.decisions import ReportTemplateTest
from domain.events import TemplateTestRequested
from domain.events.template import TemplateText
from domain.rendering import render
from domain.template import fold_template
from domain.vocabulary import Channel, Code
from workers.channels.channel import Message, NotTaken, Unsure
from workers.due import Due
from workers.equipment import Equipment, Heard
from workers.recording import BY


def send_test(equipment: Equipment, due: Due, _heard: Heard) -> None:
    template = fold_template(equipment.ledger.history(due.stream, unseal=False))
    assert template is not None
    if template.tests.get(due.about) != "asked":
        equipment.ledger.store.durable()
        return
    if due.attempts:
        test_failed(equipment, due, Unsure.code)
        return
    (asked,) = equipment.ledger.read(equipment.ledger.store.at([due.position]))
    assert isinstance(asked.event, TemplateTestRequested)
    try:
        _sent(equipment, asked.event, template.drafts[asked.event.version].in_language(asked.event.language))
    except (NotTaken, Unsure, Refused) as fault:
        test_failed(equipment, due, fault.code)
    else:
        equipment.ledger.submit(ReportTemplateTest(template=due.stream, test=due.about), BY)


def test_failed(equipment: Equipment, due: Due, code: Code) -> None:
    equipment.ledger.submit(ReportTemplateTest(template=due.stream, test=due.about, code=code), BY)


def _sent(equipment: Equipment, asked: TemplateTestRequested, text: TemplateText) -> None:
    if asked.address is None:
        raise NotTaken("address_forgotten", again=False)
    made = render(text, asked.values or {})
    message = Message(
        contact=asked.test,
        to=asked.address.value,
        language=made.language,
        text=made.text,
        html=made.html,
        subject=made.subject,
    )
    channel = equipment.ways.way(Channel.EMAIL, message.to).channel
    channel.ready()
    channel.send(channel.prepare(message))
