"""Who may do what: one table of actions and roles. And how far somebody sees: org units and confidentiality.

`docs/routes.md` says which action each route of the API is.
"""

from collections.abc import Collection
from enum import StrEnum

from domain.value import value
from domain.vocabulary import Code, Confidentiality


class Role(StrEnum):
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"
    HIRING_MANAGER = "hiring-manager"
    EXECUTIVE = "executive"
    AUDITOR = "auditor"
    """Reads and verifies everything; personal data for a stated reason only."""
    ANALYST = "analyst"
    """Metrics, in groups of at least 10. A row of one person is personal data under whatever id."""
    ADMIN = "admin"
    """Keys and settings, and no people."""
    DPO = "dpo"
    """Who answers for data protection: rights, holds, erasure."""
    SERVICE = "service"
    """Another system: a career site, an applicant tracking system."""

    __hash__ = str.__hash__


class Action(StrEnum):
    # looking
    SEE_PERSON = "see-person"
    """One person whose id is known."""
    FIND_PEOPLE = "find-people"
    """Lists of people, by whatever is known of them."""
    SEE_FACTS = "see-facts"
    """Scores, consents, contacts. Personal data is in them for those only who may see a person."""
    SEE_MEASURES = "see-measures"
    """Metrics and the weekly report: counts, and nobody alone."""
    SEE_OPERATIONS = "see-operations"
    """How imports go, and whose events could not be folded: ids, and no word of theirs."""
    SEE_SETTINGS = "see-settings"
    VERIFY = "verify"
    """Checkpoints, hashes, proofs."""
    FOLLOW = "follow"
    """Every event, without its sealed parts."""
    AUDIT = "audit"
    """Every event as it is stored."""
    OVERSEE = "oversee"
    """Who looked at whom, and what is not as it should be."""
    # changing
    DESCRIBE = "describe"
    """What is known of people."""
    RECORD_WISHES = "record-wishes"
    """What people allow and forbid: notices shown, consents, preferences, objections, restrictions."""
    CONTACT = "contact"
    DECIDE_WHO_IS_WHO = "decide-who-is-who"
    ADVANCE = "advance"
    """Applications, interviews, offers, employments."""
    EVALUATE = "evaluate"
    """Interviews, screenings, and how somebody fits: the business judges, too (row 158 of the feature list)."""
    ATTEND = "attend"
    """Reminders, and what is due: done, or put off. Whoever owns a person may have to, a manager as well (row 159)."""
    OPEN_JOBS = "open-jobs"
    KEEP_POOLS = "keep-pools"
    IMPORT = "import"
    COMPOSE = "compose"
    """Templates of messages."""
    PUBLISH_NOTICES = "publish-notices"
    SUPPRESS = "suppress"
    """Addresses that nothing is sent to."""
    KEEP_RIGHTS = "keep-rights"
    """Requests of people for what the law gives them."""
    FORGET = "forget"
    """Erasure, and legal holds."""
    KEEP_MODELS = "keep-models"
    """The models by which records are compared."""
    KEEP_KEYS = "keep-keys"
    KEEP_TERMS = "keep-terms"
    """The vocabulary of tags; of each facet it says itself whose it is."""
    EXPORT = "export"
    """People as files."""

    __hash__ = str.__hash__


