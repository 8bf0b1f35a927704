"""The catalogue: every event that can happen. These are storage formats: change with care.

A type's name, a field's name and a vocabulary's value are permanent. What is new is a defaulted field or
a new type. `tests/domain/golden` holds the stored JSON of each.
"""

from typing import Annotated, get_args

from pydantic import Discriminator, TypeAdapter

from domain.events.agenda import DueItemDone, DueItemSnoozed, ReminderSet
from domain.events.boundary import (
    ContactPreferenceSet,
    ObjectionRaised,
    ProcessingRestricted,
    RestrictionLifted,
    Unsubscribed,
)
from domain.events.campaign import (
    CampaignCancelled,
    CampaignLaidOut,
    CampaignPaused,
    CampaignPlanned,
    CampaignResumed,
    CampaignStarted,
    CampaignStep,
)
from domain.events.consent import (
    ConsentExpired,
    ConsentGiven,
    ConsentReceiptIssued,
    ConsentRefused,
    ConsentRequested,
    ConsentWithdrawn,
    NoticeShown,
)
from domain.events.contact import AutoReplyReceived, ContactLogged, Replied
from domain.events.correction import RecordedInError
from domain.events.disclosure import PeopleExported, PersonalDataDisclosed
from domain.events.event import Document, Event, JobDocument, Personal
from domain.events.identity import (
    CandidateAbsorbed,
    CandidateIngested,
    CandidateMerged,
    DifferentPeopleAsserted,
    DocumentAttached,
    MergeReversed,
    ProfileConfirmed,
    ProfileUpdated,
    SamePersonAsserted,
)
from domain.events.identity_model import (
    IdentityModelPublished,
    PublishedLevel,
    RecordsRescored,
    RescoringFailed,
    RescoringFinished,
)
from domain.events.job import HeadcountChanged, HiringTeamChanged, JobDocumentAttached, JobOpened, JobProfileSet
from domain.events.journey import (
    ApplicationWithdrawn,
    Applied,
    Hired,
    InterviewAttended,
    InterviewCancelled,
    InterviewEvaluated,
    InterviewMissed,
    InterviewRescheduled,
    InterviewScheduled,
    Left,
    NotHired,
    OfferAccepted,
    OfferDeclined,
    OfferMade,
    OfferRescinded,
    OutcomeTold,
    ProbationFailed,
    ProbationPassed,
    ReasonConfirmed,
    Rehired,
    Screened,
)
from domain.events.knowing import (
    CandidateTagged,
    CandidateUntagged,
    FitAssessed,
    IntentRecorded,
    InterestRecorded,
    NoteRecorded,
    OwnerAssigned,
    PayExpected,
    TalentPoolEntered,
    TalentPoolLeft,
    TierAssigned,
    TierFinding,
)
from domain.events.looking import PersonalDataViewed
from domain.events.matching import MatchAssessed, MatchDeferred, MatchFinding, MatchZone, MergeQuestioned
from domain.events.message import MessageAssigned, MessageDismissed, MessageUnmatched
from domain.events.notice import NoticePublished
from domain.events.operation import (
    AccessKeyApproved,
    AccessKeyIssued,
    AccessKeyRevoked,
    BatchFailed,
    BatchFinished,
    BatchStarted,
    BatchUndoFailed,
    BatchUndone,
    BatchUndoRequested,
    ImportRequested,
    ImportTold,
)
from domain.events.outreach import (
    ContactBounced,
    ContactBreached,
    ContactClicked,
    ContactDelivered,
    ContactDispatched,
    ContactFailed,
    ContactOpened,
    ContactPlanned,
    ContactRefused,
    ContactSent,
    ContactUnconfirmed,
    SequenceStepScheduled,
    SequenceStopped,
)
from domain.events.pool import (
    CandidateListed,
    CandidateUnlisted,
    PoolAlertSet,
    PoolClosed,
    PoolCreated,
    PoolFilterChanged,
    PoolHandedOver,
    PoolRenamed,
    PoolShared,
    PoolSnapshotTaken,
)
from domain.events.profile import (
    ProfileUpdateAccepted,
    ProfileUpdateDismissed,
    ProfileUpdateSuggested,
    ProfileValuePreferred,
    ProfileValueReleased,
)
from domain.events.reach import ContactPointInvalid, ContactPointVerified, SettingRecorded
from domain.events.reading import (
    DocumentTextExtracted,
    DocumentTextFailed,
    SuggestedTag,
    TagsSuggested,
    TagSuggestionRefused,
)
from domain.events.report import ReportDrafted, ReportFailed, ReportRequested
from domain.events.review import RecordArchived, RecordReviewed
from domain.events.rights import (
    CandidateErased,
    ClassVerdict,
    ErasureApproved,
    ErasureConfirmed,
    ErasureRefused,
    ErasureRequested,
    ErasureScanned,
    LegalHoldPlaced,
    LegalHoldReleased,
    LegalHoldReleaseProposed,
    RightsRequestAnswered,
    RightsRequestExtended,
    RightsRequestReceived,
)
from domain.events.rotation import KeyRotated, KeyRotationApproved, KeyRotationRequested, OldKeyDestroyed
from domain.events.sender import SenderDescribed, SenderForgotten, SenderRetired
from domain.events.suppression import AddressSuppressed, SuppressionLifted
from domain.events.tag_vocabulary import (
    TagFacetEntrusted,
    TagTermAdded,
    TagTermMerged,
    TagTermNamed,
    TagTermRetired,
    TermName,
)
from domain.events.template import (
    TemplateApprovalRecorded,
    TemplateDrafted,
    TemplatePublished,
    TemplateRetired,
    TemplateTestFailed,
    TemplateTestRequested,
    TemplateTestSent,
)
from domain.events.update_link import UpdateLinkIssued

