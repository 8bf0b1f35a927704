"""Whoever looks at a message for somebody else: scanners and proxies, told by how they call, as far as one can."""

import re

AGENTS = re.compile(
    r"bot\b|crawl|spider|scan|proofpoint|mimecast|barracuda|safelinks|googleimageproxy|yahoomailproxy|preview"
    r"|curl|wget|python-|httpx|okhttp|java/|go-http-client|headless|facebookexternalhit|slackbot|virustotal|symantec",
    re.IGNORECASE,
)


def by_machine(method: str, agent: str | None, purpose: str | None = None) -> bool:
    """By the method, the `User-Agent` and the `Purpose` (or `Sec-Purpose`) of a call. Nobody who looks sends none."""
    return method != "GET" or not agent or bool(AGENTS.search(agent)) or "prefetch" in (purpose or "").lower()
