"""Every command. `RULES` says who decides on it.

`COMMAND` reads any of them from JSON, told apart by `type`, so that every edge accepts all of them.
"""

from typing import Annotated

from pydantic import Discriminator, TypeAdapter

from domain.decision import Command
from domain.decisions.agenda import FinishDueItem, SetReminder, SnoozeDueItem
from domain.decisions.application import (
    Apply,
    ConfirmReason,
    RecordNotHired,
    Screen,
    TellOutcome,
    WithdrawApplication,
)
from domain.decisions.boundary import (
    LiftRestriction,
    RaiseObjection,
    RestrictProcessing,
    SetContactPreference,
    Unsubscribe,
)
from domain.decisions.campaign import (
    CancelCampaign,
    PauseCampaign,
    PlanCampaign,
    ReportCampaignLaidOut,
    ResumeCampaign,
    StartCampaign,
)
from domain.decisions.consent import GiveConsent, WithdrawConsent
from domain.decisions.consent_asking import (
    ConfirmConsent,
    ExpireConsent,
    RefuseConsent,
    RequestConsent,
)
from domain.decisions.consent_proof import IssueConsentReceipt, RecordNoticeShown
from domain.decisions.contact import LogContact, RecordReply
from domain.decisions.correction import RecordInError, RecordJobInError
from domain.decisions.delivery import (
    ReportBounced,
    ReportClicked,
    ReportDelivered,
    ReportFailed,
    ReportOpened,
    ReportSent,
    ReportUnconfirmed,
)
from domain.decisions.disclosure import DisclosePersonalData, ExportPeople
from domain.decisions.document import AttachDocument
from domain.decisions.employment import FailProbation, Hire, Leave, PassProbation, Rehire
from domain.decisions.erasure import ApproveErasure, RecordErased, RecordErasureScan, RefuseErasure, RequestErasure
from domain.decisions.hold import PlaceLegalHold, ProposeHoldRelease, ReleaseLegalHold
from domain.decisions.ingest import ConfirmProfile, IngestRecord
from domain.decisions.interview import (
    AttendInterview,
    CancelInterview,
    EvaluateInterview,
    MissInterview,
    RescheduleInterview,
    ScheduleInterview,
)
from domain.decisions.job import AttachJobDocument, ChangeHeadcount, ChangeHiringTeam, OpenJob, SetJobProfile
from domain.decisions.knowing import (
    AssignOwner,
    RecordIntent,
    RecordInterest,
    RecordNote,
    RecordPay,
    TagCandidate,
    UntagCandidate,
)
from domain.decisions.matching import AssessMatch, DeferMatch
from domain.decisions.merge import AssertDifferentPeople, AssertSamePerson, MergeCandidates
from domain.decisions.message import AssignMessage, DismissMessage, HoldMessage, ReceiveMessage
from domain.decisions.notice import PublishNotice
from domain.decisions.offer import AcceptOffer, DeclineOffer, MakeOffer, RescindOffer
from domain.decisions.outreach import DispatchContact, PlanContact
from domain.decisions.own_data import CorrectOwnProfile, IssueUpdateLink
from domain.decisions.pool import (
    ChangePoolFilter,
    ClosePool,
    CreatePool,
    HandOverPool,
    ListCandidate,
    RenamePool,
    SetPoolAlert,
    SharePool,
    TakePoolSnapshot,
    UnlistCandidate,
)
from domain.decisions.pools import EnterTalentPool, LeaveTalentPool
from domain.decisions.preference import PreferProfileValue, ReleaseProfileValue
from domain.decisions.reach import InvalidateContactPoint, RecordSetting, VerifyContactPoint
from domain.decisions.reading import ConfirmTagSuggestion, RecordDocumentText, RefuseTagSuggestion
from domain.decisions.review import ArchiveRecord, ReviewRecord
from domain.decisions.rights import AnswerRightsRequest, ExtendRightsRequest, ReceiveRightsRequest
from domain.decisions.rules import RULES
from domain.decisions.sender import DescribeSender, ForgetSender, RetireSender
from domain.decisions.sequence import StopSequence, StopSequences
from domain.decisions.split import ReverseMerge, SplitRecord
from domain.decisions.suggestion import AcceptProfileUpdate, DismissProfileUpdate, SuggestProfileUpdate
from domain.decisions.suppression import LiftSuppression, SuppressAddress
from domain.decisions.tag_vocabulary import AddTagTerm, EntrustTagFacet, MergeTagTerm, NameTagTerm, RetireTagTerm
from domain.decisions.template import (
    DraftTemplate,
    PublishTemplate,
    RecordTemplateApproval,
    ReportTemplateTest,
    RequestTemplateTest,
    RetireTemplate,
)
from domain.decisions.tiering import AssessFit, AssignTier

