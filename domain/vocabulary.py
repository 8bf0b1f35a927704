"""The closed vocabularies of facts: what stays readable for ever.

Facts are codes and coarse values, never free text, so a metric survives the erasure of a person.
These values are stored words: they change by addition only.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""A short code: a source system, a controller, an org unit, a policy version."""

ActorId = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[A-Za-z0-9._-]{1,64}$")]
"""Who acts, opaquely: `key:…`, `user:…`, `policy:…`, `system:…`. Never a name or an address."""

Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""A country, or a part of one: ISO 3166 (`CN`, `US-CA`)."""

Zone = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9+_-]{1,31}(/[A-Za-z0-9+_-]{1,31}){0,2}$")]
"""The IANA name of a time zone, e.g. `Asia/Shanghai`."""

Sender = Annotated[str, StringConstraints(pattern=r"^([a-z]+:)?[A-Za-z0-9._-]{1,64}$")]
"""In whose name something goes out: an actor, or the code of a shared address. Never a name or an address."""

ProviderCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""What a gateway calls a template of its own: `SMS_154950909`, `1110`."""

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
"""A language as in BCP 47: `en`, `zh-CN`."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hex. In the clear only over ciphertext."""


def _no_personal_number(tag: str) -> str:
    if len(tag) > 5 and sum(map(str.isdigit, tag)) > 5:
        raise ValueError("a tag must not hold a telephone or identity number")
    return tag


Tag = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9\u3400-\u9fff][a-z0-9\u3400-\u9fff.+#/_-]{0,39}$"),
    AfterValidator(_no_personal_number),
]
"""A tag's id: lower case, Latin or Chinese, at most 40 characters, no `@` and at most five digits."""


TermText = Annotated[
    str,
    StringConstraints(pattern=r"^[^@\s]([^@\t\r\n]{0,58}[^@\s])?$"),
    AfterValidator(_no_personal_number),
]
"""What a term of the vocabulary of tags is called: at most 60 characters on a line, no `@`, at most five digits."""


class TagFacet(StrEnum):
    """The facets of tags (rows 41 and 42). Words outside the vocabulary are of `other` too."""

    SKILL = "skill"
    EXPERIENCE = "experience"
    INDUSTRY = "industry"
    RELATION = "relation"
    BEHAVIOUR = "behaviour"
    INTENT = "intent"
    STAGE = "stage"

    __hash__ = str.__hash__


class DataClass(StrEnum):
    """The kinds of personal data that are sealed, kept and erased apart from one another."""

    IDENTITY = "identity"
    CAREER = "career"
    CONVERSATION = "conversation"
    ASSESSMENT = "assessment"
    DOCUMENT = "document"
    UNMAPPED = "unmapped"
    SENSITIVE = "sensitive"

    __hash__ = str.__hash__  # the enumeration's own is written in Python; half of the name of every key is this


class Confidentiality(StrEnum):
    NORMAL = "normal"
    RESTRICTED = "restricted"
    SECRET = "secret"  # noqa: S105 - a level, not a password


class Status(StrEnum):
    """Where a person stands towards us (row 11 and 12 of the feature list)."""

    PROSPECT = "prospect"
    EMPLOYEE = "employee"
    FORMER_EMPLOYEE = "former-employee"
    REFERRER = "referrer"


class Intent(StrEnum):
    """Whether the person looks for a job: 积极 / 观望 / 仅了解行情 / 不考虑."""

    ACTIVE = "active"
    OPEN = "open"
    EXPLORING = "exploring"
    CLOSED = "closed"


