"""Whatever people do and in whatever order: the views that metrics are made of say what the domain's folds say."""

import random
from pathlib import Path
from uuid import UUID

from domain import activity
from domain.activity import DEFAULT, POLICIES
from domain.consent_register import ConsentState, register
from domain.dossier import Dossier, combine
from domain.record import fold
from domain.recorded import Recorded
from domain.vocabulary import Status
from projections.lake.place import Place
from projections.metrics.asked import Asked
from projections.metrics.catalogue import metric
from projections.metrics.engine import HERE, Engine, engine
from projections.person import components
from tests.domain.lives import ACTS, JOINING, PEOPLE, lived
from tests.projections.lake.written import lake

LIVES, LENGTH = 2, 80


def dossiers(history: list[Recorded]) -> list[Dossier]:
    folded = {stream: record for stream in PEOPLE if (record := fold(h for h in history if h.stream == stream))}
    return [each for group in components(folded) if not (each := combine(group)).void]


def rows(running: Engine, view: str) -> list[dict[str, object]]:
    manifest = running.manifest
    arguments = Asked().arguments(metric("scores"), manifest, manifest.position)
    found: list[dict[str, object]] = running.table(f"SELECT * FROM {view}", arguments).to_pylist()
    return found


def test_members_scores_and_consents_are_what_the_domain_folds(tmp_path: Path) -> None:
    chance = random.Random(20261126)
    for life in range(LIVES):
        acts = [chance.choice(ACTS if chance.random() < 0.9 else JOINING) for _ in range(LENGTH)]
        history = lived(acts).history
        manifest = lake(tmp_path / str(life), history, 64)
        people = dossiers(history)
        at = history[-1].recorded_at
        with engine(HERE, Place(str(tmp_path / str(life))), manifest) as running:
            in_pool = {each.candidate for each in people if each.pools and each.status is not Status.EMPLOYEE}
            assert {UUID(str(row["dossier"])) for row in rows(running, "member")} == in_pool
            policy = POLICIES[DEFAULT]
            scores = {each.candidate: activity.rank(each.activity, policy) for each in people}
            assert {
                UUID(str(row["dossier"])): round(float(str(row["score"])), 5) for row in rows(running, "score")
            } == {
                candidate: round(activity.score_at(rank, at, policy), 5)
                for candidate, rank in scores.items()
                if rank is not None
            }
            stands = {
                (each.candidate, line.purpose, line.channel, line.controller): line.state.value
                for each in people
                for line in register(each.consents, at)
                if line.state is not ConsentState.WITHDRAWN or line.channel
            }
            told = {
                (UUID(str(row["dossier"])), row["purpose"], row["channel"], row["controller"]): row["state"]
                for row in rows(running, "consent")
            }
            assert told == {key: state for key, state in stands.items() if key in told}
            assert {key for key, state in stands.items() if state == "given"} <= set(told)
