"""Several tasks at once: what goes wrong with one is its own, and the others go on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from workers.due import Due
from workers.equipment import Equipment, Heard


class Tries:
    """Of tasks that one message named. Whoever has no fault at the end is done."""

    def __init__(self, hearing: Callable[[Due], Heard]) -> None:
        self.hearing = hearing
        self.faults: dict[Due, Exception] = {}

    @contextmanager
    def of(self, *dues: Due) -> Iterator[None]:
        """What is raised inside is the fault of these, and is not raised on."""
        try:
            yield
        except Exception as fault:  # noqa: BLE001  whatever it is, it is counted, shown by its code, and tried again
            self.faults |= dict.fromkeys(dues, fault)


Does = Callable[[Equipment, Sequence[Due], Tries], None]


def each(run: Callable[[Equipment, Due, Heard], None]) -> Does:
    """One after the other."""

    def does(equipment: Equipment, dues: Sequence[Due], tries: Tries) -> None:
        for due in dues:
            with tries.of(due):
                run(equipment, due, tries.hearing(due))

    return does
