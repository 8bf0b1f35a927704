"""Who decides on which command: the table that a newcomer reads first."""

from domain.decision import Command, Rule
from domain.decisions import (
    agenda,
    application,
    boundary,
    campaign,
    consent,
    consent_asking,
    consent_proof,
    contact,
    correction,
    delivery,
    disclosure,
    document,
    employment,
    erasure,
    hold,
    ingest,
    interview,
    job,
    knowing,
    matching,
    merge,
    message,
    notice,
    offer,
    outreach,
    own_data,
    pool,
    pools,
    preference,
    reach,
    reading,
    review,
    rights,
    sender,
    sequence,
    split,
    suggestion,
    suppression,
    tag_vocabulary,
    template,
    tiering,
)
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
from domain.vocabulary import DataClass

IDENTITY = (DataClass.IDENTITY,)
EVERYTHING = tuple(DataClass)
WITH_JOB = (("candidate", "candidate"), ("job", "job"))
JOB = (("job", "job"),)
TEMPLATE = (("template", "template"),)
WITH_AROUND = (("candidate", "candidate"), ("candidate", "around"))
WITH_MESSAGE = (*WITH_AROUND, ("template", "template"), ("sender", "senders"))
SENDERS = (("sender", "senders"),)
AT_ADDRESS = (("point", "suppression"),)
POOL = (("pool", "pool"),)
CAMPAIGN = (("campaign", "campaign"),)
WITH_POOL = (("candidate", "candidate"), ("pool", "pool"))
WITH_TERMS = (("candidate", "candidate"), ("tag", "vocabulary"))
TERMS = (("facet", "vocabulary"),)

