"""A filter as compact text: what `parse` reads back to the same."""

import re

from domain.search.filter import All, Any_, Node, Not, Term
from domain.search.parts import KEYWORDS

_BARE_VALUE = re.compile(r'[^\s()（）,，"“”「」\\]+')
_BARE_WORD = re.compile(r'[^\s()（）,，"“”「」\\:：<>=≥≤＜＞＝-][^\s()（）,，"“”「」\\:：<>=≥≤＜＞＝]*')


def write(node: Node | None) -> str:
    """Of a tidy filter; empty for everybody."""
    match node:
        case None:
            return ""
        case All():
            return " ".join(_inner(each) for each in node.all)
        case Any_():
            return " or ".join(_inner(each) if isinstance(each, Any_) else write(each) for each in node.any)
        case Not():
            return f"not {_inner(node.none)}"
        case Term():
            return _term(node)


def _inner(node: Node) -> str:
    return f"({write(node)})" if isinstance(node, All | Any_) else write(node)


def _term(term: Term) -> str:
    values = term.values
    if term.field == "text" and len(values) == 1:
        word = values[0]
        return word if _BARE_WORD.fullmatch(word) and word.lower() not in KEYWORDS else _quoted(word)
    return f"{term.field}{term.op}" + ",".join(
        each if _BARE_VALUE.fullmatch(each) else _quoted(each) for each in values
    )


def _quoted(value: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", value) + '"'
