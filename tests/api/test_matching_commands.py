"""`renmai matches`, `explain` and `clusters`, beside a labelled file that was imported with a mapping."""

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.decisions import AssertDifferentPeople, AssessMatch, DeferMatch, MergeCandidates
from domain.events import MatchFinding, MatchZone, PersonalDataViewed
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.rebuild import rebuild
from tests import processes
from tests.ledger.intake.reading import stream_of
from tests.servers import Servers, fresh_database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

MAPPING = "unique_id=id,first_name=given_name,surname=family_name,dob=born,city=city,email=email"
FILE = """unique_id,first_name,surname,dob,city,email,cluster
0,Julia ,,2015-10-29,London,hannah88@powers.com,0
1,Julia ,Taylor,2015-07-31,London,hannah88@powers.com,0
2,Noah,Watson,2008-03-23,Bolton,matthew78@ballard.net,1
3,Noha,Watson,2008-03-23,Bolton,matthew78@ballard.net,1
4,Molly,Bell,2002-01-05,Peterborough,mbell@example.com,2
"""


class Matched:
    """Five rows: 0 and 1 wait for a human, 2 and 3 were merged, 2 and 4 are two people, 1 and 4 are put off."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        file = folder / "fake.csv"
        file.write_text(FILE, encoding="utf-8")
        (self.report,) = self.json("import", str(file), "--map", MAPPING, "--source", "fake")
        with Ledger.open(settings, connections=2) as ledger:
            self.streams = [stream_of(ledger, str(row), "fake") for row in range(5)]
            self.assess(ledger, 1, 0, weight=9_000, posterior=998_000)
            self.assess(ledger, 3, 2, zone=MatchZone.CERTAIN, weight=20_000, posterior=999_999)
            self.assess(ledger, 4, 2, weight=3_000)
            self.assess(ledger, 4, 1, weight=2_000)
            two, three, four = self.streams[2:]
            origin = Origin("policy:identity-1")
            ledger.submit(MergeCandidates(candidate=two, absorbed=three), origin)
            ledger.submit(AssertDifferentPeople(candidate=three, other=four), Origin("user:li"))
            put_off = {"candidate": self.streams[1], "other": four, "until": "2999-01-01"}
            ledger.submit(DeferMatch.model_validate(put_off), Origin("user:li"))
        rebuild(settings, shards=0)

    def assess(self, ledger: Ledger, later: int, earlier: int, **more: Any) -> None:
        finding = MatchFinding(field="email", level="same", m=6 * 10**11, u=1_000, weight=29_160)
        said = {"zone": MatchZone.LIKELY, "posterior": 900_000, "model": "identity-1", "prior": -9_966} | more
        pair = {"candidate": self.streams[later], "other": self.streams[earlier]}
        ledger.submit(AssessMatch(**pair, findings=(finding,), **said), Origin("policy:identity-1"))

    def renmai(self, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return processes.renmai({**environment(self.settings), "RENMAI_LANGUAGE": language}, *words)

    def said(self, *words: str, language: str = "en") -> str:
        done = self.renmai(*words, language=language)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.said(*words, "--json"))

    def rows(self, *words: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.said("clusters", "--batch", self.report["batch"], "--csv", *words))))


@pytest.fixture(scope="module")
def matched(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matched]:
    folder = tmp_path_factory.mktemp("matched")
    with fresh_database(servers, migrated, folder) as fresh:
        yield Matched(fresh.settings, folder)


def test_a_labelled_file_is_imported_with_its_labels_kept_apart(matched: Matched) -> None:
    assert (matched.report["added"], matched.report["rejected"]) == (5, 0)
    assert matched.report["warnings"] == [{"code": "kept_unmapped", "column": "cluster", "rows": 1}]


def test_each_row_comes_with_its_record_and_dossier(matched: Matched) -> None:
    heading, *found = matched.rows()
    zero, one, two, three, four = (str(each) for each in matched.streams)
    assert heading == ["row", "record", "dossier"]
    expected = [["1", zero, zero], ["2", one, one], ["3", two, two], ["4", three, two], ["5", four, four]]
    assert found == expected


def test_pairs_for_a_human_come_with_rows_records_and_posterior(matched: Matched) -> None:
    heading, *found = matched.rows("--pairs")
    zero, one, *_, four = (str(each) for each in matched.streams)
    assert heading == ["row", "other_row", "record", "other_record", "zone", "posterior"]
    assert found == [["1", "2", zero, one, "likely", "0.998000"], ["2", "5", one, four, "likely", "0.900000"]]
    told = matched.json("clusters", "--batch", matched.report["batch"], "--pairs")
    assert [each["rows"] for each in told["pairs"]] == [[1, 2], [2, 5]]
    summary = matched.said("clusters", "--batch", matched.report["batch"])
    assert summary.splitlines()[-1] == "5 records, 4 dossiers, 2 pairs wait for a human"


def test_the_queue_leaves_out_what_is_put_off(matched: Matched) -> None:
    (found,) = matched.json("matches")["items"]
    assert found["records"] == [str(matched.streams[1]), str(matched.streams[0])]
    with Ledger.open(matched.settings, connections=1) as ledger:
        [look] = ledger.page(ledger.store.head() - 1, 1)
    assert look.event == PersonalDataViewed(way="matches", candidates=(matched.streams[1], matched.streams[0]))
    said = matched.said("matches")
    assert "posterior 0.998000, zone likely" in said
    assert f"{matched.streams[1]}  Julia Taylor (would survive)" in said
    assert "后验 0.998000" in matched.said("matches", language="zh_CN")


def test_evidence_is_told_step_by_step_from_prior_to_posterior(matched: Matched) -> None:
    one, other = (str(each) for each in matched.streams[:2])
    said = matched.said("explain", one, other)
    assert "by the model identity-1" in said
    lines = [line.split() for line in said.splitlines()]
    assert ["prior", "-9.97"] in lines
    assert ["email", "same", "0.6", "1e-09", "+29.16", "+19.19"] in lines
    told = matched.json("explain", one, other)
    assert (told["evidence"]["posterior"], told["same_person"]) == (0.998, False)
    computed = matched.said("explain", one, str(matched.streams[4]), language="zh_CN")
    assert "现按模型 identity-1 计算" in computed


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("explain", str(UUID(int=7)), str(UUID(int=8))), "no_such_candidate", 1),
        (("explain", str(UUID(int=7)), str(UUID(int=7))), "usage", 2),
        (("explain", "Ann", "Anna"), "usage", 2),
        (("clusters", "--batch", str(new_id())), "unknown_batch", 1),
        (("clusters",), "usage", 2),
        (("matches", "--cursor", "WzFd"), "usage", 2),
    ],
)
def test_what_can_not_be_told_is_told_in_one_line(
    matched: Matched, words: tuple[str, ...], code: str, exit_code: int
) -> None:
    done = matched.renmai(*words)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (exit_code, 1), done.stderr
    assert done.stderr.startswith(f"{code}: ")
