"""Signed tokens for the links by which a message's reader ends such messages: of the candidate and the contact.

They are made as `ledger.update_links` makes its own and never expire: whoever got a message can always say no to it.
"""

from ledger.ledger import Ledger
from ledger.update_links import UpdateLinks


def unsubscribe_links(ledger: Ledger) -> UpdateLinks:
    return UpdateLinks(ledger, kind=b"c1", purpose=b"renmai unsubscribe link\0")
