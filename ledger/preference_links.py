"""Signed tokens for the preference centre and for unsubscribing: of a person, and of the contact that brought the link.

They are made as `ledger.update_links` makes its own and never expire: whoever got a message can always say no to it.
They open no personal data. Where no contact brought it, the link's own id is all zeros.
"""

from uuid import UUID

from ledger.ledger import Ledger
from ledger.update_links import UpdateLinks

NO_CONTACT = UUID(int=0)


def preference_links(ledger: Ledger) -> UpdateLinks:
    return UpdateLinks(ledger, kind=b"p1", purpose=b"renmai preference link\0")
