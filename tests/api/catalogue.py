"""The catalogue of translations: gather it from the source, and compile it. `make messages` runs this."""

import ast
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from api.command_line.messages import LOCALES
from domain.refusals import REFUSALS
from ledger.intake.codes import FILE_FAULTS

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("api", "ledger", "projections", "workers")
PO = LOCALES / "zh_CN" / "LC_MESSAGES" / "renmai.po"
MO = PO.with_suffix(".mo")
MARKS = {"_": ((1,),), "marked": ((1,),), "ngettext": ((1, 2),), "MachineProblem": ((2,), (3,))}
"""What marks messages, and which arguments are one each; MachineProblem's code is not for translation."""

HEADER = rb"""# Renmai in Chinese. Translate here, then `make messages`.
msgid ""
msgstr ""
"Language: zh_CN\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def gathered() -> Catalog:
    """Every message in the source, in the order of packages and files; places would change with every edit.

    The domain speaks to nobody and marks nothing: why it refuses is told by the rooms above. So it is with why a file
    is not read.
    """
    catalog = Catalog(locale="zh_CN", domain="renmai", fuzzy=False)
    for message in _found():
        catalog.add(message)
    return catalog


def _found() -> Iterator[str | tuple[str, ...]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield from marked_in(path.read_text(encoding="utf-8"))
    yield from (*REFUSALS.values(), *chain.from_iterable(FILE_FAULTS.values()))


def marked_in(source: str) -> Iterator[str | tuple[str, ...]]:
    """By the syntax tree: before Python 3.12 the tokens of an f-string, which Babel goes by, are one string."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            for places in MARKS.get(_name(call.func), ()):
                texts = tuple(filter(None, (_text(call, place) for place in places)))
                if len(texts) == len(places):
                    yield texts if len(texts) > 1 else texts[0]


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _text(call: ast.Call, place: int) -> str | None:
    """The argument at a place, from 1, where it is a text that stands there."""
    argument = call.args[place - 1] if place <= len(call.args) else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def kept() -> Catalog:
    """The catalogue as it is edited."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="renmai")


def compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def as_text(catalog: Catalog) -> bytes:
    """Sorted, without dates and places, so that it differs only where messages do."""
    buffer = io.BytesIO(HEADER)
    buffer.seek(0, io.SEEK_END)
    write_po(buffer, catalog, omit_header=True, sort_output=True, ignore_obsolete=True, width=100)
    return buffer.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and not all(_strings(message.string))]


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)


def main() -> None:
    catalog = kept() if PO.exists() else Catalog(locale="zh_CN", domain="renmai", fuzzy=False)
    catalog.update(gathered(), no_fuzzy_matching=True)
    PO.write_bytes(as_text(catalog))
    MO.write_bytes(compiled(catalog))
    if missing := untranslated(catalog):
        raise SystemExit("untranslated: " + " | ".join(missing) + f" Translate them in {PO.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
