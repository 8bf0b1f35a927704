"""What the engine believes of agreement: data, versioned, as the ledger keeps it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.vocabulary import Code

Share = Annotated[float, Field(gt=0, le=1)]


class Level(BaseModel):
    """How two values of a field may agree."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    m: Share
    """How often two records of one person agree so."""
    u: Share
    """How often two records of different people do; where terms are counted, the least that is believed."""
    kin: Share
    """How often two people of one family do."""
    counted: bool = False
    """Whether the term's own frequency takes the place of `u` (where that is higher)."""
    of_term: Share = 1.0
    """Which part of those with the term agree only so: few write 张 as Cheung."""


class IdentityModel(BaseModel):
    """Weights by field and level, and where the zones begin."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Code
    frequencies: Code = "usual-1"
    """The table of what is usual (`domain.identity.usual`) that it was made for."""
    fields: dict[str, dict[str, Level]]
    pairs_each: Annotated[float, Field(gt=0)]
    """How many other records of the same person a record has, on average: the prior is this over the population."""
    kin_each: Annotated[float, Field(gt=0)]
    """How many records of relatives there are to a record, on average: somebody else who agrees on much."""
    least_population: Annotated[int, Field(ge=1)]
    """A pool that is smaller than this is judged as if it held so many."""
    certain: Share
    likely: Share
    one_id_each: tuple[Code, ...] = ()
    """Sources that give a person one id only: another id there is another person."""


def _levels(text: str) -> dict[str, Level]:
    """`name m u kin`, line by line; a star after the name says that terms are counted,
    two that a tenth of those with the term agree so."""
    found = {}
    for line in text.strip().splitlines():
        name, m, u, kin = line.split()
        found[name.rstrip("*")] = Level(
            m=float(m), u=float(u), kin=float(kin), counted="*" in name, of_term=0.1 if name.endswith("**") else 1.0
        )
    return found


DEFAULT = IdentityModel(
    version="identity-1",
    fields={
        "surname": _levels("""
            same*     0.80  1e-5  0.50
            sounds**  0.05  1e-4  0.05
            close     0.07  2e-3  0.05
            part      0.02  2e-3  0.02
            initial   0.01  6e-2  0.05
            faint     0.03  2e-2  0.04
            different 0.04  0.92  0.40
        """),
        "given": _levels("""
            same*     0.74  1e-5  1e-2
            sounds**  0.05  1e-4  1e-2
            close     0.07  3e-3  3e-2
            part      0.05  5e-3  2e-2
            short     0.03  2e-3  5e-3
            initial   0.03  5e-2  8e-2
            alias     0.05  5e-2  5e-2
            faint     0.03  2e-2  4e-2
            different 0.05  0.92  0.90
        """),
        "order": _levels("""
            turned    0.10  0.50  0.50
        """),
        "email": _levels("""
            same*     0.60  1e-9  3e-2
            close     0.08  1e-6  1e-2
            other     0.30  0.40  0.40
        """),
        "phone": _levels("""
            same*     0.60  1e-8  0.30
            other     0.35  0.50  0.50
        """),
        "url": _levels("""
            same*     0.50  1e-9  1e-2
            other     0.50  0.60  0.60
        """),
        "handle": _levels("""
            same*     0.30  1e-6  1e-2
            named*    0.30  1e-5  1e-2
        """),
        "id": _levels("""
            same      0.90  1e-10 1e-4
        """),
        "born": _levels("""
            day       0.82  6e-5  1e-2
            slip      0.08  8e-4  2e-3
            month     0.80  2e-3  1e-2
            year      0.85  2e-2  4e-2
            near      0.03  3e-2  0.10
            different 0.06  0.95  0.90
        """),
        "street": _levels("""
            same      0.55  2e-5  0.20
            mostly    0.25  3e-4  0.10
            some      0.08  2e-2  0.10
            different 0.06  0.98  0.60
        """),
        "postcode": _levels("""
            same*     0.75  1e-5  0.40
            slip      0.08  8e-3  0.08
            different 0.10  0.99  0.55
        """),
        "city": _levels("""
            same*     0.75  1e-4  0.60
            close     0.08  3e-3  0.08
            different 0.17  0.97  0.35
        """),
        "region": _levels("""
            same      0.85  0.20  0.85
            different 0.15  0.80  0.30
        """),
        "employer": _levels("""
            same*     0.40  1e-5  5e-2
            different 0.60  0.95  0.95
        """),
        "school": _levels("""
            same*     0.60  1e-4  0.10
            different 0.40  0.95  0.90
        """),
    },
    pairs_each=1.0,
    kin_each=0.005,
    least_population=1_000,
    certain=0.999,
    likely=0.80,
    one_id_each=("linkedin", "national-id", "passport"),
)
