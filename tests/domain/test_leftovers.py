from domain.decisions import IngestRecord, MergeCandidates, RecordInError, RecordNote
from domain.description import SELF
from domain.leftovers import OF_THE_PERSON, OF_THE_RECORD, Parting, parting
from domain.record import STEPS
from tests.domain.acts import apply, call, consent, ingest, merge, open_job, opt_out, person, reverse, split, tag
from tests.domain.story import A, B, C, Story


def three() -> Story:
    return Story().given(ingest(A), ingest(B), ingest(C), open_job())


def note(candidate: object = A) -> RecordNote:
    return RecordNote.model_validate({"candidate": candidate, "text": "reads a lot"})


def parted(story: Story) -> Parting:
    """By the last event: a reversal."""
    found = parting(story.history, len(story.history))
    assert found is not None
    return found


def listed(story: Story) -> list[tuple[str, object, object]]:
    return [(each.type, each.stream, each.kept_by) for each in parted(story).left]


def test_what_was_chosen_at_the_merge_is_listed() -> None:
    choosing = MergeCandidates(candidate=A, absorbed=B, prefer={"headline": 2}, by="user:chen")
    assert listed(three().given(choosing, reverse(A, B))) == [("profile-value-preferred", B, B)]


def test_what_concerned_the_whole_person_is_listed() -> None:
    story = three().given(tag(A), merge(A, B), call(), note(), consent(), apply(), tag(A, "go"), reverse(A, B))
    kinds = ["contact-logged", "contact-breached", "note-recorded", "consent-given", "applied", "candidate-tagged"]
    assert listed(story) == [(kind, A, A) for kind in kinds]
    assert [story.history[each.position - 1].event.type for each in parted(story).left] == kinds
    assert parted(story).people == ((A,), (B,))


def test_what_belongs_to_a_record_or_was_written_to_all_is_not() -> None:
    story = three().given(merge(A, B))
    described = {"candidate": B, "source": "greenhouse", "person": person("王小明", "new@example.com")}
    story.given(IngestRecord.model_validate(described), opt_out(A), reverse(A, B))
    assert listed(story) == []


def test_what_the_person_said_of_themselves_is_listed() -> None:
    story = three().given(merge(A, B))
    story.given(ingest(A, source=SELF, person=person("王晓明")), reverse(A, B))
    assert listed(story) == [("profile-updated", A, A)]


def test_only_what_was_written_while_they_were_one_is_listed() -> None:
    story = three().given(note(A), note(B), merge(A, B), note(A), merge(A, C), reverse(A, C), note(A))
    assert listed(story.given(reverse(A, B))) == [("note-recorded", A, A)] * 2
    before = parting(story.history, story.history[-4].position)
    assert before is not None
    assert before.people == ((A, B), (C,))
    assert before.left == ()


def test_what_stays_on_a_third_record_of_the_person_is_listed_too() -> None:
    story = three().given(merge(B, C))
    story.happened(C, story.given(note(B)).history[-1].event)
    story.given(merge(A, B))
    concerns = story.happened(C, story.history[-3].event)
    story.given(reverse(A, B))
    (left,) = parted(story).left
    assert (left.position, left.stream, left.kept_by) == (concerns.position, C, B)


def test_a_split_names_everyone_there_is_afterwards() -> None:
    story = three().given(merge(B, C), merge(A, B), note(A), split(A, B))
    assert parted(story).people == ((A, C), (B,))
    assert listed(story) == [("note-recorded", A, A)]
    for each in story.history[-6:]:
        assert parting(story.history, each.position) == parted(story)


def test_what_was_moved_by_recording_it_in_error_is_not_listed_any_more() -> None:
    story = three().given(merge(A, B), note(A), reverse(A, B))
    (left,) = parted(story).left
    reversal = len(story.history)
    story.given(RecordInError(candidate=A, position=left.position, why="wrong-person"), note(B))
    after = parting(story.history, reversal)
    assert after is not None
    assert after.left == ()


def test_what_is_no_reversal_parted_nobody() -> None:
    story = three().given(merge(A, B))
    assert parting(story.history, 1) is None
    assert parting(story.history, 99) is None


def test_every_event_of_a_candidate_is_the_records_or_the_persons() -> None:
    assert set(STEPS) >= OF_THE_RECORD
    assert not OF_THE_PERSON & OF_THE_RECORD
