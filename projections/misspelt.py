"""What somebody may have meant by a Latin word that nobody's dossier holds.

There is no list of words to keep, or to clear after an erasure: words that begin like it, allowing for one slip
within the first letters (two swapped, one too many, a vowel left out), are read from the people found by them, and
the nearest ones are proposed. Only where there are none, those are that have any other letter among the first three,
or one more: they are many beginnings.
"""

from string import ascii_lowercase
from typing import Any

from psycopg import Connection
from rapidfuzz.distance import OSA

from domain.search.fields import BY_NAME
from domain.search.filter import Node, wanted
from domain.search.tokens import tokens

SHORTEST = 4
PEOPLE = 500
"""Whose words are looked through, at most."""
MOST = 5

KNOWN = "SELECT EXISTS (SELECT FROM read.search WHERE words @@ %s::tsquery)"
NEAR = """
    SELECT lexeme, count(*)::int FROM (
        SELECT words FROM read.search WHERE words @@ %(begins)s::tsquery LIMIT %(people)s
    ) s, unnest(s.words)
    WHERE left(lexeme, 1) BETWEEN 'a' AND 'z' AND length(lexeme) BETWEEN %(least)s AND %(most)s
    GROUP BY lexeme
"""


TYPED = frozenset({"words", "key", "city"})
"""Fields whose values people spell themselves."""


def latin_words(node: Node | None) -> list[str]:
    """The Latin words that a filter looks for, in text, as a tag or as a city."""
    values = (value for term in wanted(node) if BY_NAME[term.field].kind in TYPED for value in term.values)
    return list(dict.fromkeys(word for value in values for word in tokens(value) if word.isascii() and word.isalpha()))


def meant(connection: Connection[Any], words: list[str]) -> dict[str, list[str]]:
    """By each word that is nowhere: what is near to it, the nearest and commonest first."""
    found = {word: _near(connection, word) for word in words if len(word) >= SHORTEST and not _known(connection, word)}
    return {word: near for word, near in found.items() if near}


def _known(connection: Connection[Any], word: str) -> bool:
    return connection.execute(KNOWN, (f"'{word}':*",), prepare=False).fetchone() == (True,)


def _near(connection: Connection[Any], word: str) -> list[str]:
    return _nearest(connection, word, _alike(word)) or _nearest(connection, word, _one_other(word))


def _alike(word: str) -> set[str]:
    begins = {word[:3], word[1] + word[0] + word[2], word[0] + word[2] + word[1], word[0] + word[2:4], word[1:4]}
    return begins | {word[0] + vowel + word[1] for vowel in "aeiou"}


def _one_other(word: str) -> set[str]:
    places = range(3)
    exchanged = {word[:at] + letter + word[at + 1 : 4] for at in places for letter in ascii_lowercase}
    return exchanged | {word[:at] + letter + word[at:3] for at in places for letter in ascii_lowercase}


def _nearest(connection: Connection[Any], word: str, begins: set[str]) -> list[str]:
    slips = 1 if len(word) < 7 else 2
    parameters = {
        "begins": " | ".join(f"'{each}':*" for each in sorted(begins)),
        "people": PEOPLE,
        "least": len(word) - slips,
        "most": len(word) + slips,
    }
    rows = connection.execute(NEAR, parameters, prepare=False).fetchall()
    near = [(OSA.distance(word, lexeme), -people, lexeme) for lexeme, people in rows]
    return [lexeme for distance, _, lexeme in sorted(near) if distance <= slips][:MOST]