class Tier(StrEnum):
    """How closely a person is looked after: 核心人才 / 潜力人才 / 待激活人才 / 暂不匹配 (row 61)."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"

    __hash__ = str.__hash__  # a cadence is looked up by it


class TierDimension(StrEnum):
    """What a tier is proposed from (row 62): what somebody can do, how active they are, how clearly they want a
    job, and whether they would get on here."""

    MATCH = "match"
    ACTIVITY = "activity"
    INTENT = "intent"
    FIT = "fit"


class Degree(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    WECOM = "wecom"
    WECHAT = "wechat"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    LINKEDIN = "linkedin"
    IN_APP = "in-app"
    IN_PERSON = "in-person"
    POST = "post"
    WEBHOOK = "webhook"
    OTHER = "other"

    __hash__ = str.__hash__  # as for DataClass: the gate looks it up all the time


class Purpose(StrEnum):
    """What personal data is used for; consent, notice and retention hang on it."""

    APPLICATION = "application"
    TALENT_POOL = "talent-pool"
    MARKETING = "marketing"
    PERMISSION_REQUEST = "permission-request"
    RIGHTS_REPLY = "rights-reply"
    ONBOARDING = "onboarding"
    ALUMNI = "alumni"
    CONSENT_RECORD = "consent-record"
    """The second yes that a consent waits for, and its receipt."""

    __hash__ = str.__hash__


class Basis(StrEnum):
    """Why a contact is lawful. `asking` is the one message that asks for a consent where there is no basis yet."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGITIMATE_INTEREST = "legitimate-interest"
    OPT_OUT_REGIME = "opt-out-regime"
    LEGAL_DUTY = "legal-duty"
    ASKING = "asking"

    __hash__ = str.__hash__


class WhyNot(StrEnum):
    """Why a contact is refused; `docs/gate.md` says what each means and for how long it holds."""

    ERASED = "erased"
    ADDRESS_MISSING = "address_missing"
    ADDRESS_UNKNOWN = "address_unknown"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    RESTRICTED = "restricted"
    OBJECTION = "objection"
    UNSUBSCRIBED = "unsubscribed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_UNCONFIRMED = "consent_unconfirmed"
    NO_LAWFUL_BASIS = "no_lawful_basis"
    LEFT_POOL = "left_pool"
    ASKED_BEFORE = "asked_before"
    NOTICE_UNKNOWN = "notice_unknown"
    NOTICE_NOT_SHOWN = "notice_not_shown"
    STOPPED = "stopped"
    PAUSED = "paused"
    CHANNEL_NOT_WANTED = "channel_not_wanted"
    TOPIC_NOT_WANTED = "topic_not_wanted"
    RHYTHM = "rhythm"
    CADENCE = "cadence"
    CAP_PERSON = "cap_person"
    CAP_CHANNEL = "cap_channel"
    CAP_PURPOSE = "cap_purpose"
    CAP_SENDER = "cap_sender"
    QUIET_HOURS = "quiet_hours"
    DAY_OFF = "day_off"
    NOT_BEFORE = "not_before"
    MESSAGE_INCOMPLETE = "message_incomplete"
    CAMPAIGN_CANCELLED = "campaign_cancelled"
    CAMPAIGN_TWICE = "campaign_twice"
    SEQUENCE_STOPPED = "sequence_stopped"
    CAMPAIGN_PAUSED = "campaign_paused"

    __hash__ = str.__hash__


class StopReason(StrEnum):
    """What ended a sequence for a person before its last step."""

    REPLY = "reply"
    OPT_OUT = "opt-out"
    APPLICATION = "application"
    HIRE = "hire"
    BY_HAND = "by-hand"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """The step could not be planned, after several attempts."""

    __hash__ = str.__hash__


class RightsKind(StrEnum):
    """What a person may ask for by right."""

    ACCESS = "access"
    COPY = "copy"
    CORRECTION = "correction"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    ERASURE = "erasure"

    __hash__ = str.__hash__


class ErasureGround(StrEnum):
    """Why an erasure is refused: GDPR 17(3)."""

    EXPRESSION = "expression"
    LEGAL_DUTY = "legal-duty"
    PUBLIC_HEALTH = "public-health"
    ARCHIVE = "archive"
    LEGAL_CLAIMS = "legal-claims"


