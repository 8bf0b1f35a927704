"""The templates that come with the product, in Chinese and English: a first version for every kind there is.

Each text is a file `KIND.LANGUAGE.txt`: the subject (a task for a human has none), an empty line, the text.
"""

from functools import cache
from importlib.resources import files

from domain.decisions.template import DraftTemplate
from domain.events.template import TemplateText
from domain.template import template_id
from domain.vocabulary import Channel, Purpose, TemplateKind

LANGUAGES = ("en", "zh-CN")
DEFAULTS: tuple[tuple[TemplateKind, Channel, Purpose], ...] = (
    (TemplateKind.POOL_INVITATION, Channel.EMAIL, Purpose.PERMISSION_REQUEST),
    (TemplateKind.JOB_RECOMMENDATION, Channel.EMAIL, Purpose.TALENT_POOL),
    (TemplateKind.EVENT_INVITATION, Channel.EMAIL, Purpose.MARKETING),
    (TemplateKind.INTERVIEW_RESULT, Channel.EMAIL, Purpose.APPLICATION),
    (TemplateKind.HOLIDAY_GREETING, Channel.EMAIL, Purpose.ALUMNI),
    (TemplateKind.APPLICATION_RECEIPT, Channel.EMAIL, Purpose.APPLICATION),
    (TemplateKind.INTERVIEW_REMINDER, Channel.EMAIL, Purpose.APPLICATION),
    (TemplateKind.INTERVIEW_THANKS, Channel.EMAIL, Purpose.APPLICATION),
    (TemplateKind.EXPERIENCE_SURVEY, Channel.EMAIL, Purpose.APPLICATION),
    (TemplateKind.SETTLING_IN, Channel.EMAIL, Purpose.ONBOARDING),
    (TemplateKind.STEP_REMINDER, Channel.EMAIL, Purpose.APPLICATION),
    (TemplateKind.OUTCOME_CALL, Channel.PHONE, Purpose.APPLICATION),
    (TemplateKind.FIRST_CARE, Channel.PHONE, Purpose.TALENT_POOL),
    (TemplateKind.KEY_PERSON_THANKS, Channel.EMAIL, Purpose.TALENT_POOL),
    (TemplateKind.POOL_GREETING, Channel.EMAIL, Purpose.TALENT_POOL),
    (TemplateKind.POOL_WELCOME, Channel.EMAIL, Purpose.TALENT_POOL),
    (TemplateKind.ACTIVATION, Channel.EMAIL, Purpose.TALENT_POOL),
    (TemplateKind.UPDATE_INVITATION, Channel.EMAIL, Purpose.TALENT_POOL),
    (TemplateKind.CONGRATULATION, Channel.EMAIL, Purpose.TALENT_POOL),
    (TemplateKind.CONSENT_CONFIRMATION, Channel.EMAIL, Purpose.CONSENT_RECORD),
    (TemplateKind.CONSENT_RECEIPT, Channel.EMAIL, Purpose.CONSENT_RECORD),
)


@cache
def default_templates() -> tuple[DraftTemplate, ...]:
    """Each under the name of its kind."""
    return tuple(
        DraftTemplate(
            template=template_id(kind),
            name=kind.value,
            kind=kind,
            channel=channel,
            purpose=purpose,
            texts=tuple(_text(kind, language) for language in LANGUAGES),
        )
        for kind, channel, purpose in DEFAULTS
    )


def _text(kind: TemplateKind, language: str) -> TemplateText:
    said = files(__package__).joinpath(f"{kind}.{language}.txt").read_text(encoding="utf-8")
    subject, _, text = said.partition("\n\n")
    return TemplateText(language=language, subject=subject.strip() or None, text=text.strip() + "\n")
