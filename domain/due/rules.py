"""What falls due, when, of whom, for whom, and what follows: one table.

Figures are ours where the feature list names none.
"""

from datetime import timedelta

from domain.due import consents, greetings, journeys, relations
from domain.due.item import Follows, Rule
from domain.due.whom import Whom
from domain.vocabulary import DueKind

OWNER = ("relationship-manager", "recruiter", "hr-partner", "business-mentor")
RECRUITER = ("recruiter", "hr-partner", "relationship-manager", "business-mentor")
HR = ("hr-partner", "relationship-manager", "recruiter", "business-mentor")
DAY = timedelta(days=1)

_K = DueKind
TABLE: tuple[Rule, ...] = (
    Rule(_K.REMINDER, "The day that somebody wanted to be reminded on", Whom.ANYONE, relations.reminder, OWNER),
    Rule(
        _K.REPLY_FOLLOW_UP,
        "An answer came, and nobody has turned to them since",
        Whom.ANYONE,
        relations.reply_follow_up,
        OWNER,
        rows="76",
    ),
    Rule(
        _K.APPLICATION_RECEIPT,
        "At the moment of application",
        Whom.JOURNEY,
        journeys.application_receipt,
        RECRUITER,
        DAY,
        follows=Follows.OUTREACH,
        template="application-receipt",
        rows="85",
    ),
    Rule(
        _K.STEP_REMINDER,
        "The screening was passed; or it, or the assessment of an interview, takes longer than a week",
        Whom.JOURNEY,
        journeys.step_reminder,
        RECRUITER,
        3 * DAY,
        follows=Follows.OUTREACH,
        template="step-reminder",
        rows="88",
    ),
    Rule(
        _K.INTERVIEW_REMINDER,
        "The morning before the day of an interview",
        Whom.JOURNEY,
        journeys.interview_reminder,
        RECRUITER,
        follows=Follows.OUTREACH,
        template="interview-reminder",
        rows="86, 88",
    ),
    Rule(
        _K.INTERVIEW_THANKS,
        "The day after an interview took place",
        Whom.JOURNEY,
        journeys.interview_thanks,
        RECRUITER,
        3 * DAY,
        follows=Follows.OUTREACH,
        template="interview-thanks",
        rows="87",
    ),
    Rule(
        _K.INTERVIEW_SURVEY,
        "Three days after the first interview of an application took place",
        Whom.JOURNEY,
        journeys.interview_survey,
        RECRUITER,
        14 * DAY,
        follows=Follows.OUTREACH,
        template="experience-survey",
        rows="83",
    ),
    Rule(
        _K.OUTCOME_CALL,
        "Somebody was not hired, and nobody has told them",
        Whom.JOURNEY,
        journeys.outcome_call,
        RECRUITER,
        template="outcome-call",
        rows="89",
    ),
    Rule(
        _K.POOL_WELCOME,
        "They entered the pool, not by an import, and their yes or their place lets us write",
        Whom.MEMBER,
        relations.pool_welcome,
        OWNER,
        7 * DAY,
        follows=Follows.OUTREACH,
        template="pool-welcome",
        rows="82",
    ),
    Rule(
        _K.POOL_INVITATION,
        "They entered the pool, not by an import, and only a yes lets us write, for which nobody has asked",
        Whom.MEMBER,
        relations.pool_invitation,
        OWNER,
        30 * DAY,
        template="pool-invitation",
        rows="33",
    ),
    Rule(
        _K.KEY_PERSON_THANKS,
        "Two days after they entered the pool, if nobody has written",
        Whom.KEY,
        relations.key_person_thanks,
        HR,
        14 * DAY,
        template="key-person-thanks",
        rows="91",
    ),
    Rule(
        _K.FIRST_CARE,
        "Seven days after they entered the pool, if nobody has turned to them",
        Whom.MEMBER,
        relations.first_care,
        OWNER,
        30 * DAY,
        template="first-care",
        rows="90",
    ),
    Rule(
        _K.SETTLING_IN,
        "Thirty days after the first working day",
        Whom.JOURNEY,
        journeys.settling_in,
        HR,
        30 * DAY,
        follows=Follows.OUTREACH,
        template="settling-in",
        rows="108",
    ),
    Rule(
        _K.CADENCE,
        "Less than the target of the tier within its window",
        Whom.TIERED,
        relations.cadence,
        OWNER,
        rows="57-60",
    ),
    Rule(_K.REVISIT, "Half a year without news of them", Whom.KEY, relations.revisit, OWNER, rows="63"),
    Rule(
        _K.UPDATE_INVITATION,
        "The start of a quarter, after a year without news of them",
        Whom.UPDATED,
        relations.update_invitation,
        OWNER,
        template="update-invitation",
        rows="92, 93",
    ),
    Rule(
        _K.ACTIVATION,
        "A year without a word from either side, but for tier D",
        Whom.MEMBER,
        relations.activation,
        OWNER,
        follows=Follows.OUTREACH,
        template="activation",
        rows="84, 96",
    ),
    Rule(
        _K.BIRTHDAY, "Their birthday", Whom.KEY, greetings.birthday, HR, 2 * DAY, template="congratulation", rows="94"
    ),
    Rule(
        _K.WORK_ANNIVERSARY,
        "The day on which they began where they work",
        Whom.KEY,
        greetings.work_anniversary,
        HR,
        2 * DAY,
        template="congratulation",
        rows="94",
    ),
    Rule(
        _K.CAREER_HONOUR,
        "Somebody noted a prize, a promotion or a paper of theirs (a note `career-honour`)",
        Whom.KEY,
        greetings.career_honour,
        HR,
        14 * DAY,
        template="congratulation",
        rows="94",
    ),
    Rule(
        _K.HOLIDAY_GREETING,
        "The last working day before Spring Festival or Mid-Autumn, or the new year of where they live",
        Whom.KEY,
        greetings.holiday_greeting,
        HR,
        template="pool-greeting",
        rows="94",
    ),
    Rule(
        _K.ALUMNI_GREETING,
        "The same of former employees",
        Whom.FORMER,
        greetings.alumni_greeting,
        HR,
        follows=Follows.OUTREACH,
        template="holiday-greeting",
        rows="79",
    ),
    Rule(_K.CONSENT_RENEWAL, "Thirty days before a consent runs out", Whom.ANYONE, consents.consent_renewal, OWNER),
    Rule(_K.CONSENT_EXPIRY, "A consent ran out", Whom.ANYONE, consents.consent_expiry, OWNER, follows=Follows.EVENT),
)
RULES: dict[DueKind, Rule] = {rule.kind: rule for rule in TABLE}
RULES_OF: dict[Whom, tuple[Rule, ...]] = {whom: tuple(rule for rule in TABLE if rule.whom is whom) for whom in Whom}
