"""A signed call to somebody's server (Standard Webhooks), and what its answer means for a message."""

from base64 import b64encode
from datetime import UTC, datetime

import httpx2 as httpx
from standardwebhooks.webhooks import Webhook

from workers.channels.channel import NotTaken, Unsure

TIMEOUT = httpx.Timeout(10.0)
NOT_NOW = frozenset({408, 425, 429, 503})
"""Answers by which nothing was taken, and may be later. Any other 5xx leaves it open whether something was."""


def posted(client: httpx.Client, url: str, secret: str, message_id: str, content: bytes) -> httpx.Response:
    """The answer of a server that took it. Raises NotTaken, Unsure."""
    now = datetime.now(UTC)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, now, content.decode()),
    }
    try:
        answer = client.post(url, content=content, headers=headers)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotTaken("gateway_away", again=True) from error
    except httpx.UnsupportedProtocol as error:
        raise NotTaken("no_gateway", again=False) from error
    except httpx.HTTPError as error:
        raise Unsure from error
    if answer.is_success:
        return answer
    if answer.status_code in NOT_NOW:
        raise NotTaken("gateway_busy", again=True)
    if answer.status_code >= 500:
        raise Unsure
    raise NotTaken("gateway_refused", again=False)


def secret_of(plain: str) -> str:
    """`whsec_…` as it is; any other word is taken as the key itself."""
    return plain if plain.startswith("whsec_") else "whsec_" + b64encode(plain.encode()).decode()
