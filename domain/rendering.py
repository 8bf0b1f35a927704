"""Texts with variables, made into messages. A template is text with gaps, and no program.

The language is a small part of Jinja2: variables, a few filters, and `if`. What else Jinja2 can do (calls, loops,
imports, arithmetic, macros) is refused when a version is drafted, by the shape of its syntax tree; the sandbox that
renders it gives it plain text only, never an attribute of a Python object.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.decision import Refused
from domain.events.template import TemplateText
from domain.value import value

VARIABLES: Mapping[str, str] = {
    "person.name": "how the person is called in full",
    "person.family": "family name",
    "person.given": "given name",
    "person.city": "where the person lives",
    "job.title": "the job that it is about",
    "job.org_unit": "the unit that hires",
    "sender.name": "who writes",
    "sender.title": "as what",
    "sender.email": "where to answer to",
    "sender.phone": "where to call",
    "sender.company": "for which company",
    "sender.signature": "what stands below",
    "city": "the city of the job or the event, else the person's",
    "link.unsubscribe": "by which the person ends such messages",
    "link.preferences": "by which the person says what they want to hear",
    "link.update": "by which the person corrects their data",
    "link.confirm": "by which the person confirms their newest yes that waits for it",
    "link.receipt": "by which the person gets the receipt of their newest consent",
}
"""What we fill in. Everything else a template needs is `said.NAME`, which whoever plans the message gives."""
SAID = "said"

FILTERS = frozenset({"upper", "lower", "title", "capitalize", "trim", "default"})
TESTS = frozenset({"defined", "undefined"})
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const),
    *(nodes.Filter, nodes.If, nodes.CondExpr, nodes.Test, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand),
)
LONGEST = 100_000
"""Letters of a rendered part."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Names lead into mappings of plain values, and nowhere else."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._inside(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self._inside(obj, argument)

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002  nothing is called
        return False

    def _inside(self, obj: Any, name: Any) -> Any:
        if type(obj) is dict and name in obj:
            return obj[name]
        if isinstance(obj, Undefined):
            return obj
        return self.undefined(obj=obj, name=name)


def _sandbox(*, html: bool) -> Sandbox:
    made = Sandbox(undefined=StrictUndefined, autoescape=html, keep_trailing_newline=True, cache_size=0)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


PLAIN, HTML = _sandbox(html=False), _sandbox(html=True)


@value
class Rendered:
    language: str
    subject: str | None
    text: str
    html: str


@lru_cache(maxsize=512)
def variables_of(text: TemplateText) -> frozenset[str]:
    """The names that it uses. Raises Refused `template_unreadable`, `template_forbidden`, `unknown_variable`."""
    found = {name for part in (text.subject, text.text, text.html) if part for name in _variables(part)}
    for name in sorted(found):
        if name not in VARIABLES and not (name.startswith(f"{SAID}.") and name.count(".") == 1):
            raise Refused("unknown_variable", name)
    return frozenset(found)


def render(text: TemplateText, values: Mapping[str, str]) -> Rendered:
    """Fill in. Raises Refused `variable_missing`, `subject_not_one_line`, `message_too_long`."""
    nested = _nested(values)
    subject = _filled(PLAIN, text.subject, nested) if text.subject else None
    if subject is not None and not subject.isprintable():
        raise Refused("subject_not_one_line")
    plain = _filled(PLAIN, text.text, nested)
    html = _filled(HTML, text.html, nested) if text.html else paragraphs(plain)
    if max(len(plain), len(html)) > LONGEST:
        raise Refused("message_too_long")
    return Rendered(text.language, subject, plain, html)


def surely_renders(text: TemplateText, values: Mapping[str, str]) -> bool:
    """Whether `render` would raise nothing, seen without rendering: nothing is missing, what the subject is filled with
    is one line, and even if each value became twenty times as long, nothing would be too long."""
    names = variables_of(text)
    if not all(name in values for name in names):
        return False
    if text.subject and not all(part.isprintable() for part in (text.subject, *_of(text.subject, values))):
        return False
    longest = max((len(values[name]) for name in names), default=0)
    return all(20 * (len(part) + part.count("{") * longest) <= LONGEST for part in (text.text, text.html) if part)


def _of(source: str, values: Mapping[str, str]) -> list[str]:
    return [values[name] for name in _names_in(source)]


@lru_cache(maxsize=512)
def _names_in(source: str) -> tuple[str, ...]:
    return tuple(_variables(source))


def paragraphs(plain: str) -> str:
    """The same as HTML: escaped, a paragraph for each block of lines."""
    blocks = (block.strip() for block in plain.replace("\r\n", "\n").split("\n\n"))
    return "\n".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block)


def _filled(sandbox: Sandbox, source: str, values: Mapping[str, Any]) -> str:
    try:
        return str(_compiled(sandbox, source).render(values))
    except UndefinedError as error:
        raise Refused("variable_missing", _missing(source, values)) from error
    except TemplateError as error:
        raise Refused("template_forbidden") from error


@lru_cache(maxsize=512)
def _compiled(sandbox: Sandbox, source: str) -> Any:
    return sandbox.from_string(source)


def _missing(source: str, values: Mapping[str, Any]) -> str:
    """The names of what it lacks; never a value."""
    return ", ".join(sorted(name for name in _variables(source) if not _known(name, values)))


def _known(name: str, values: Mapping[str, Any]) -> bool:
    found: Any = values
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return False
        found = found[part]
    return True


def _nested(values: Mapping[str, str]) -> dict[str, Any]:
    """`{"person.name": "…"}` as `{"person": {"name": "…"}}`, of exact strings only."""
    nested: dict[str, Any] = {name.split(".")[0]: {} for name in (*VARIABLES, SAID) if "." in name or name == SAID}
    for name, said in values.items():
        group, _, rest = name.partition(".")
        if rest:
            nested.setdefault(group, {})[rest] = str(said)
        else:
            nested[name] = str(said)
    return nested


def _variables(source: str) -> Iterator[str]:
    try:
        tree = PLAIN.parse(source)
    except TemplateSyntaxError as error:
        raise Refused("template_unreadable", f"line {error.lineno}") from error
    yield from _names(tree)


def _names(node: nodes.Node) -> Iterator[str]:
    if not isinstance(node, ALLOWED):
        raise Refused("template_forbidden", type(node).__name__.lower())
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise Refused("template_forbidden", node.name)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise Refused("template_forbidden", node.name)
    match node:
        case nodes.Getattr(node=nodes.Name() as group):
            yield f"{group.name}.{node.attr}"
        case nodes.Getattr():
            raise Refused("template_forbidden", node.attr)
        case nodes.Name():
            yield node.name
        case _:
            for child in node.iter_child_nodes():
                yield from _names(child)
