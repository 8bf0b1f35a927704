"""What mail servers send back, as the standard has it and as older ones do: what it is about, and whether for good."""

import pytest

from workers.mailbox.bounce import Report
from workers.mailbox.read import read

CONTACT = "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
OURS = f"<{CONTACT}@corp.example>"


def notification(fields: str, *, says: str = "", returned: str = "message/rfc822") -> bytes:
    """As RFC 3464 has it."""
    return f"""From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: hr@corp.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <2@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

{says}
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Arrival-Date: Mon, 1 Nov 2026 09:00:00 +0800

{fields}
--B
Content-Type: {returned}

From: hr@corp.example
To: wang@example.com
Message-ID: {OURS}
Subject: Hello

Are you free?
--B--
""".replace("\n", "\r\n").encode()


def of(action: str, status: str, *, recipient: str = "Final-Recipient: rfc822; wang@example.com") -> str:
    return f"{recipient}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 said"


HARD, SOFT = "hard", "soft"
RETURNED = {
    "Postfix, nobody there": (notification(of("failed", "5.1.1")), HARD, "5.1.1"),
    "Postfix, headers alone": (notification(of("failed", "5.1.1"), returned="text/rfc822-headers"), HARD, "5.1.1"),
    "Gmail, nobody there": (notification(of("failed", "5.1.1 (bad destination)")), HARD, "5.1.1"),
    "Exchange, blocked": (notification(of("failed", "5.7.133")), HARD, "5.7.133"),
    "a full mailbox, though it says 5": (notification(of("failed", "5.2.2")), SOFT, "5.2.2"),
    "given up after days": (notification(of("failed", "4.4.1")), SOFT, "4.4.1"),
    "an original recipient": (
        notification(of("failed", "5.0.0", recipient="Original-Recipient: rfc822;wang@example.com")),
        HARD,
        "5.0.0",
    ),
    "no status": (notification("Final-Recipient: rfc822; wang@example.com\nAction: failed"), HARD, None),
    "not yet": (notification(of("delayed", "4.4.1")), "delayed", "4.4.1"),
    "delivered": (notification(of("delivered", "2.0.0")), "delivered", "2.0.0"),
}


@pytest.mark.parametrize("server", RETURNED)
def test_what_a_server_reports_is_read_by_its_fields(server: str) -> None:
    content, what, status = RETURNED[server]
    found = read(content)
    assert found.report == Report(what, status, "wang@example.com", OURS)  # type: ignore[arg-type]
    assert (found.automatic, [str(each) for each in found.answers], found.attached) == (None, [CONTACT], ())


QMAIL = f"""From: MAILER-DAEMON@mx.example.com
To: hr@corp.example
Subject: failure notice
Message-ID: <3@mx.example.com>

Hi. This is the qmail-send program at mx.example.com.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<wang@example.com>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <hr@corp.example>
Message-ID: {OURS}
Subject: Hello
"""
EXIM = f"""From: Mail Delivery System <Mailer-Daemon@mx.example.com>
To: hr@corp.example
X-Failed-Recipients: wang@example.com
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender
Message-ID: <4@mx.example.com>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  wang@example.com
    550 5.1.1 unknown user

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
Subject: Hello
"""


@pytest.mark.parametrize("content", [QMAIL, EXIM])
def test_what_older_servers_send_back_is_read_by_a_library_that_knows_them(content: str) -> None:
    found = read(content.encode()).report
    assert found is not None
    assert (found.what, found.status, found.recipient, found.about) == (HARD, "5.1.1", "wang@example.com", OURS)
