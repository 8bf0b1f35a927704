"""`draft_report`: the weekly report out of the lake, in each language, kept sealed with its hash."""

import hashlib
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, ReportDrafted, ReportFailed, ReportRequested
from domain.recorded import Recorded
from domain.vocabulary import Code
from ledger.codec import NewEvent
from ledger.envelope import new_id
from workers.equipment import Equipment, Heard


def draft_report(equipment: Equipment, stream: UUID, _heard: Heard) -> None:
    """Does nothing where it was drafted. Raises what the lake and the engine raise, to try again."""
    history = equipment.ledger.history(stream)
    requested = history[-1].event
    if not isinstance(requested, ReportRequested):  # it is drafted, or was given up
        equipment.ledger.store.durable()
        return
    from projections.lake.export import export  # the extra `analytics`, and slow to import
    from projections.lake.place import Place
    from projections.metrics.asked import Asked
    from projections.metrics.engine import HERE, engine
    from projections.metrics.report import figures, page
    from projections.metrics.report_words import WORDS

    settings = equipment.settings
    manifest = export(settings, settings.lake, processes=1)
    with engine(settings.engine_url, Place(settings.lake), manifest) as running:
        found = figures(running, Asked(requested.as_of))
        name = "sail" if settings.engine_url == HERE else "connect"
        by = f"{name}-{running.version.rpartition(' ')[2].lower()}"
    told = {"known": manifest.position, "root": manifest.root.hex(), "engine": by}
    drafted: list[AnyEvent] = []
    for language in WORDS:
        html = page(found, language).encode()
        kept = equipment.blobs.put(stream, "report", f"{requested.as_of:%Y-%m-%d}.{language}.html", "text/html", html)
        digest = hashlib.sha256(html).hexdigest()
        drafted.append(
            ReportDrafted.model_validate({"language": language, "page": kept, "page_sha256": digest, **told})
        )
    _append(equipment, history, drafted)


def report_failed(equipment: Equipment, stream: UUID, code: Code) -> None:
    """Says so, unless it was drafted."""
    history = equipment.ledger.history(stream, unseal=False)
    if not isinstance(history[-1].event, ReportRequested):
        equipment.ledger.store.durable()
        return
    _append(equipment, history, [ReportFailed(code=code)])


def _append(equipment: Equipment, history: list[Recorded], events: list[AnyEvent]) -> None:
    """All at once, so that a report is there in every language, or in none."""
    asked = history[-1]
    new = [
        NewEvent(asked.stream, asked.version + number, _meta(asked), event)
        for number, event in enumerate(events, start=1)
    ]
    equipment.ledger.append(new, unmoved={asked.stream: asked.version})


def _meta(asked: Recorded) -> Meta:
    return Meta(event_id=new_id(), command_id=new_id(), actor="system:workers", causation=asked.meta.event_id)