AnyEvent = Annotated[
    CandidateIngested
    | ProfileUpdated
    | ProfileConfirmed
    | CandidateMerged
    | CandidateAbsorbed
    | MergeReversed
    | DifferentPeopleAsserted
    | SamePersonAsserted
    | MatchAssessed
    | MatchDeferred
    | MergeQuestioned
    | DocumentAttached
    | ProfileUpdateSuggested
    | ProfileUpdateAccepted
    | ProfileUpdateDismissed
    | ProfileValuePreferred
    | ProfileValueReleased
    | UpdateLinkIssued
    | ContactPointVerified
    | ContactPointInvalid
    | SettingRecorded
    | RecordReviewed
    | RecordArchived
    | CandidateTagged
    | CandidateUntagged
    | IntentRecorded
    | InterestRecorded
    | PayExpected
    | OwnerAssigned
    | FitAssessed
    | TierAssigned
    | NoteRecorded
    | TalentPoolEntered
    | TalentPoolLeft
    | ReminderSet
    | DueItemDone
    | DueItemSnoozed
    | ConsentGiven
    | ConsentWithdrawn
    | ConsentRequested
    | ConsentRefused
    | ConsentExpired
    | ConsentReceiptIssued
    | NoticeShown
    | ContactPreferenceSet
    | Unsubscribed
    | ObjectionRaised
    | ProcessingRestricted
    | RestrictionLifted
    | RightsRequestReceived
    | RightsRequestExtended
    | RightsRequestAnswered
    | ErasureRequested
    | ErasureApproved
    | ErasureConfirmed
    | ErasureRefused
    | CandidateErased
    | ErasureScanned
    | LegalHoldPlaced
    | LegalHoldReleaseProposed
    | LegalHoldReleased
    | ContactLogged
    | Replied
    | AutoReplyReceived
    | ContactPlanned
    | ContactRefused
    | ContactDispatched
    | ContactSent
    | ContactFailed
    | ContactUnconfirmed
    | ContactDelivered
    | ContactBounced
    | ContactOpened
    | ContactClicked
    | ContactBreached
    | SequenceStepScheduled
    | SequenceStopped
    | Applied
    | ApplicationWithdrawn
    | Screened
    | InterviewScheduled
    | InterviewRescheduled
    | InterviewCancelled
    | InterviewAttended
    | InterviewMissed
    | InterviewEvaluated
    | ReasonConfirmed
    | NotHired
    | OutcomeTold
    | OfferMade
    | OfferAccepted
    | OfferDeclined
    | OfferRescinded
    | Hired
    | ProbationPassed
    | ProbationFailed
    | Left
    | Rehired
    | RecordedInError
    | JobOpened
    | HeadcountChanged
    | HiringTeamChanged
    | JobDocumentAttached
    | JobProfileSet
    | NoticePublished
    | AddressSuppressed
    | SuppressionLifted
    | TemplateDrafted
    | TemplatePublished
    | TemplateRetired
    | TemplateApprovalRecorded
    | TemplateTestRequested
    | TemplateTestSent
    | TemplateTestFailed
    | MessageUnmatched
    | MessageAssigned
    | MessageDismissed
    | ImportRequested
    | BatchStarted
    | BatchFinished
    | BatchFailed
    | BatchUndoRequested
    | BatchUndoFailed
    | BatchUndone
    | PoolCreated
    | PoolRenamed
    | PoolShared
    | PoolAlertSet
    | PoolHandedOver
    | PoolFilterChanged
    | PoolClosed
    | PoolSnapshotTaken
    | CandidateListed
    | CandidateUnlisted
    | PersonalDataViewed
    | ReportRequested
    | ReportDrafted
    | ReportFailed
    | CampaignPlanned
    | CampaignStarted
    | CampaignPaused
    | CampaignResumed
    | CampaignCancelled
    | CampaignLaidOut
    | AccessKeyIssued
    | AccessKeyApproved
    | AccessKeyRevoked
    | KeyRotationRequested
    | KeyRotationApproved
    | KeyRotated
    | OldKeyDestroyed
    | IdentityModelPublished
    | RecordsRescored
    | RescoringFinished
    | RescoringFailed
    | TagTermAdded
    | TagTermNamed
    | TagTermMerged
    | TagTermRetired
    | TagFacetEntrusted
    | SenderDescribed
    | SenderRetired
    | SenderForgotten
    | PeopleExported
    | PersonalDataDisclosed
    | DocumentTextExtracted
    | DocumentTextFailed
    | TagsSuggested
    | TagSuggestionRefused,
    Discriminator("type"),
]

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
CATALOGUE: tuple[type[Event], ...] = get_args(get_args(AnyEvent)[0])
TYPES: dict[str, type[Event]] = {event.model_fields["type"].default: event for event in CATALOGUE}

