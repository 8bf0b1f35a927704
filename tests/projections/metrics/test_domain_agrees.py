"""Whatever people do and in whatever order: the views that metrics are made of say what the domain's folds say."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain import activity
from domain.activity import COUNTED, DEFAULT, POLICIES
from domain.consent_register import ConsentState, register
from domain.dossier import Dossier, combine
from domain.events import TYPES
from domain.record import fold
from domain.recorded import Recorded
from domain.search.columns import COLUMNS
from domain.vocabulary import Status
from projections.lake.place import Place
from projections.metrics.asked import Asked
from projections.metrics.catalogue import metric, views
from projections.metrics.engine import HERE, Engine, engine
from projections.person import components
from tests.projections.lake.written import lake
from tests.projections.metrics.several_lives import lives, records


def dossiers(history: list[Recorded]) -> list[Dossier]:
    folded = {stream: record for stream in records() if (record := fold(h for h in history if h.stream == stream))}
    return [each for group in components(folded) if not (each := combine(group)).void]


def rows(running: Engine, view: str, people: Collection[UUID]) -> list[dict[str, Any]]:
    """Of whom there is a record: what stands beside one that was ingested in error is nobody's."""
    manifest = running.manifest
    arguments = Asked().arguments(metric("scores"), manifest, manifest.position)
    found = running.table(f"SELECT * FROM {view}", arguments).to_pylist()
    return [{**row, "dossier": dossier} for row in found if (dossier := UUID(row["dossier"])) in people]


def by(found: list[dict[str, Any]], *columns: str) -> dict[UUID, tuple[Any, ...]]:
    return {row["dossier"]: tuple(row[each] for each in columns) for row in found}


def test_what_metrics_rest_on_is_what_the_domain_folds(tmp_path: Path) -> None:
    history = lives(20261126)
    people = {each.candidate: each for each in dossiers(history)}
    at = history[-1].recorded_at
    with engine(HERE, Place(str(tmp_path)), lake(tmp_path, history, 64)) as running:
        person = rows(running, "person", people)
        assert by(person, "tier", "intent", "erased") == {
            key: (each.tiering.tier, each.knowing.intent and each.knowing.intent.intent, each.erased)
            for key, each in people.items()
        }
        assert by(person, "heard_at", "touched_at", "updated_at", "added_at") == {
            key: moments(each) for key, each in people.items()
        }
        assert {(row["dossier"], row["tag"]): row["facet"] for row in rows(running, "held", people)} == {
            (key, tag): held.facet for key, each in people.items() for tag, held in each.knowing.tags.items()
        }
        assert set(by(rows(running, "member", people))) == {key for key, each in people.items() if in_the_pool(each)}
        assert {(row["dossier"], row["pool"]) for row in rows(running, "stay", people)} == {
            (key, pool) for key, each in people.items() for pool in each.pools
        }
        assert {
            UUID(row["employment"]): (row["dossier"], row["hired_at"], row["key_role"], row["from_pool"])
            for row in rows(running, "hire", people)
        } == {work: told for key, each in people.items() for work, told in hires(each)}
        scores = {key: float(score) for key, (score,) in by(rows(running, "score", people), "score").items()}
        assert scores == pytest.approx(
            {
                key: activity.score_at(rank, at, POLICIES[DEFAULT])
                for key, each in people.items()
                if (rank := activity.rank(each.activity, POLICIES[DEFAULT])) is not None
            },
            abs=1e-6,
        )
        stands = {
            (key, line.purpose, line.channel, line.controller): line.state.value
            for key, each in people.items()
            for line in register(each.consents, at)
            if line.state is not ConsentState.WITHDRAWN or line.channel
        }
        told = {
            (row["dossier"], row["purpose"], row["channel"], row["controller"]): row["state"]
            for row in rows(running, "consent", people)
        }
        assert told == {key: state for key, state in stands.items() if key in told}
        assert {key for key, state in stands.items() if state == "given"} <= set(told)


def moments(dossier: Dossier) -> tuple[Any, ...]:
    return tuple(
        COLUMNS[each].tell(dossier) for each in ("last_inbound_at", "last_outbound_at", "updated_at", "added_at")
    )


def in_the_pool(dossier: Dossier) -> bool:
    return bool(dossier.pools) and dossier.status is not Status.EMPLOYEE and not dossier.erased


def hires(dossier: Dossier) -> Iterator[tuple[UUID, tuple[Any, ...]]]:
    entered = min((stay.entered_at for stay in dossier.stays if stay.entered_at), default=None)
    for key, each in dossier.journey.employments.items():
        if each.started_at:
            application = dossier.journey.applications.get(each.application) if each.application else None
            began = (application and application.applied_at) or each.started_at
            yield key, (dossier.candidate, each.started_at, each.key_role, bool(entered and entered < began))


def test_a_score_weighs_what_the_policy_weighs() -> None:
    weights = POLICIES[DEFAULT].weights
    for kind in (name for name, shape in TYPES.items() if shape in COUNTED):
        assert f"WHEN '{kind}' THEN {weights[kind]:g}\n" in views()["score"]