class Rhythm(StrEnum):
    """How often, at most, somebody wants to hear what they did not ask for."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"


class TemplateKind(StrEnum):
    """What a message is for (rows 33, 79, 85-91 of the feature list)."""

    POOL_INVITATION = "pool-invitation"
    """Why we ask, what it brings, how often we write, how privacy is protected."""
    JOB_RECOMMENDATION = "job-recommendation"
    EVENT_INVITATION = "event-invitation"
    INTERVIEW_RESULT = "interview-result"
    HOLIDAY_GREETING = "holiday-greeting"
    APPLICATION_RECEIPT = "application-receipt"
    INTERVIEW_REMINDER = "interview-reminder"
    INTERVIEW_THANKS = "interview-thanks"
    STEP_REMINDER = "step-reminder"
    OUTCOME_CALL = "outcome-call"
    """A task for a human: the result told 1:1, feedback, other jobs."""
    FIRST_CARE = "first-care"
    KEY_PERSON_THANKS = "key-person-thanks"
    EXPERIENCE_SURVEY = "experience-survey"
    """A few questions after an interview."""
    SETTLING_IN = "settling-in"
    """The same after the first weeks of work."""
    POOL_GREETING = "pool-greeting"
    """For the holidays, to whoever is in the pool; `holiday-greeting` is to former employees."""
    POOL_WELCOME = "pool-welcome"
    """At entry, with what they want to hear of, how often and where."""
    ACTIVATION = "activation"
    UPDATE_INVITATION = "update-invitation"
    """Something to read, and a word that news is welcome."""
    CONGRATULATION = "congratulation"
    CONSENT_CONFIRMATION = "consent-confirmation"
    """Asks for the second yes, by a link."""
    CONSENT_RECEIPT = "consent-receipt"
    OTHER = "other"


class DueKind(StrEnum):
    """What falls due of a person (rows 57-60, 63, 76, 84-94 of the feature list); `domain.due.rules` says when."""

    REMINDER = "reminder"
    """Somebody wanted to be reminded on that day."""
    REPLY_FOLLOW_UP = "reply-follow-up"
    INTERVIEW_REMINDER = "interview-reminder"
    INTERVIEW_THANKS = "interview-thanks"
    INTERVIEW_SURVEY = "interview-survey"
    OUTCOME_CALL = "outcome-call"
    KEY_PERSON_THANKS = "key-person-thanks"
    FIRST_CARE = "first-care"
    SETTLING_IN = "settling-in"
    CADENCE = "cadence"
    REVISIT = "revisit"
    UPDATE_INVITATION = "update-invitation"
    ACTIVATION = "activation"
    BIRTHDAY = "birthday"
    WORK_ANNIVERSARY = "work-anniversary"
    HOLIDAY_GREETING = "holiday-greeting"
    CONSENT_RENEWAL = "consent-renewal"
    CONSENT_EXPIRY = "consent-expiry"
    APPLICATION_RECEIPT = "application-receipt"
    STEP_REMINDER = "step-reminder"
    POOL_WELCOME = "pool-welcome"
    POOL_INVITATION = "pool-invitation"
    CAREER_HONOUR = "career-honour"
    ALUMNI_GREETING = "alumni-greeting"
    POOL_PROPOSAL = "pool-proposal"


class Approval(StrEnum):
    """Whether a gateway lets a template pass."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


class EducationLevel(StrEnum):
    """学历, lowest first; `rank` orders them."""

    SECONDARY = "secondary"
    VOCATIONAL = "vocational"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"

    @property
    def rank(self) -> int:
        return _EDUCATION_RANK[self]


_EDUCATION_RANK = {level: rank for rank, level in enumerate(EducationLevel)}


class AgeBand(StrEnum):
    UNDER_25 = "under-25"
    FROM_25 = "25-29"
    FROM_30 = "30-34"
    FROM_35 = "35-39"
    FROM_40 = "40-49"
    FROM_50 = "50-plus"


