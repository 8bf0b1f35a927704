"""What several messages are made of, each read once for all of them."""

from collections.abc import Sequence
from uuid import UUID

from domain.campaign import Campaign
from domain.events import ContactPlanned
from domain.job import Job, fold_job
from domain.outreach import Attempt
from domain.template import Template
from ledger.campaigns import campaign_at
from ledger.ledger import Ledger
from ledger.templates import template_named


class Shelf:
    def __init__(self, ledger: Ledger, attempts: Sequence[Attempt]) -> None:
        positions = [each.planned_position for each in attempts if each.planned_position is not None]
        plans = [each.event for each in ledger.read(ledger.store.at(positions))] if positions else []
        self.ledger = ledger
        self.plans = {plan.contact: plan for plan in plans if isinstance(plan, ContactPlanned)}
        """By contact, with what its message is filled with."""
        self.senders = ledger.senders.current()
        self._campaigns: dict[UUID, Campaign | None] = {}
        self._templates: dict[str, Template | None] = {}
        self._jobs: dict[UUID, Job | None] = {}

    def campaign(self, stream: UUID) -> Campaign | None:
        if stream not in self._campaigns:
            self._campaigns[stream] = campaign_at(self.ledger, stream)
        return self._campaigns[stream]

    def sender(self, name: str, language: str) -> dict[str, str]:
        """What messages say of them. Raises Refused `sender_retired`."""
        return self.senders.said(name, language)

    def job(self, stream: UUID) -> Job | None:
        if stream not in self._jobs:
            self._jobs[stream] = fold_job(self.ledger.history(stream, unseal=False))
        return self._jobs[stream]

    def template(self, name: str) -> Template | None:
        if name not in self._templates:
            self._templates[name], _ = template_named(self.ledger, name)
        return self._templates[name]
