"""The directory of senders as it is told, ready for JSON. Who was forgotten stands in it no more."""

from typing import Any

from domain.senders import Senders


def as_told(senders: Senders) -> dict[str, Any]:
    return {
        "items": [
            {
                "sender": each.sender,
                "texts": [text.model_dump(mode="json") for text in each.texts],
                "email": each.email,
                "phone": each.phone,
                "wecom_user": each.wecom_user,
                "retired": each.retired,
            }
            for each in senders.known.values()
            if each.subject
        ]
    }
