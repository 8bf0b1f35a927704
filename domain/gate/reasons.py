"""What each reason means and what would lift it: docs/gate.md and the command line are made from this table."""

from domain.vocabulary import WhyNot

REASONS: dict[WhyNot, tuple[str, str]] = {
    WhyNot.ERASED: ("The person was erased.", "nothing"),
    WhyNot.ADDRESS_MISSING: ("The channel needs an address, and none of its kind was given.", "an address"),
    WhyNot.ADDRESS_UNKNOWN: ("No source gives this address for the person, or it can't be understood.", "a source"),
    WhyNot.BOUNCED: ("The address does not work: it bounced, or belongs to somebody else.", "a verified address"),
    WhyNot.SUPPRESSED: ("The address is suppressed for this purpose.", "a later consent, or lifting it"),
    WhyNot.RESTRICTED: ("The processing of the person's data is restricted (GDPR 18).", "lifting it"),
    WhyNot.OBJECTION: ("The person objected.", "a later consent, or a later application of theirs"),
    WhyNot.UNSUBSCRIBED: ("The person unsubscribed.", "a later consent"),
    WhyNot.CONSENT_WITHDRAWN: ("A consent was withdrawn or refused.", "a later consent, or a later application"),
    WhyNot.CONSENT_EXPIRED: ("The consent ran out.", "a renewed consent"),
    WhyNot.CONSENT_UNCONFIRMED: ("The place wants a second yes from the address itself.", "the confirmation"),
    WhyNot.NO_LAWFUL_BASIS: ("No ground that the place admits for the purpose holds.", "a consent"),
    WhyNot.LEFT_POOL: ("The person left the talent pool; only talent-pool contacts end by it.", "entering again"),
    WhyNot.ASKED_BEFORE: ("The person was asked for permission once by this controller.", "nothing"),
    WhyNot.NOTICE_UNKNOWN: ("The notice that the message carries was never published.", "publishing it"),
    WhyNot.NOTICE_NOT_SHOWN: ("The person was never told how their data is used.", "a notice in the message"),
    WhyNot.STOPPED: ("The person wants nothing that they did not ask for.", "their own change of mind"),
    WhyNot.PAUSED: ("The person paused it.", "the day that they named"),
    WhyNot.CHANNEL_NOT_WANTED: ("The person chose other channels.", "another channel"),
    WhyNot.TOPIC_NOT_WANTED: ("The person chose other topics.", "another topic"),
    WhyNot.RHYTHM: ("Sooner than the rhythm that the person chose.", "time"),
    WhyNot.CADENCE: ("The ceiling of the tier's cadence is reached, or it allows content only.", "time"),
    WhyNot.CAP_PERSON: ("The person had as many contacts of this kind as the policy allows.", "time"),
    WhyNot.CAP_CHANNEL: ("As many came by this channel as the policy allows.", "time, or another channel"),
    WhyNot.CAP_PURPOSE: ("As many were for this purpose as the policy allows.", "time"),
    WhyNot.CAP_SENDER: ("The sender sent as many, to everybody together, as the policy allows.", "time"),
    WhyNot.QUIET_HOURS: ("It is night where the person is, or may be.", "the morning: it is put off"),
    WhyNot.DAY_OFF: ("It is no working day where the person is.", "the next one: it is put off"),
    WhyNot.NOT_BEFORE: ("It is planned for later.", "that moment: it is put off"),
}
"""(meaning, what lifts it)"""
