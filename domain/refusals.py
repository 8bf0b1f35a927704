"""Every code by which a command is refused. The codes are permanent; the meanings are for people.

An event that an import brings carries the codes of the rules it breaks in `breaks`.
"""

REFUSALS: dict[str, str] = {
    # whom it speaks of
    "no_such_candidate": "There is no candidate with this id.",
    "candidate_void": "This record was entered in error and counts for nothing; ingest it anew first.",
    "candidate_erased": "This person was erased; nothing more is kept of them.",
    "merged_away": "This record was merged into another; the detail names the survivor to address instead.",
    # records
    "sensitive_needs_purpose": "Sensitive data is taken only with the purpose that it is needed for.",
    # reviews
    "nothing_to_review": "Nothing was entered at this position, or a newer entry took its place.",
    "four_eyes": "Whoever had a hand in it can't be the second who agrees to it.",
    "evidence_required": "A confirmation of this has to name by what it was checked.",
    "review_required": "The policy asks for a review before this is archived.",
    "review_rejected": "A review rejected it: enter what is true instead.",
    "entry_archived": "The entry is archived already.",
    # keys
    "no_such_rotation": "No rotation of a key waits for an approval under this id.",
    "rotation_under_way": "A rotation of this key was approved and is not carried out yet.",
    # addresses
    "no_such_contact_point": "No source gives this address for the person.",
    # values
    "no_such_value": "Nobody said a value of this attribute at this position, or not any more.",
    # links
    "link_superseded": "A newer link was issued, or none at all.",
    "link_expired": "The link is past its time.",
    # suggestions
    "no_such_suggestion": "The person has no suggestion with this id.",
    "suggestion_exists": "There is a suggestion with this id already.",
    "suggestion_expired": "The last day to accept the suggestion has passed.",
    "suggestion_settled": "The suggestion was accepted, dismissed or superseded.",
    "suggestion_forgotten": "What was suggested is forgotten.",
    # tiers
    "no_such_tier_policy": "There is no policy of tiers by this name.",
    "tier_needs_reason": "Another tier than the policy proposes needs a reason; the detail is the one it proposes.",
    # vocabulary of tags
    "facet_not_entrusted": "Another role looks after the terms of this facet; the detail names it.",
    "no_such_term": "The facet has no such term.",
    "term_exists": "There is such a term already; the detail names it where it is another.",
    "term_name_taken": "Another term of the facet is called so; the detail names it.",
    "term_merged": "The term was merged into the one that the detail names.",
    "term_retired": "The term is retired: it is put on nobody any more.",
    "same_term": "Both are one term already.",
    # reading
    "no_such_file": "The record has no file with this id.",
    "no_such_tag_suggestion": "No file of the person suggests this tag.",
    # pools and consents
    "not_in_pool": "The person is not in this talent pool.",
    "no_such_pool": "There is no pool with this id, or it is somebody else's own.",
    "pool_exists": "There is a pool with this id already.",
    "pool_closed": "The pool is closed.",
    "pool_is_a_list": "The pool is a list and has no filter.",
    "pool_is_a_filter": "Whoever fits the filter is in this pool; nobody is put into it.",
    "name_in_pool_filter": "A filter that is saved stays readable for ever and may not ask for a name.",
    "bundled_consent": "A consent is for one purpose, one controller and one recipient; ask for each.",
    "already_expired": "The last day on which it would count has passed.",
    "opt_out_stands": "An opt-out stands against it, and imported history never lowers one.",
    "no_such_request": "The person was not asked for a consent by this id, or gave none to it.",
    "no_such_consent": "The person gave no consent at this position.",
    "consent_over": "The consent was taken back, replaced or has run out.",
    "not_expired": "The consent has not run out.",
    "not_restricted": "The person's data is not restricted.",
    # exports
    "export_exists": "There is an export with this id already.",
    "disclosure_without_basis": "Data is given to nobody outside without a ground; the detail says of how many.",
    "processing_restricted": "The processing of the person's data is restricted.",
    # rights, holds and erasure
    "no_such_rights_request": "The person made no request with this id.",
    "rights_request_answered": "The request was answered.",
    "no_extension": "The law that holds here gives no more time, or it was taken already.",
    "extension_too_late": "More time is taken within the first, and it has passed.",
    "no_such_erasure": "Nobody asked for an erasure with this id, or it was not approved.",
    "erasure_under_way": "The person is being erased already.",
    "erasure_decided": "The erasure was approved or refused already; the detail says which.",
    "erasure_held": "Everything has to be kept for now; the detail says by what.",
    "erasure_takes_two": "An erasure is answered by being approved or refused, and that takes two people.",
    "no_such_hold": "There is no hold with this id, or it was released.",
    "address_forgotten": "Whoever had this address was erased; only they themselves can come back.",
    # notices and addresses
    "no_such_notice": "There is no such version of this notice.",
    "notice_published": "This version was published in this language with another text.",
    "notice_version_skipped": "Versions of a notice count up by one.",
    "not_suppressed": "The address is not suppressed.",
    # campaigns
    "no_such_campaign": "There is no campaign with this id.",
    "campaign_exists": "There is a campaign with this id already.",
    "campaign_not_started": "The campaign was not started yet.",
    "campaign_not_running": "The campaign is not running; the detail is its state.",
    "campaign_cancelled": "The campaign was cancelled.",
    "no_such_sequence": "The person is on their way through no such campaign, or at its end.",
    # contacts
    "no_such_policy": "There is no contact policy of this name.",
    "not_planned": "The contact was refused, or has left already: it is never sent twice. The detail is its state.",
    "wrong_contact_state": "The contact can't come to this from the state that it is in, which the detail names.",
    "no_such_contact": "There is no contact with this id.",
    # applications
    "no_such_application": "The person has no application with this id.",
    "application_exists": "There is an application with this id already.",
    "already_applied": "The person has an open application for this job.",
    "application_closed": "The application has ended: the person was not hired, or withdrew.",
    "wrong_job": "The application is for another job.",
    "job_required": "The job has to be named.",
    "reason_required": "A negative verdict has to name its reason.",
    "reason_not_open": "No reason is waiting to be confirmed.",
    "wrong_party": "The governed list says that somebody else decides by this reason.",
    "human_required": "A human has to decide this, not a policy or the system.",
    "no_outcome": "There is no outcome yet that the person could be told.",
    # interviews
    "no_such_interview": "The application has no interview with this id.",
    "interview_exists": "There is an interview with this id already.",
    "interview_over": "The interview was attended, missed or cancelled.",
    "interview_not_attended": "Only an interview that took place can be evaluated.",
    # offers
    "no_such_offer": "The application has no offer with this id.",
    "offer_exists": "There is an offer with this id already.",
    "offer_open": "Another offer of this application is open or accepted.",
    "offer_over": "The offer was declined or rescinded.",
    "offer_expired": "The last day to accept the offer has passed.",
    # employment
    "already_hired": "The person was hired on this application.",
    "no_accepted_offer": "Nobody is hired without an accepted offer.",
    "still_employed": "The person is employed by this controller.",
    "no_such_employment": "The person has no employment with this id.",
    "employment_exists": "There is an employment with this id already.",
    "employment_over": "The person has left this employment.",
    "probation_over": "The probation was decided otherwise.",
    # merges
    "same_candidate": "Both ids are the same.",
    "already_merged": "Both records belong to one person already.",
    "merge_ring": "The survivor was itself merged into the other one.",
    "asserted_different": "They were asserted to be different people.",
    "not_merged": "The one was not merged into the other.",
    "wrong_survivor": "The survivor that was named is neither of the two.",
    # what is due
    "not_due": "Nothing of this id is due of the person, or it was done.",
    "not_later": "It can be put off to a day to come.",
    # corrections
    "no_such_event": "There is no such event on this stream.",
    "no_such_replacement": "The replacement is the event itself, or was recorded in error too.",
    "correction_is_final": "A correction can't be corrected; record what is true anew.",
    "reverse_the_merge": "A merge or its reversal has two sides; reverse the merge instead.",
    # models of identity
    "model_version_known": "Another model was published under this version; give it a new one.",
    "model_incomplete": "A model has to have exactly the levels that records are compared by.",
    "model_zones_crossed": "What is certain has to lie above what is likely.",
    "unknown_frequencies": "There is no table of what is usual under this name.",
    "not_failed": "Only a contact that failed for good is planned once more; the detail says what this one is.",
    # messages that came in
    "no_such_message": "No message of this id waits for somebody to say whose it is.",
    "message_settled": "It was said already whose the message is, or that it is nobody's.",
    # templates
    "no_such_template": "There is no template of this name.",
    "no_such_template_version": "The template has no version of this number.",
    "wrong_template": "A template's id is made from its name; this is the id of another one.",
    "template_not_published": "No version of the template is in use.",
    "template_unreadable": "The text is not written as a template is; the detail names the line.",
    "template_forbidden": "A template has variables, a few filters and `if`; the detail names what else it tried.",
    "unknown_variable": "There is no such variable; the detail names it.",
    "language_twice": "A version has one text for a language.",
    "subject_required": "A mail has a subject, in every language.",
    "variable_missing": "The text needs a variable that was not given; the detail names which.",
    "subject_not_one_line": "A subject is one line, without control characters.",
    "message_too_long": "The message is longer than any channel takes.",
    "no_such_test": "There is no test of this id.",
    # jobs
    "no_such_job": "There is no job with this id.",
    "job_exists": "There is a job with this id already.",
    "job_closed": "The job is closed.",
    "headcount_frozen": "The job's headcount is frozen.",
    "headcount_filled": "The job's headcount is filled.",
    "headcount_required": "An open job has a headcount of at least one.",
}
