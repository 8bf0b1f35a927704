"""Any labelled file is tried with two commands: `renmai import`, then `renmai clusters`, with the engine at work."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from ledger.settings import Settings
from tests import processes
from tests.servers import Servers, fresh_database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

MAPPING = "rec=id,who=name,mail=email,tel=phone,dob=born,town=city"
FILE = """rec,who,mail,tel,dob,town,truth
a1,王小明,xm.wang@example.org,+86 138 1726 4953,1990-03-04,武汉,a
a2,Wang Xiaoming,XM.Wang@example.org,,,Wuhan,a
a3,小明王 (Xiaoming Wang),,0086 13817264953,,,a
b1,王小宁,,,1990-03-04,武汉,b
c1,Petra Novak,petra.novak@example.com,,1984-11-30,Brno,c
c2,"Novak, Petra",petra.novak+cv@example.com,+420 601 223 344,,,c
c3,P. Novak,,+420 601 223 344,1984-11-30,Brno,c
d1,Jan Novak,petra.novak@example.com,,1979-01-02,Brno,d
e1,欧阳嘉怡,jy.ouyang@example.net,,1975-06-07,成都,e
e2,Ouyang Jiayi,,,1975-06-07,Chengdu,e
f1,李娜,info@example.org,,,,f
g1,李娜,info@example.org,,,,g
h1,Chidi Okafor,chidi@example.net,+234 803 555 0199,,Lagos,h
h2,OKAFOR Chidi,okafor.chidi@example.com,+2348035550199,,,h
"""
TRUTH = {number: row["truth"] for number, row in enumerate(csv.DictReader(io.StringIO(FILE)), 1)}
SURE = {(1, 2), (1, 3), (5, 6), (13, 14)}
"""Rows of one person who share a way to reach them under one name."""
FOR_A_HUMAN = {("c", "d"): "one address under two names", ("e", "e"): "a name in two scripts, a birthday and a city"}
"""By whose records they are: of two dossiers the strongest pair is told."""


TWICE = """person_id,rec,given,family,mail
1,a,Petra,Novotna,petra.n@example.org
1,b,Petra,Novotna,pnovotna@example.net
2,c,Chidi,Okafor,chidi@example.org
2,c,Chidi,Okafor,chidi.okafor@example.net
"""


class Tried:
    """The file, and what the commands print of it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.variables = environment(settings.at(identity=True))
        file = folder / "labelled.csv"
        file.write_text(FILE, encoding="utf-8")
        (report,) = json.loads(self.said("import", str(file), "--map", MAPPING, "--source", "tried", "--json"))
        self.added = report["added"]
        self.members = self.rows("--batch", report["batch"])
        self.pairs = self.rows("--batch", report["batch"], "--pairs")

    def said(self, *words: str) -> str:
        done = processes.renmai(self.variables, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, *words: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.said("clusters", "--csv", *words))))

    @property
    def joined(self) -> set[tuple[int, int]]:
        dossiers: dict[str, list[int]] = {}
        for each in self.members:
            dossiers.setdefault(each["dossier"], []).append(int(each["row"]))
        return {pair for rows in dossiers.values() for pair in combinations(sorted(rows), 2)}

    def imported(self, file: Path, mapping: str) -> str:
        (report,) = json.loads(self.said("import", str(file), "--map", mapping, "--source", file.stem, "--json"))
        return str(report["batch"])


@pytest.fixture(scope="module")
def tried(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    folder = tmp_path_factory.mktemp("tried")
    with fresh_database(servers, migrated, folder) as fresh:
        yield Tried(fresh.settings, folder)


def test_every_row_comes_with_its_record_and_its_dossier(tried: Tried) -> None:
    assert tried.added == len(TRUTH)
    assert [int(each["row"]) for each in tried.members] == list(TRUTH)
    assert len({each["record"] for each in tried.members}) == len(TRUTH)
    assert {each["dossier"] for each in tried.members} <= {each["record"] for each in tried.members}


def test_what_is_certain_is_joined_and_nobody_else(tried: Tried) -> None:
    wrong = {(one, other) for one, other in tried.joined if TRUTH[one] != TRUTH[other]}
    assert wrong == set()
    assert tried.joined >= SURE


def test_the_pairs_for_a_human_come_with_their_posterior(tried: Tried) -> None:
    rows = [(int(each["row"]), int(each["other_row"])) for each in tried.pairs]
    told = {(TRUTH[one], TRUTH[other]): each for (one, other), each in zip(rows, tried.pairs, strict=True)}
    assert told.keys() >= FOR_A_HUMAN.keys()
    assert not tried.joined.intersection(rows)
    assert {each["zone"] for each in tried.pairs} == {"likely"}
    assert all(0 < float(each["posterior"]) <= 1 for each in tried.pairs)
    assert float(told["e", "e"]["posterior"]) >= 0.8
    records = {int(each["row"]): each["record"] for each in tried.members}
    paired = [(records[one], records[other]) for one, other in rows]
    assert paired == [(each["record"], each["other_record"]) for each in tried.pairs]
    assert ("f", "g") not in told, "a name and everybody's mailbox tell nothing"


def test_a_column_of_labels_is_no_id_once_another_is_and_a_record_shows_all_of_its_rows(
    tried: Tried, tmp_path: Path
) -> None:
    file = tmp_path / "twice.csv"
    file.write_text(TWICE, encoding="utf-8")
    batch = tried.imported(file, "rec=id,given=given_name,family=family_name,mail=email")
    members = tried.rows("--batch", batch)
    records = [each["record"] for each in members]
    assert [each["row"] for each in members] == ["1", "2", "3", "4"]
    assert (len(set(records)), records[2]) == (3, records[3])
    assert tried.said("clusters", "--batch", batch).splitlines()[-1].startswith("3 records, 3 dossiers, ")
