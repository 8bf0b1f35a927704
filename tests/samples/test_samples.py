"""The sample files: made again they are the same, and an import takes everything but what it should not."""

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import phonenumbers
import pytest

import samples
from domain.consent_register import ConsentState, register
from domain.decisions.consent import GiveConsent
from domain.events import CandidateIngested, ConsentGiven, ContactLogged, Replied
from domain.record import Record, fold
from domain.recorded import Recorded, effective
from domain.vocabulary import Channel, ConsentMethod, ContactOutcome, Purpose
from ledger.intake.batch import BatchReport
from ledger.intake.folder import MANIFEST, import_folder, parts, unread
from ledger.intake.formats.catalogue import FORMATS
from ledger.intake.happenings.kinds import KINDS
from ledger.ledger import Ledger
from samples.invented import files, mistakes
from samples.invented.consents import CONSENTS
from samples.invented.dice import Dice
from samples.invented.histories import happened
from samples.invented.people import DOUBLES, PEOPLE, everybody
from samples.make_samples import made, write
from tests.servers import Database

FOLDER = Path(samples.__file__).parent
