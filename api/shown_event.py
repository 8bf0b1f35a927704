"""One event as people read it: what happened, who did it, when it was recorded and claimed, and why."""

from typing import Any

from domain.recorded import Recorded


def shown(recorded: Recorded, voided_by: int | None = None) -> dict[str, Any]:
    """For JSON. `event` holds facts and opened personal parts together; what was never said is left out.

    `unreadable` names the data classes that can't be opened (any more), each with the reason.
    """
    event = recorded.event.model_dump(mode="json", exclude_none=True, exclude={"type"})
    if not event["breaks"]:
        del event["breaks"]
    line: dict[str, Any] = {
        "position": recorded.position,
        "stream": recorded.stream,
        "version": recorded.version,
        "type": recorded.event.type,
        "recorded_at": recorded.recorded_at,
        "happened_at": recorded.happened_at,
        "meta": recorded.meta.model_dump(mode="json", exclude_none=True),
        "event": event,
    }
    if recorded.unreadable:
        line["unreadable"] = dict(recorded.unreadable)
    if voided_by is not None:
        line["voided_by"] = voided_by
    return line
