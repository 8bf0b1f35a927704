import pytest

from domain.decisions import RecordInError, RecordJobInError
from domain.events import RecordedInError
from domain.recorded import effective
from tests.domain.acts import apply, call, ingest, open_job, tag
from tests.domain.story import JOB, A, B, Story


def wrong(position: int, **more: object) -> RecordInError:
    return RecordInError.model_validate({"candidate": A, "position": position, "why": "mistake", **more})


def test_what_was_recorded_in_error_counts_for_nothing_and_stays() -> None:
    story = Story().given(ingest(), tag(), call(inbound=True)).when(wrong(2))
    story.then((A, RecordedInError(position=2, why="mistake")))
    assert story.dossier(A).knowing.tags == {}
    assert story.record(A).marks.corrected == (2,)
    assert len(story.of(A)) == 4
    assert len(effective(story.of(A))) == 3


def test_once_is_enough() -> None:
    Story().given(ingest(), tag(), wrong(2)).when(wrong(2)).then()


@pytest.mark.parametrize("position", [0, 3, 99])
def test_the_position_has_to_be_of_this_very_stream(position: int) -> None:
    story = Story().given(ingest(), tag(), ingest(B), call())
    story.when(wrong(position)).then_refused("no_such_event")


def test_a_replacement_is_another_event_that_still_counts() -> None:
    story = Story().given(ingest(), tag(), tag(name="pyhton"))
    story.when(wrong(3, replacement=3)).then_refused("no_such_replacement")
    story.given(wrong(3, replacement=2)).when(wrong(2, replacement=3)).then_refused("no_such_replacement")


def test_a_correction_is_final() -> None:
    Story().given(ingest(), tag(), wrong(2)).when(wrong(3)).then_refused("correction_is_final")


def test_nobody_unknown_is_corrected() -> None:
    Story().when(wrong(1)).then_refused("no_such_candidate")
    Story().when(RecordJobInError(job=JOB, position=1, why="mistake")).then_refused("no_such_job")


def test_a_job_opened_in_error_is_no_job() -> None:
    story = Story().given(ingest(), open_job(), RecordJobInError(job=JOB, position=2, why="mistake"))
    assert story.job().void
    story.when(apply()).then_refused("no_such_job")
    story.when(open_job()).then_types("job-opened")
