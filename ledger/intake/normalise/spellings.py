"""Tables of words, written as text so that they can be read: `name: word, word`, and set-in lines go on."""

from ledger.intake.normalise.text import heading_key


def spellings(text: str) -> dict[str, str]:
    """Name -> its words, parted by commas."""
    found: dict[str, str] = {}
    name = ""
    for line in text.strip().splitlines():
        if line[0].isspace():
            found[name] += line
        else:
            name, _, words = line.partition(":")
            found[name] = words
    return found


def by_heading(table: dict[str, str]) -> dict[str, str]:
    """Every word, in the form that spellings of it share -> its name. A name is a word for itself."""
    return {
        heading_key(word): name for name, words in table.items() for word in (name, *words.split(",")) if word.strip()
    }


def words(text: str) -> tuple[str, ...]:
    """The words of a text, parted by spaces and line ends."""
    return tuple(text.split())
