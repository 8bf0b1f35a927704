"""The words of one dossier with their places: what full text is searched in.

Four fields are told apart by the weight of a place: A names, B employers, C what somebody does (headline, titles,
skills, tags), D everything else. Places are those of a tsvector: 14 bits, and 255 of one word at most.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from domain.dossier import Dossier
from domain.identity.names import Called, names_of
from domain.identity.readings import given_sounds, surname_sounds
from domain.person import Name
from domain.remembered import A_FEW
from domain.search.folding import folded
from domain.search.tokens import Phrase, Step, in_pairs, tokens

A, B, C, D = 3, 2, 1, 0
MOST_PLACES = 16_000
"""Words and Chinese letters of one person that are searched: about sixteen pages. What follows is not indexed."""
MOST_OF_ONE = 255
MOST_LETTERS = 100_000
"""Of all different words together: a tsvector holds 1 MB."""
GAP = 2
"""Empty places between two texts, so that nothing in a row reaches from one into the next."""

Words = Mapping[str, tuple[int, ...]]
"""By lexeme its places, rising: the weight in the two highest bits of 16, the place in the others."""


class Book:
    """Words as they are put down, text after text."""

    def __init__(self) -> None:
        self.words: dict[str, list[int]] = {}
        self.next = 1
        self.letters = 0

    def write(self, weight: int, texts: Iterable[str | None]) -> None:
        for text in texts:
            if text:
                self.put(weight, tokens(text))

    def write_letters(self, weight: int, names: Iterable[str]) -> None:
        """Each Chinese letter of a name once more, alone: to ask for one needs no search by beginnings."""
        for letter in dict.fromkeys(token[0] for name in names for token in tokens(name) if in_pairs(token)):
            self.put(weight, (letter,))

    def done(self) -> Words:
        return {lexeme: tuple(places) for lexeme, places in self.words.items()}

    def put(self, weight: int, row: Sequence[str]) -> None:
        """Tokens that stand in a row."""
        marked, words = weight << 14, self.words
        row = row[: max(0, MOST_PLACES - self.next)]
        for at, lexeme in enumerate(row, start=marked | self.next):
            places = words.get(lexeme)
            if places is None:
                self.letters += len(lexeme)
                if self.letters < MOST_LETTERS:
                    words[lexeme] = [at]
            elif len(places) < MOST_OF_ONE:
                places.append(at)
        self.next += len(row) + GAP


def words(dossier: Dossier) -> Words:
    profile = dossier.profile
    book = Book()
    book.write(A, profile.also_known_as)
    book.write_letters(A, profile.also_known_as)
    for called in names_of(_all_names(dossier)):
        for row in sounds(called):
            book.put(A, row)
    jobs, studies = profile.employments, profile.educations
    book.write(B, dict.fromkeys(job.employer for job in jobs))
    book.write(C, dict.fromkeys([profile.headline, *(job.title for job in jobs)]))
    book.write(C, dict.fromkeys([*profile.skills, *dossier.knowing.tags]))
    book.write(D, dict.fromkeys(text for study in studies for text in (study.school, study.field)))
    book.write(D, [*(language.name for language in profile.languages), *profile.wishes])
    book.write(D, [profile.place.text, profile.place.city] if profile.place else [])
    book.write(D, [profile.summary, *(job.summary for job in jobs)])
    book.write(D, (each.text for each in dossier.reading.texts.values()))
    return book.done()


def _all_names(dossier: Dossier) -> Name | None:
    name = dossier.profile.name
    if name is None:
        return None
    others = tuple([each for each in dossier.profile.also_known_as if each != name.full])
    return name if others == name.other else name.model_copy(update={"other": others})


def sounds(called: Called) -> Iterable[tuple[str, ...]]:
    """How a Chinese name is typed in Latin letters: `wang xiaoming`, `wangxiaoming`, `xiao ming`, `wxm`."""
    if not called.surname_sounds and not called.given_sounds:
        return
    surnames = called.surname_sounds[:2] or ("",)
    if called.given.isascii():  # it is in Latin script already: only closed up is new
        for surname, given in product(surnames, called.given_sounds[:2]):
            yield (f"{surname}{given}",)
        return
    letters = [given_sounds(letter)[:2] or ("",) for letter in called.given]
    initials = "".join(sound[:1] for letter in called.surname for sound in surname_sounds(letter)[:1])
    for surname in surnames:
        for syllables in list(product(*letters))[:4]:
            given = "".join(syllables)
            if surname and given:
                yield surname, given
            yield (f"{surname}{given}",)
            if len(syllables) > 1:
                yield syllables
            yield (initials + "".join(syllable[:1] for syllable in syllables),)


def has(found: Words, wanted: Phrase, weight: int | None = None) -> bool:
    """Whether the phrase stands there, in a row and all in the field of this weight."""
    first, *rest = wanted
    starts = _places(found, first, weight)
    for step in rest:
        if not starts:
            return False
        starts &= {place - step.offset for place in _places(found, step, weight)}
    return bool(starts)


def _places(found: Words, step: Step, weight: int | None) -> set[int]:
    lexemes = [each for each in found if each.startswith(step.lexeme)] if step.prefix else [step.lexeme]
    places = (each for lexeme in lexemes for each in found.get(lexeme, ()))
    return {each & 0x3FFF for each in places if weight is None or each >> 14 == weight}


@lru_cache(A_FEW)
def key(text: str) -> str:
    """A tag, a skill, a city as it is compared: `Spring Boot` -> `spring-boot`."""
    return "-".join(folded(text).split())[:100]