R, I, H, E = Role.RECRUITER, Role.INTERVIEWER, Role.HIRING_MANAGER, Role.EXECUTIVE  # noqa: E741 - initials
A, N, ADMIN, DPO, S = Role.AUDITOR, Role.ANALYST, Role.ADMIN, Role.DPO, Role.SERVICE

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE_PERSON: frozenset({R, I, H, E, A, DPO, S}),
    Action.FIND_PEOPLE: frozenset({R, H, E, A, DPO, S}),
    Action.SEE_FACTS: frozenset({R, H, E, A, DPO, S}),
    Action.SEE_MEASURES: frozenset({R, H, E, A, N, DPO, S}),
    Action.SEE_OPERATIONS: frozenset({R, A, ADMIN, DPO, S}),
    Action.SEE_SETTINGS: frozenset(Role),
    Action.VERIFY: frozenset({A, N, ADMIN, DPO, S}),
    Action.FOLLOW: frozenset({A, S}),
    Action.AUDIT: frozenset({A}),
    Action.OVERSEE: frozenset({A, DPO}),
    Action.DESCRIBE: frozenset({R, S}),
    Action.RECORD_WISHES: frozenset({R, DPO, S}),
    Action.CONTACT: frozenset({R, S}),
    Action.DECIDE_WHO_IS_WHO: frozenset({R}),
    Action.ADVANCE: frozenset({R, H, S}),
    Action.EVALUATE: frozenset({R, I, H, E, S}),
    Action.ATTEND: frozenset({R, H, E, S}),
    Action.OPEN_JOBS: frozenset({R, H, S}),
    Action.KEEP_POOLS: frozenset({R}),
    Action.IMPORT: frozenset({R, S}),
    Action.COMPOSE: frozenset({R, ADMIN}),
    Action.PUBLISH_NOTICES: frozenset({R, ADMIN, DPO}),
    Action.SUPPRESS: frozenset({R, DPO, S}),
    Action.KEEP_RIGHTS: frozenset({R, DPO, S}),
    Action.FORGET: frozenset({DPO}),
    Action.KEEP_MODELS: frozenset({ADMIN}),
    Action.KEEP_KEYS: frozenset({ADMIN}),
    Action.KEEP_TERMS: frozenset({R, ADMIN}),
    Action.EXPORT: frozenset({R, DPO}),
}

PERSONAL = frozenset({Action.SEE_PERSON, Action.FIND_PEOPLE, Action.EXPORT})
"""What shows personal data; each such look is recorded."""
WITH_A_REASON = frozenset({A})
"""Who sees personal data for a stated reason only."""
BOUNDED = frozenset({R, I, H, E})
"""Who sees what is confidential only if that is said."""


def may(role: Role, action: Action) -> bool:
    return role in ALLOWED[action]


def reason_missing(role: Role, action: Action, reason: str | None) -> bool:
    return action in PERSONAL and role in WITH_A_REASON and reason is None


LEVELS = tuple(Confidentiality)
"""The least confidential first."""
NOBODYS_UNIT = "~unit:-"


@value
class Scope:
    """How far somebody sees. What is of no org unit is everybody's."""

    units: tuple[Code, ...] | None = None
    """None: all of them."""
    level: Confidentiality = LEVELS[-1]
    """The most confidential that is seen."""

    @property
    def limited(self) -> bool:
        return self.units is not None or self.level is not LEVELS[-1]

    @property
    def within(self) -> list[str] | None:
        """The marks of which a person bears at least one; None where that does not matter."""
        return None if self.units is None else [NOBODYS_UNIT, *(f"~unit:{each}" for each in self.units)]

    @property
    def above(self) -> list[str]:
        """The marks of which a person bears none."""
        return [f"~level:{each}" for each in LEVELS[LEVELS.index(self.level) + 1 :]]

    def covers(self, marks: Collection[str]) -> bool:
        within = self.within is None or any(each in marks for each in self.within)
        return within and not any(each in marks for each in self.above)


EVERYTHING = Scope()


def usual_scope(role: Role) -> Scope:
    """Of a key where nothing else is said."""
    return Scope(level=Confidentiality.NORMAL) if role in BOUNDED else EVERYTHING


def marks_of(units: Collection[Code], level: Confidentiality) -> tuple[str, ...]:
    """What a person's rows bear, so that a scope finds them by an index."""
    of_units = [f"~unit:{each}" for each in sorted(units)] if units else [NOBODYS_UNIT]
    return tuple(of_units) if level is LEVELS[0] else (*of_units, f"~level:{level}")
