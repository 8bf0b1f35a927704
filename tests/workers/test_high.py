"""The owner is reminded when an event makes somebody highly active, and by no other."""

from datetime import timedelta

from tests.domain.acts import call, ingest, reply
from tests.domain.story import A, Story, some_id
from workers.high import became_high


def test_only_the_event_that_crosses_into_the_high_band_reminds() -> None:
    story = Story().given(ingest(), call(), reply())
    story.given(call(contact=some_id("went well"), went_well=True), reply(contact=some_id("went well")))
    dossier = story.dossier(A)
    moments = {each.position: each.recorded_at for each in story.history}
    crossed = [position for position, at in moments.items() if became_high(dossier, position, at)]
    kinds = {each.position: each.event.type for each in story.history}
    assert [kinds[position] for position in crossed] == ["contact-logged"]
    (position,) = crossed
    assert not became_high(dossier, position, moments[position] + timedelta(days=400))
