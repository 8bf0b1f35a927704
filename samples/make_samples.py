"""Make the sample files again: the same bytes every time.

python -m samples.make_samples            writes them into this folder
python -m samples.make_samples FOLDER     writes them there
python -m samples.make_samples --pairs    tells which records are one person's
"""

import sys
from pathlib import Path

from samples.invented import cards, documents, histories, mistakes, tables
from samples.invented.files import Entry, entries, pairs

HERE = Path(__file__).parent
MANIFEST = """\
# What each file is, for `renmai import samples`: from which system, and how a bare number or hour is meant in it.

[[file]]
name = "applicants.csv"
source = "ats"
map = {"Heard of us through" = "keep"}

[[file]]
name = "candidates-gb18030.csv"
source = "hr-system"
country = "CN"
currency = "CNY"
map = {"应聘渠道" = "keep"}

[[file]]
name = "talent-pool.xlsx"
source = "talent-pool"
country = "CN"
sheet = "人才库"

[[file]]
name = "resumes/"
source = "careers-site"

[[file]]
name = "address-book-3.vcf"
source = "address-book"

[[file]]
name = "address-book-4.vcf"
source = "address-book"

[[file]]
name = "Connections.csv"
source = "linkedin"

[[file]]
name = "greenhouse.json"
source = "greenhouse"

[[file]]
name = "history.csv"
source = "ats"

[[file]]
name = "history.xlsx"
source = "hr-system"

[[file]]
name = "history.jsonl"
source = "talent-pool"

[[file]]
name = "mistakes-people.csv"
source = "mistakes"

[[file]]
name = "mistakes-history.csv"
source = "mistakes"
"""


def made() -> dict[str, bytes]:
    """Every file, by its path in this folder."""
    people = entries()
    return {
        "import.toml": MANIFEST.encode(),
        "applicants.csv": tables.applicants(people["applicants.csv"]),
        "candidates-gb18030.csv": tables.candidates(people["candidates-gb18030.csv"]),
        "talent-pool.xlsx": tables.talent_pool(people["talent-pool.xlsx"]),
        "Connections.csv": tables.connections(people["Connections.csv"]),
        "address-book-3.vcf": cards.cards_3(people["address-book-3.vcf"]),
        "address-book-4.vcf": cards.cards_4(people["address-book-4.vcf"]),
        "greenhouse.json": documents.greenhouse(people["greenhouse.json"]),
        **{_path(entry): documents.as_json(documents.resume(entry)) for entry in people["resumes"]},
        "history.csv": histories.as_table(people),
        "history.xlsx": histories.as_sheet(people),
        "history.jsonl": histories.as_lines(people),
        "mistakes-people.csv": mistakes.people(),
        "mistakes-history.csv": mistakes.history(),
    }


def _path(entry: Entry) -> str:
    return f"resumes/{entry.id.rsplit('/', 1)[1]}-{entry.person.latin.replace('.', '-')}.json"


def write(folder: Path) -> int:
    """Answers how many bytes. Résumés of people who are no longer among the invented go."""
    files = made()
    for old in (folder / "resumes").glob("*.json"):
        old.unlink()
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return sum(map(len, files.values()))


def main(arguments: list[str]) -> None:
    if arguments == ["--pairs"]:
        for first, other in pairs(entries()):
            print(f"{first.source} {first.id}\t{other.source} {other.id}\t{other.person.copy}")
    else:
        print(f"{write(Path(arguments[0]) if arguments else HERE):,} bytes written")


if __name__ == "__main__":
    main(sys.argv[1:])
