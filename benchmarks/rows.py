"""Every row there is, in the order in which they run. What is not in this tuple is not measured."""

from benchmarks import (
    answering,
    append,
    asking,
    campaigning,
    command,
    dispatching,
    falling_due,
    finding,
    forgetting,
    gate,
    identity,
    intake,
    lake,
    matching,
    merging,
    pooling,
    proof,
    rebuild,
)
from benchmarks.row import Row

ROWS: tuple[Row, ...] = (
    *append.ROWS,
    *command.ROWS,
    *rebuild.ROWS,
    *intake.ROWS,
    *asking.ROWS,
    *identity.ROWS,
    *matching.ROWS,
    *merging.ROWS,
    *proof.ROWS,
    *finding.ROWS,
    *pooling.ROWS,
    *gate.ROWS,
    *campaigning.ROWS,
    *dispatching.ROWS,
    *falling_due.ROWS,
    *answering.ROWS,
    *lake.ROWS,
    *forgetting.ROWS,
)
