"""However often somebody tries: no cap and no cadence is gone over, and none is in the way of anything else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.gate import POLICIES
from domain.vocabulary import Purpose, Tier
from tests.domain.acts import apply, consent, merge, open_job
from tests.domain.outreach_acts import dispatch, known, plan
from tests.domain.story import A, B, Story, some_id
from tests.domain.test_gate_properties import ENDS, PEOPLE, PROMOTIONAL, P, dispatched, ending, purpose_of, still_out

OFTEN = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 1, 2, 6]), st.sampled_from([P.MARKETING, P.TALENT_POOL, P.APPLICATION]), ENDS, PEOPLE
    ),
    min_size=6,
    max_size=24,
)


@settings(max_examples=40)
@given(OFTEN, st.sampled_from(sorted(POLICIES)))
def test_no_cap_is_ever_gone_over_however_often_somebody_tries(
    tries: list[tuple[int, Purpose, str, UUID]], policy: str
) -> None:
    """Of two merged records, and an application is never in the way of a newsletter, nor the other way round."""
    story = Story().given(*known("CN", A), *known("CN", B), open_job(), apply(A), consent(A), merge(A, B))
    story.given(consent(A, P.TALENT_POOL))
    story.now = datetime(2024, 5, 7, 3, 0, tzinfo=UTC)
    for number, (days, purpose, end, whose) in enumerate(tries):
        contact = some_id(f"contact {number}")
        story.now = story.now.replace(hour=3) + timedelta(days=days)
        for act in (
            plan(A, purpose, contact, policy=policy),
            dispatch(whose, contact, policy=policy),
            *([] if end == "bounced" else ending(end, {"candidate": whose, "contact": contact})),
        ):
            story.when(act)
    left = still_out(dispatched(story.history), story.history)
    when = [each.recorded_at for each in left if purpose_of(each) in PROMOTIONAL]
    cadence = POLICIES[policy].cadence[Tier.C]
    for moment in when:
        assert sum(moment - timedelta(days=7) < each <= moment for each in when) <= 2
        assert sum(moment - cadence.every < each <= moment for each in when) <= cadence.ceiling
    asked = [each for each in story.history if each.event.type == "contact-refused"]
    assert all(purpose_of(each) in PROMOTIONAL for each in asked)
