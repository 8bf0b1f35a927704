"""docs/metrics.md, as the headers of the catalogue have it."""

from collections.abc import Iterator

from projections.metrics.catalogue import SEGMENTS, Metric, metrics

OPENING = f"""# The catalogue of metrics

Every metric, as it is defined. This page is made from the headers in `projections/metrics/sql`; the numbers of a
definition change only with its version. `renmai metrics show NAME` adds the SQL, and [analyst.md](analyst.md) works
one out.

## What holds for all of them

* **Two clocks.** `as_of` is what had happened by then, `known_at` what had been recorded by then. An event that claims
  to have happened earlier counts from its recording on, for the time that it claims.
* **People.** Records of one person count once: whose they are is asked as known now, or as known then (`people`).
* **Corrections.** What was recorded in error counts for nothing from the moment on at which that was recorded.
* **The pool.** Entered and not left, not employed here now, not erased. Who opted out counts.
* **Erased** is of whom the identity is erased. They stay in the counts of the past and are nowhere else.
* **Repeats.** What is recorded twice counts once: a contact, an application, an offer, a verdict, an entry, a hire.
  Only the score counts a repeat, as half.
* **What is known of a person**: a tier and an intent by what happened last, a tag as it was put on first, region, age
  and education as they were said last, whoever said it.
* **Hired from the pool.** Entered it before the application that led to the hire.
* **The period** begins at `since`, a year before `as_of` where nothing else is said.
* **Time** is UTC. Months are of the calendar, weeks begin on Monday.
* **Segments**: {", ".join(f"`{each}`" for each in SEGMENTS)}.
* **Small groups.** Whoever may see groups only is shown no count of 1 to 9 people, none that leaves 1 to 9 of its
  group, and none that would give one of these away by subtraction, down a column or along a row.
* **What to be judged by**, as HR and as the business (row 156): the health of the pool (`activity-rate`, `coverage`,
  `update-rate`, `effective-share`) and what comes of it (`conversion`, `hires-per-year`), by segment or period. There
  is no metric of résumés brought in: it would reward filling the pool.
* **Gatherings** (row 149) have no metric: there is no event of one yet. The funnel counts them when there is.

## Metrics
"""


def page() -> str:
    return OPENING + "".join("\n" + "".join(_section(each)) for each in metrics().values())


def _section(metric: Metric) -> Iterator[str]:
    yield f"### {metric.name}\n\n{metric.question}\n\n{metric.definition}\n\n"
    yield "| | |\n| --- | --- |\n"
    yield f"| unit | {metric.unit} |\n| denominator | {metric.denominator} |\n| grain | {metric.grain} |\n"
    asked = ", ".join(f"`{each}`" for each in metric.parameters) or "none of its own"
    yield f"| parameters | {asked} |\n| owner | {metric.owner} |\n| version | {metric.version} |\n"