AnyCommand = Annotated[
    IngestRecord
    | ConfirmProfile
    | AttachDocument
    | VerifyContactPoint
    | InvalidateContactPoint
    | RecordSetting
    | IssueUpdateLink
    | CorrectOwnProfile
    | PreferProfileValue
    | ReleaseProfileValue
    | SuggestProfileUpdate
    | AcceptProfileUpdate
    | DismissProfileUpdate
    | ReviewRecord
    | ArchiveRecord
    | TagCandidate
    | UntagCandidate
    | AddTagTerm
    | DescribeSender
    | RetireSender
    | ForgetSender
    | NameTagTerm
    | MergeTagTerm
    | RetireTagTerm
    | EntrustTagFacet
    | RecordIntent
    | RecordInterest
    | RecordPay
    | AssignOwner
    | RecordNote
    | AssessFit
    | AssignTier
    | SetReminder
    | FinishDueItem
    | SnoozeDueItem
    | EnterTalentPool
    | LeaveTalentPool
    | GiveConsent
    | WithdrawConsent
    | RequestConsent
    | RefuseConsent
    | ConfirmConsent
    | ExpireConsent
    | IssueConsentReceipt
    | RecordNoticeShown
    | PublishNotice
    | SetContactPreference
    | Unsubscribe
    | RaiseObjection
    | RestrictProcessing
    | LiftRestriction
    | ReceiveRightsRequest
    | ExtendRightsRequest
    | AnswerRightsRequest
    | RequestErasure
    | ApproveErasure
    | RefuseErasure
    | RecordErased
    | RecordErasureScan
    | PlaceLegalHold
    | ProposeHoldRelease
    | ReleaseLegalHold
    | SuppressAddress
    | LiftSuppression
    | LogContact
    | RecordReply
    | ReceiveMessage
    | HoldMessage
    | AssignMessage
    | DismissMessage
    | PlanContact
    | DispatchContact
    | ReportSent
    | ReportFailed
    | ReportUnconfirmed
    | ReportDelivered
    | ReportBounced
    | ReportOpened
    | ReportClicked
    | Apply
    | WithdrawApplication
    | Screen
    | ConfirmReason
    | RecordNotHired
    | TellOutcome
    | ScheduleInterview
    | RescheduleInterview
    | CancelInterview
    | AttendInterview
    | MissInterview
    | EvaluateInterview
    | MakeOffer
    | AcceptOffer
    | DeclineOffer
    | RescindOffer
    | Hire
    | PassProbation
    | FailProbation
    | Leave
    | Rehire
    | MergeCandidates
    | AssertSamePerson
    | ReverseMerge
    | SplitRecord
    | AssertDifferentPeople
    | AssessMatch
    | DeferMatch
    | RecordInError
    | RecordJobInError
    | OpenJob
    | ChangeHeadcount
    | ChangeHiringTeam
    | SetJobProfile
    | AttachJobDocument
    | DraftTemplate
    | PublishTemplate
    | RetireTemplate
    | RecordTemplateApproval
    | RequestTemplateTest
    | ReportTemplateTest
    | ChangePoolFilter
    | ClosePool
    | CreatePool
    | HandOverPool
    | ListCandidate
    | RenamePool
    | SharePool
    | SetPoolAlert
    | TakePoolSnapshot
    | UnlistCandidate
    | ExportPeople
    | DisclosePersonalData
    | RecordDocumentText
    | ConfirmTagSuggestion
    | RefuseTagSuggestion
    | PlanCampaign
    | StartCampaign
    | PauseCampaign
    | ResumeCampaign
    | CancelCampaign
    | ReportCampaignLaidOut
    | StopSequence
    | StopSequences,
    Discriminator("type"),
]

COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
COMMANDS: dict[str, type[Command]] = {command.model_fields["type"].default: command for command in RULES}

__all__ = [
    "COMMAND",
    "COMMANDS",
    "RULES",
    "AcceptOffer",
    "AcceptProfileUpdate",
    "AddTagTerm",
    "AnswerRightsRequest",
    "AnyCommand",
    "Apply",
    "ApproveErasure",
    "ArchiveRecord",
    "AssertDifferentPeople",
    "AssertSamePerson",
    "AssessFit",
    "AssessMatch",
    "AssignMessage",
    "AssignOwner",
    "AssignTier",
    "AttachDocument",
    "AttachJobDocument",
    "AttendInterview",
    "CancelCampaign",
    "CancelInterview",
    "ChangeHeadcount",
    "ChangeHiringTeam",
    "ChangePoolFilter",
    "ClosePool",
    "ConfirmConsent",
    "ConfirmProfile",
    "ConfirmReason",
    "ConfirmTagSuggestion",
    "CorrectOwnProfile",
    "CreatePool",
    "DeclineOffer",
    "DeferMatch",
    "DescribeSender",
    "DisclosePersonalData",
    "DismissMessage",
    "DismissProfileUpdate",
    "DispatchContact",
    "DraftTemplate",
    "EnterTalentPool",
    "EntrustTagFacet",
    "EvaluateInterview",
    "ExpireConsent",
    "ExportPeople",
    "ExtendRightsRequest",
    "FailProbation",
    "FinishDueItem",
    "ForgetSender",
    "GiveConsent",
    "HandOverPool",
    "Hire",
    "HoldMessage",
    "IngestRecord",
    "InvalidateContactPoint",
    "IssueConsentReceipt",
    "IssueUpdateLink",
    "Leave",
    "LeaveTalentPool",
    "LiftRestriction",
    "LiftSuppression",
    "ListCandidate",
    "LogContact",
    "MakeOffer",
    "MergeCandidates",
    "MergeTagTerm",
    "MissInterview",
    "NameTagTerm",
    "OpenJob",
    "PassProbation",
    "PauseCampaign",
    "PlaceLegalHold",
    "PlanCampaign",
    "PlanContact",
    "PreferProfileValue",
    "ProposeHoldRelease",
    "PublishNotice",
    "PublishTemplate",
    "RaiseObjection",
    "ReceiveMessage",
    "ReceiveRightsRequest",
    "RecordDocumentText",
    "RecordErased",
    "RecordErasureScan",
    "RecordInError",
    "RecordIntent",
    "RecordInterest",
    "RecordJobInError",
    "RecordNotHired",
    "RecordNote",
    "RecordNoticeShown",
    "RecordPay",
    "RecordReply",
    "RecordSetting",
    "RecordTemplateApproval",
    "RefuseConsent",
    "RefuseErasure",
    "RefuseTagSuggestion",
    "Rehire",
    "ReleaseLegalHold",
    "ReleaseProfileValue",
    "RenamePool",
    "ReportBounced",
    "ReportCampaignLaidOut",
    "ReportClicked",
    "ReportDelivered",
    "ReportFailed",
    "ReportOpened",
    "ReportSent",
    "ReportTemplateTest",
    "ReportUnconfirmed",
    "RequestConsent",
    "RequestErasure",
    "RequestTemplateTest",
    "RescheduleInterview",
    "RescindOffer",
    "RestrictProcessing",
    "ResumeCampaign",
    "RetireSender",
    "RetireTagTerm",
    "RetireTemplate",
    "ReverseMerge",
    "ReviewRecord",
    "ScheduleInterview",
    "Screen",
    "SetContactPreference",
    "SetJobProfile",
    "SetPoolAlert",
    "SetReminder",
    "SharePool",
    "SnoozeDueItem",
    "SplitRecord",
    "StartCampaign",
    "StopSequence",
    "StopSequences",
    "SuggestProfileUpdate",
    "SuppressAddress",
    "TagCandidate",
    "TakePoolSnapshot",
    "TellOutcome",
    "UnlistCandidate",
    "Unsubscribe",
    "UntagCandidate",
    "VerifyContactPoint",
    "WithdrawApplication",
    "WithdrawConsent",
]
