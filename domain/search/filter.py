"""A filter as JSON: terms of one field each, joined by `all`, `any` and `not`. Closed: what is not here is refused.

`{"all": [{"field": "skill", "value": "java"}, {"field": "years", "op": ">=", "value": 5}]}`
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain.search.fields import BY_NAME, Op
from domain.search.values import BadValue, canonical

MOST_TERMS = 100
DEEPEST = 20

Given = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def fault(code: str) -> PydanticCustomError:
    """Told in words where somebody reads it (`api.filter_faults`)."""
    return PydanticCustomError("bad_filter", "{code}", {"code": code})


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Node):
    """One field. Of several values one must hold. Values are kept as `domain.search.values` makes them."""

    field: Annotated[str, Field(json_schema_extra={"enum": list(BY_NAME)})]
    op: Op = ":"
    value: Given | int | Annotated[tuple[Given | int, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _as_kept(self) -> "Term":
        if self.field not in BY_NAME:
            raise fault("unknown_field")
        if self.op != ":" and len(self.values) > 1:
            raise fault("one_value")
        try:
            kept = tuple(dict.fromkeys(canonical(BY_NAME[self.field], self.op, each) for each in self.values))
        except BadValue as error:
            raise fault(error.code) from error
        object.__setattr__(self, "value", kept[0] if len(kept) == 1 else kept)
        return self

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(map(str, self.value)) if isinstance(self.value, tuple) else (str(self.value),)


class All(_Node):
    all: Annotated[tuple["Filter", ...], Field(min_length=1, max_length=MOST_TERMS)]


class Any_(_Node):  # noqa: N801 - `Any` is another word here
    any: Annotated[tuple["Filter", ...], Field(min_length=1, max_length=MOST_TERMS)]


class Not(_Node):
    model_config = ConfigDict(serialize_by_alias=True)

    none: "Filter" = Field(alias="not")


def _which(node: Any) -> str:
    for tag, kind in (("all", All), ("any", Any_), ("not", Not)):
        if isinstance(node, kind) or (isinstance(node, dict) and tag in node):
            return tag
    return "term"


Filter = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Term, Tag("term")],
    Discriminator(_which),
]
Node = All | Any_ | Not | Term


def _bounded(given: Any) -> Any:
    """Before anything recurses: how deep and how large is the caller's choice."""
    waiting, terms = [(given, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise fault("too_deep")
        if isinstance(node, dict):
            for each in node.values():
                waiting += [(part, depth + 1) for part in (each if isinstance(each, list) else [each])]
            terms += 1
        if terms > MOST_TERMS:
            raise fault("too_many_terms")
    return given


AnyFilter = Annotated[Filter, BeforeValidator(_bounded)]
"""What a caller gives."""
FILTER: TypeAdapter[Node] = TypeAdapter(AnyFilter)


def as_json(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = FILTER.dump_python(node, mode="json", by_alias=True, exclude_defaults=True)
    return found


def tidy(node: Node) -> Node:
    """The same, with nothing joined that is alone, and no `all` directly in an `all`; likewise `any`."""
    match node:
        case All():
            parts = [part for each in node.all for part in _parts(tidy(each))]
            return parts[0] if len(parts) == 1 else All(all=tuple(parts))
        case Any_():
            parts = [part for each in node.any for part in _alternatives(tidy(each))]
            return parts[0] if len(parts) == 1 else Any_(any=tuple(parts))
        case Not():
            return Not.model_validate({"not": tidy(node.none)})
        case Term():
            return node


def _parts(node: Node) -> tuple[Node, ...]:
    return node.all if isinstance(node, All) else (node,)


def _alternatives(node: Node) -> tuple[Node, ...]:
    return node.any if isinstance(node, Any_) else (node,)


def terms(node: Node) -> Iterator[Term]:
    """Every single condition, from left to right."""
    match node:
        case All():
            yield from (term for each in node.all for term in terms(each))
        case Any_():
            yield from (term for each in node.any for term in terms(each))
        case Not():
            yield from terms(node.none)
        case Term():
            yield node


def wanted(node: Node | None) -> Iterator[Term]:
    """Every single condition that is to hold, not to be absent."""
    return _wanted(node, fits=True) if node is not None else iter(())


def _wanted(node: Node, *, fits: bool) -> Iterator[Term]:
    match node:
        case All():
            yield from (term for each in node.all for term in _wanted(each, fits=fits))
        case Any_():
            yield from (term for each in node.any for term in _wanted(each, fits=fits))
        case Not():
            yield from _wanted(node.none, fits=not fits)
        case Term() if fits:
            yield node


for _kind in (All, Any_, Not):
    _kind.model_rebuild()