class ConsentMethod(StrEnum):
    WEB_FORM = "web-form"
    EMAIL = "email"
    MESSAGE = "message"
    PAPER = "paper"
    SPOKEN = "spoken"
    IMPORTED = "imported"
    ONE_CLICK = "one-click"
    HUMAN = "human"


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON_RESUME = "json-resume"
    VCARD = "vcard"


class ContactOutcome(StrEnum):
    """What came of a contact (row 103: 接通/未接, 初步有意向/暂不考虑)."""

    REACHED = "reached"
    NOT_REACHED = "not-reached"
    LEFT_MESSAGE = "left-message"
    SENT = "sent"
    INTERESTED = "interested"
    NOT_NOW = "not-now"
    DECLINED = "declined"
    UNKNOWN = "unknown"


class StopWord(StrEnum):
    """A word by which somebody ends what they are sent: the whole of what they wrote, or held in a longer text."""

    WHOLE = "whole"
    HELD = "held"


class AutoReply(StrEnum):
    """What a machine answered on somebody's behalf."""

    OUT_OF_OFFICE = "out-of-office"
    RECEIPT = "receipt"
    OTHER = "other"


class Party(StrEnum):
    """Who decided that somebody was not hired."""

    EMPLOYER = "employer"
    CANDIDATE = "candidate"
    HEADCOUNT = "headcount"


class NotHiredReason(StrEnum):
    """The governed list of row 7; `REASON_PARTY` says who decided."""

    PAY_MISMATCH = "pay-mismatch"
    JOB_FIT = "job-fit"
    MISSING_EXPERIENCE = "missing-experience"
    CULTURE_FIT = "culture-fit"
    FAILED_CHECK = "failed-check"
    OTHER_CHOSEN = "other-chosen"
    HEADCOUNT_FROZEN = "headcount-frozen"
    HEADCOUNT_NOT_RELEASED = "headcount-not-released"
    CANDIDATE_WITHDREW = "candidate-withdrew"
    CANDIDATE_DECLINED_OFFER = "candidate-declined-offer"
    CANDIDATE_UNREACHABLE = "candidate-unreachable"
    LOCATION = "location"
    TIMING = "timing"
    OTHER = "other"


REASON_PARTY: dict[NotHiredReason, Party] = {
    NotHiredReason.PAY_MISMATCH: Party.EMPLOYER,
    NotHiredReason.JOB_FIT: Party.EMPLOYER,
    NotHiredReason.MISSING_EXPERIENCE: Party.EMPLOYER,
    NotHiredReason.CULTURE_FIT: Party.EMPLOYER,
    NotHiredReason.FAILED_CHECK: Party.EMPLOYER,
    NotHiredReason.OTHER_CHOSEN: Party.EMPLOYER,
    NotHiredReason.HEADCOUNT_FROZEN: Party.HEADCOUNT,
    NotHiredReason.HEADCOUNT_NOT_RELEASED: Party.HEADCOUNT,
    NotHiredReason.CANDIDATE_WITHDREW: Party.CANDIDATE,
    NotHiredReason.CANDIDATE_DECLINED_OFFER: Party.CANDIDATE,
    NotHiredReason.CANDIDATE_UNREACHABLE: Party.CANDIDATE,
    NotHiredReason.LOCATION: Party.CANDIDATE,
    NotHiredReason.TIMING: Party.CANDIDATE,
    NotHiredReason.OTHER: Party.EMPLOYER,
}


class Verdict(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNDECIDED = "undecided"


class RotatedKey(StrEnum):
    """A key that is exchanged from time to time."""

    KEY_ENCRYPTION = "key-encryption"
    """It wraps the data keys."""
    LOG = "log"
    """It signs checkpoints."""


class HeadcountState(StrEnum):
    OPEN = "open"
    FROZEN = "frozen"
    FILLED = "filled"
    CLOSED = "closed"
