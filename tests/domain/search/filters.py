"""Filters by chance, of every field: what the two forms, and the two ways to decide, are compared by."""

from hypothesis import strategies as st

from domain.search.fields import FIELDS, ORDERED, Field
from domain.search.filter import All, Any_, Node, Not, Term, tidy
from domain.search.places import AREAS

WORDS = (
    "王",
    "小明",
    "供应链",
    "java",
    "wang",
    "wxm",
    "wangxiaoming",
    "smi*",
    "c++",
    "node.js",
    "B端 设计",
    'a "b"\\',
    "-x or y",
)
KEYS = ("java", "supply-chain", "b端设计", "深圳", "shenzhen", "peking", "互联网", "c++", "a,b", "(x)")
MOMENTS = ("30d", "6m", "1y", "2w", "2025", "2025-03", "2025-03-31")
ACTORS = ("user:zoe", "user:li", "policy:p-1")
CONSENTS = ("marketing", "marketing/email", "talent-pool/wecom")


def _values(field: Field, op: str) -> st.SearchStrategy[str]:
    match field.kind:
        case "words":
            return st.sampled_from(WORDS)
        case "key" | "city":
            return st.sampled_from(KEYS)
        case "region":
            return st.sampled_from(("cn-gd", "cn-sh", "us", *AREAS))
        case "choice" | "level":
            return st.sampled_from(tuple(field.choices))
        case "code":
            return st.sampled_from(("linkedin", "main", "a.b-c"))
        case "actor":
            return st.sampled_from(ACTORS)
        case "number":
            return st.integers(0, field.largest).map(str)
        case "moment":
            return st.sampled_from(MOMENTS if op == ":" else MOMENTS[4:])
        case "consent":
            return st.sampled_from(CONSENTS)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    field = draw(st.sampled_from(FIELDS))
    ops = [":"] if field.kind not in ORDERED else [":", ">=", "<=", ">", "<"]
    op = draw(st.sampled_from(ops[1:] if field.name == "score" else ops))
    several = draw(st.lists(_values(field, op), min_size=1, max_size=3 if op == ":" else 1))
    return Term.model_validate({"field": field.name, "op": op, "value": several})


def filters() -> st.SearchStrategy[Node]:
    """Tidy ones."""

    def joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        some = st.lists(parts, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            some.map(lambda each: All(all=each)),
            some.map(lambda each: Any_(any=each)),
            parts.map(lambda each: Not.model_validate({"not": each})),
        )

    return st.recursive(terms(), joined, max_leaves=6).map(tidy)