RULES: dict[type[Command], Rule] = {
    IngestRecord: Rule(ingest.ingest, (("candidate", "candidate"), ("person", "addresses")), sees=EVERYTHING),
    ConfirmProfile: Rule(ingest.confirm),
    AttachDocument: Rule(document.attach),
    VerifyContactPoint: Rule(reach.verify, sees=IDENTITY),
    InvalidateContactPoint: Rule(reach.invalidate, sees=IDENTITY),
    RecordSetting: Rule(reach.record_setting),
    IssueUpdateLink: Rule(own_data.issue),
    CorrectOwnProfile: Rule(own_data.correct, sees=EVERYTHING),
    PreferProfileValue: Rule(preference.prefer, sees=EVERYTHING),
    ReleaseProfileValue: Rule(preference.release),
    SuggestProfileUpdate: Rule(suggestion.suggest, sees=EVERYTHING),
    AcceptProfileUpdate: Rule(suggestion.accept, sees=EVERYTHING),
    DismissProfileUpdate: Rule(suggestion.dismiss),
    ReviewRecord: Rule(review.review, sees=EVERYTHING),
    ArchiveRecord: Rule(review.archive, sees=EVERYTHING),
    TagCandidate: Rule(knowing.tag, WITH_TERMS),
    UntagCandidate: Rule(knowing.untag, WITH_TERMS),
    AddTagTerm: Rule(tag_vocabulary.add, TERMS),
    NameTagTerm: Rule(tag_vocabulary.name, TERMS),
    MergeTagTerm: Rule(tag_vocabulary.merge, TERMS),
    RetireTagTerm: Rule(tag_vocabulary.retire, TERMS),
    EntrustTagFacet: Rule(tag_vocabulary.entrust, TERMS),
    DescribeSender: Rule(sender.describe, SENDERS),
    RetireSender: Rule(sender.retire, SENDERS),
    ForgetSender: Rule(sender.forget, SENDERS),
    RecordIntent: Rule(knowing.intend),
    RecordInterest: Rule(knowing.interest),
    RecordPay: Rule(knowing.expect_pay),
    AssignOwner: Rule(knowing.own),
    RecordNote: Rule(knowing.note),
    AssessFit: Rule(tiering.assess),
    AssignTier: Rule(tiering.assign, sees=EVERYTHING),
    SetReminder: Rule(agenda.remind),
    FinishDueItem: Rule(agenda.finish, sees=EVERYTHING),
    SnoozeDueItem: Rule(agenda.snooze, sees=EVERYTHING),
    EnterTalentPool: Rule(pools.enter),
    LeaveTalentPool: Rule(pools.leave),
    GiveConsent: Rule(consent.give),
    WithdrawConsent: Rule(consent.withdraw),
    RequestConsent: Rule(consent_asking.request),
    RefuseConsent: Rule(consent_asking.refuse),
    ConfirmConsent: Rule(consent_asking.confirm),
    ExpireConsent: Rule(consent_asking.expire),
    IssueConsentReceipt: Rule(consent_proof.issue_receipt),
    PublishNotice: Rule(notice.publish, (("notice", "notice"),)),
    RecordNoticeShown: Rule(consent_proof.notice_shown, (("candidate", "candidate"), ("notice", "notice"))),
    SetContactPreference: Rule(boundary.prefer),
    Unsubscribe: Rule(boundary.unsubscribe),
    RaiseObjection: Rule(boundary.objection, WITH_AROUND, sees=IDENTITY, every_address=True),
    RestrictProcessing: Rule(boundary.restrict),
    LiftRestriction: Rule(boundary.lift),
    ReceiveRightsRequest: Rule(rights.receive, WITH_AROUND, sees=IDENTITY, every_address=True),
    ExtendRightsRequest: Rule(rights.extend),
    AnswerRightsRequest: Rule(rights.answer),
    RequestErasure: Rule(erasure.request),
    ApproveErasure: Rule(erasure.approve, WITH_AROUND, sees=IDENTITY, every_address=True),
    RefuseErasure: Rule(erasure.refuse),
    RecordErased: Rule(erasure.erased),
    RecordErasureScan: Rule(erasure.scanned),
    PlaceLegalHold: Rule(hold.place),
    ProposeHoldRelease: Rule(hold.propose),
    ReleaseLegalHold: Rule(hold.release),
    SuppressAddress: Rule(suppression.suppress, AT_ADDRESS),
    LiftSuppression: Rule(suppression.lift, AT_ADDRESS),
    LogContact: Rule(contact.log, WITH_AROUND, sees=IDENTITY, asks=contact.asked_afterwards),
    RecordReply: Rule(contact.reply),
    ReceiveMessage: Rule(message.receive, WITH_AROUND, sees=IDENTITY, asks=message.asked_of_sender, every_address=True),
    HoldMessage: Rule(message.hold, AT_ADDRESS),
    AssignMessage: Rule(
        message.assign,
        (*WITH_AROUND, ("message", "message")),
        sees=IDENTITY,
        asks=message.asked_of_sender,
        every_address=True,
    ),
    DismissMessage: Rule(message.dismiss, (("message", "message"),)),
    PlanContact: Rule(outreach.plan, (*WITH_MESSAGE, *JOB), sees=IDENTITY, asks=outreach.asked),
    DispatchContact: Rule(outreach.dispatch, WITH_AROUND, sees=IDENTITY, asks=outreach.asked_again),
    ReportSent: Rule(delivery.sent),
    ReportFailed: Rule(delivery.failed),
    ReportUnconfirmed: Rule(delivery.unconfirmed),
    ReportDelivered: Rule(delivery.delivered),
    ReportBounced: Rule(delivery.bounced, WITH_AROUND, sees=IDENTITY, asks=outreach.asked_again),
    ReportOpened: Rule(delivery.opened),
    ReportClicked: Rule(delivery.clicked),
    Apply: Rule(application.apply, WITH_JOB),
    WithdrawApplication: Rule(application.withdraw),
    Screen: Rule(application.screen),
    ConfirmReason: Rule(application.confirm_reason),
    RecordNotHired: Rule(application.not_hire),
    TellOutcome: Rule(application.tell),
    ScheduleInterview: Rule(interview.schedule),
    RescheduleInterview: Rule(interview.reschedule),
    CancelInterview: Rule(interview.cancel),
    AttendInterview: Rule(interview.attend),
    MissInterview: Rule(interview.miss),
    EvaluateInterview: Rule(interview.evaluate),
    MakeOffer: Rule(offer.make, WITH_JOB),
    AcceptOffer: Rule(offer.accept),
    DeclineOffer: Rule(offer.decline),
    RescindOffer: Rule(offer.rescind),
    Hire: Rule(employment.hire, WITH_JOB),
    PassProbation: Rule(employment.pass_probation),
    FailProbation: Rule(employment.fail_probation),
    Leave: Rule(employment.leave),
    Rehire: Rule(employment.rehire, WITH_JOB),
    MergeCandidates: Rule(merge.merge, (("candidate", "candidate"), ("absorbed", "candidate")), sees=EVERYTHING),
    AssertSamePerson: Rule(merge.assert_same, (("candidate", "candidate"), ("other", "candidate")), sees=EVERYTHING),
    ReverseMerge: Rule(split.reverse, (("candidate", "candidate"), ("absorbed", "candidate"))),
    SplitRecord: Rule(split.split, (("candidate", "candidate"), ("record", "candidate"))),
    AssertDifferentPeople: Rule(merge.assert_different, (("candidate", "candidate"), ("other", "candidate"))),
    AssessMatch: Rule(matching.assess, (("candidate", "candidate"), ("other", "candidate"))),
    DeferMatch: Rule(matching.defer, (("candidate", "candidate"), ("other", "candidate"))),
    RecordInError: Rule(correction.correct, positions=(("position", "candidate"), ("replacement", "candidate"))),
    RecordJobInError: Rule(correction.correct_job, JOB, positions=(("position", "job"), ("replacement", "job"))),
    OpenJob: Rule(job.open_job, JOB),
    ChangeHeadcount: Rule(job.change_headcount, JOB),
    ChangeHiringTeam: Rule(job.change_hiring_team, JOB),
    SetJobProfile: Rule(job.set_profile, JOB),
    AttachJobDocument: Rule(job.attach, JOB),
    DraftTemplate: Rule(template.draft, TEMPLATE),
    PublishTemplate: Rule(template.publish, TEMPLATE),
    RetireTemplate: Rule(template.retire, TEMPLATE),
    RecordTemplateApproval: Rule(template.approve, TEMPLATE),
    RequestTemplateTest: Rule(template.test, TEMPLATE),
    ReportTemplateTest: Rule(template.report, TEMPLATE),
    CreatePool: Rule(pool.create, POOL),
    RenamePool: Rule(pool.rename, POOL),
    SharePool: Rule(pool.share, POOL),
    SetPoolAlert: Rule(pool.set_alert, POOL),
    HandOverPool: Rule(pool.hand_over, POOL),
    ChangePoolFilter: Rule(pool.change_filter, POOL),
    ClosePool: Rule(pool.close, POOL),
    TakePoolSnapshot: Rule(pool.take_snapshot, POOL),
    ListCandidate: Rule(pool.put_on, WITH_POOL),
    UnlistCandidate: Rule(pool.take_off, WITH_POOL),
    RecordDocumentText: Rule(reading.record_text, (("candidate", "candidate"), ("document", "vocabulary"))),
    ConfirmTagSuggestion: Rule(reading.confirm),
    RefuseTagSuggestion: Rule(reading.refuse),
    ExportPeople: Rule(disclosure.export, (("export", "export"),)),
    DisclosePersonalData: Rule(disclosure.disclose),
    PlanCampaign: Rule(campaign.plan, (*CAMPAIGN, *POOL, ("steps", "templates"))),
    StartCampaign: Rule(campaign.start, (*CAMPAIGN, *POOL)),
    PauseCampaign: Rule(campaign.pause, CAMPAIGN),
    ResumeCampaign: Rule(campaign.resume, CAMPAIGN),
    CancelCampaign: Rule(campaign.cancel, CAMPAIGN),
    ReportCampaignLaidOut: Rule(campaign.lay_out, CAMPAIGN),
    StopSequence: Rule(sequence.stop),
    StopSequences: Rule(sequence.stop_all),
}