__all__ = [
    "CATALOGUE",
    "EVENT",
    "TYPES",
    "AccessKeyApproved",
    "AccessKeyIssued",
    "AccessKeyRevoked",
    "AddressSuppressed",
    "AnyEvent",
    "ApplicationWithdrawn",
    "Applied",
    "AutoReplyReceived",
    "BatchFailed",
    "BatchFinished",
    "BatchStarted",
    "BatchUndoFailed",
    "BatchUndoRequested",
    "BatchUndone",
    "CampaignCancelled",
    "CampaignLaidOut",
    "CampaignPaused",
    "CampaignPlanned",
    "CampaignResumed",
    "CampaignStarted",
    "CampaignStep",
    "CandidateAbsorbed",
    "CandidateErased",
    "CandidateIngested",
    "CandidateListed",
    "CandidateMerged",
    "CandidateTagged",
    "CandidateUnlisted",
    "CandidateUntagged",
    "ClassVerdict",
    "ConsentExpired",
    "ConsentGiven",
    "ConsentReceiptIssued",
    "ConsentRefused",
    "ConsentRequested",
    "ConsentWithdrawn",
    "ContactBounced",
    "ContactBreached",
    "ContactClicked",
    "ContactDelivered",
    "ContactDispatched",
    "ContactFailed",
    "ContactLogged",
    "ContactOpened",
    "ContactPlanned",
    "ContactPointInvalid",
    "ContactPointVerified",
    "ContactPreferenceSet",
    "ContactRefused",
    "ContactSent",
    "ContactUnconfirmed",
    "DifferentPeopleAsserted",
    "Document",
    "DocumentAttached",
    "DocumentTextExtracted",
    "DocumentTextFailed",
    "DueItemDone",
    "DueItemSnoozed",
    "ErasureApproved",
    "ErasureConfirmed",
    "ErasureRefused",
    "ErasureRequested",
    "ErasureScanned",
    "Event",
    "FitAssessed",
    "HeadcountChanged",
    "Hired",
    "HiringTeamChanged",
    "IdentityModelPublished",
    "ImportRequested",
    "ImportTold",
    "IntentRecorded",
    "InterestRecorded",
    "InterviewAttended",
    "InterviewCancelled",
    "InterviewEvaluated",
    "InterviewMissed",
    "InterviewRescheduled",
    "InterviewScheduled",
    "JobDocument",
    "JobDocumentAttached",
    "JobOpened",
    "JobProfileSet",
    "KeyRotated",
    "KeyRotationApproved",
    "KeyRotationRequested",
    "Left",
    "LegalHoldPlaced",
    "LegalHoldReleaseProposed",
    "LegalHoldReleased",
    "MatchAssessed",
    "MatchDeferred",
    "MatchFinding",
    "MatchZone",
    "MergeQuestioned",
    "MergeReversed",
    "MessageAssigned",
    "MessageDismissed",
    "MessageUnmatched",
    "NotHired",
    "NoteRecorded",
    "NoticePublished",
    "NoticeShown",
    "ObjectionRaised",
    "OfferAccepted",
    "OfferDeclined",
    "OfferMade",
    "OfferRescinded",
    "OldKeyDestroyed",
    "OutcomeTold",
    "OwnerAssigned",
    "PayExpected",
    "PeopleExported",
    "Personal",
    "PersonalDataDisclosed",
    "PersonalDataViewed",
    "PoolAlertSet",
    "PoolClosed",
    "PoolCreated",
    "PoolFilterChanged",
    "PoolHandedOver",
    "PoolRenamed",
    "PoolShared",
    "PoolSnapshotTaken",
    "ProbationFailed",
    "ProbationPassed",
    "ProcessingRestricted",
    "ProfileConfirmed",
    "ProfileUpdateAccepted",
    "ProfileUpdateDismissed",
    "ProfileUpdateSuggested",
    "ProfileUpdated",
    "ProfileValuePreferred",
    "ProfileValueReleased",
    "PublishedLevel",
    "ReasonConfirmed",
    "RecordArchived",
    "RecordReviewed",
    "RecordedInError",
    "RecordsRescored",
    "Rehired",
    "ReminderSet",
    "Replied",
    "ReportDrafted",
    "ReportFailed",
    "ReportRequested",
    "RescoringFailed",
    "RescoringFinished",
    "RestrictionLifted",
    "RightsRequestAnswered",
    "RightsRequestExtended",
    "RightsRequestReceived",
    "SamePersonAsserted",
    "Screened",
    "SenderDescribed",
    "SenderForgotten",
    "SenderRetired",
    "SequenceStepScheduled",
    "SequenceStopped",
    "SettingRecorded",
    "SuggestedTag",
    "SuppressionLifted",
    "TagFacetEntrusted",
    "TagSuggestionRefused",
    "TagTermAdded",
    "TagTermMerged",
    "TagTermNamed",
    "TagTermRetired",
    "TagsSuggested",
    "TalentPoolEntered",
    "TalentPoolLeft",
    "TemplateApprovalRecorded",
    "TemplateDrafted",
    "TemplatePublished",
    "TemplateRetired",
    "TemplateTestFailed",
    "TemplateTestRequested",
    "TemplateTestSent",
    "TermName",
    "TierAssigned",
    "TierFinding",
    "Unsubscribed",
    "UpdateLinkIssued",
]
