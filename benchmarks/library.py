"""The other side: the `eventsourcing` library used as its documentation shows, on its own Postgres recorders."""

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from psycopg.conninfo import conninfo_to_dict


class Candidate(Aggregate):
    """What our rules keep of a candidate for the decisions that are compared: tags and contacts."""

    def __init__(
        self,
        name: str,
        email: str,
        phone: str,
        headline: str,
        employer: str,
        skills: list[str],
        actor: str,
        command_id: str,
    ) -> None:
        self.name, self.email, self.phone = name, email, phone
        self.headline, self.employer, self.skills = headline, employer, skills
        self.actor, self.command_id = actor, command_id
        self.tags: set[str] = set()
        self.contacts: dict[str, str] = {}

    class Event(Aggregate.Event):
        actor: str
        command_id: str

    class Tagged(Event):
        tag: str
        facet: str

        def apply(self, aggregate: "Candidate") -> None:
            aggregate.tags.add(self.tag)

    class ContactLogged(Event):
        contact: str
        channel: str
        outcome: str
        purpose: str
        said: str

        def apply(self, aggregate: "Candidate") -> None:
            aggregate.contacts[self.contact] = self.outcome

    def tag(self, tag: str, **by: Any) -> None:
        if tag not in self.tags:
            self.trigger_event(self.Tagged, tag=tag, facet="skill", **by)

    def log_contact(self, contact: str, said: str, **by: Any) -> None:
        if contact in self.contacts:
            raise ValueError(contact)
        self.trigger_event(
            self.ContactLogged,
            contact=contact,
            channel="phone",
            outcome="reached",
            purpose="talent-pool",
            said=said,
            **by,
        )


class Candidates(Application[UUID]):
    pass


def environment(conninfo: str, **more: str) -> dict[str, str]:
    """Settings for its Postgres module; a process makes one connection."""
    address = conninfo_to_dict(conninfo)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(address["dbname"]),
        "POSTGRES_HOST": str(address.get("host", "127.0.0.1")),
        "POSTGRES_PORT": str(address.get("port", 5432)),
        "POSTGRES_USER": str(address.get("user", "postgres")),
        "POSTGRES_PASSWORD": str(address.get("password", "")),
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT": "60",
        **more,
    }
