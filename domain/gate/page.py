"""docs/gate.md: how the gate answers, read off its tables."""

from collections.abc import Iterable

from domain.gate.policy import DEFAULT, POLICIES, Cap, Policy
from domain.gate.purposes import PURPOSES
from domain.gate.reasons import REASONS
from domain.gate.regimes import ADMITS, DOUBLE_OPT_IN, REGIME_OF, TOLD_FIRST
from domain.gate.verdict import PASSING

INTRODUCTION = """\
# The contact gate

Every contact that we make passes one function, `may_contact(person, contact, policy, at)` (`domain/gate`). It is pure:
it answers with the ground on which the contact is lawful, or with every reason against it. It is asked when a contact
is planned, and again at the moment of its dispatch, on streams that were folded just then; should any of them (a merged
record, a suppressed address, the notice) move before `contact-dispatched` is stored, the whole decision is taken anew.
The answer is stored with the highest position that it rests on, and with the policy.

    renmai may-contact CANDIDATE email marketing --address wang@example.com

* **A no stands against every ground.** A withdrawal, a refusal, an unsubscription or an objection blocks what it
  covers, on whichever record of the person it stands. Only what the person does provably later lifts it: a consent to
  just this, or, for an application, applying anew. An import lifts nothing.
* **A consent counts from its position.** One recorded today "for yesterday" legalises nothing of yesterday.
* **One message may ask.** Of a person without any ground, `permission-request` can be sent once by each controller.
* **A yes is proved.** Where the place wants a second one, whoever answered a request by a yes is sent a mail with the
  link that confirms it (`consent-confirmation`); a receipt that is issued (`POST …/consents/receipts`) is sent with its
  link (`consent-receipt`). Both by themselves, through the gate, for the purpose `consent-record`.
* **Leaving the talent pool ends talent-pool contacts**, and no interview reminder, offer or answer to a rights request.
* **The answer to a rights request** is stopped by an address that does not work, and by nothing else.
* **An address is suppressed by a keyed hash**, on a stream of its own that outlives the person: who objected and was
  erased is not written to when they come in again by an import.
* **What was done without asking** (`contact-logged`) is never refused. The ground that it stood on is recorded with it,
  and what stood against it beside it, as `contact-breached`. Of imported history nobody knows what stood at its time,
  so none is judged.
* **Between dispatched and sent** a message may have left or not. After a crash there it is `unconfirmed`, for a human;
  nothing leads to a second dispatch but the word that nothing has left.
* **What one sender sends** is counted by the hour, over all people, within the append itself: of two dispatches at once
  only one is the last that a cap lets through.

Engineering readings of the law, to be confirmed by a lawyer before anyone relies on them. A code is for ever.
"""

NIGHT = """\
Night is from {0:%H:%M} to {1:%H:%M} by the person's own clock, and from {2:%H:%M} to {3:%H:%M} where nobody knows their
zone. What nobody asked for heeds it on every channel, and weekends and public holidays too; what belongs to an
application heeds it only where it rings. Working days that China swaps for holidays (调休) are working days.
"""


def gate_page() -> str:
    """Markdown."""
    lines = [INTRODUCTION, "## Reasons\n"]
    lines += _table(
        ("reason", "meaning", "what lifts it"),
        ([f"`{reason}`", *said] for reason, said in REASONS.items()),
    )
    passing = ", ".join(f"`{each}`" for each in REASONS if each in PASSING)
    lines.append(f"{passing}: while nothing else stands against it, it is put off to the next right hour.\n")
    lines.append("## Grounds by place and purpose\n")
    lines += _table(
        ("purpose", *ADMITS),
        ([f"`{p}`", *(", ".join(f"`{b}`" for b in bases[p]) for bases in ADMITS.values())] for p in PURPOSES),
    )
    for regime in ADMITS:
        places = " ".join(sorted(place for place, each in REGIME_OF.items() if each is regime))
        lines.append(f"* `{regime}`: {places or 'everywhere else, and where nobody knows'}")
    told = ", ".join(f"`{each}`" for each in sorted(TOLD_FIRST))
    second = ", ".join(f"{place} for `{purpose}`" for place, purpose in sorted(DOUBLE_OPT_IN))
    lines.append(f"\nA notice comes first, or with the first message, under {told}.")
    lines.append(f"A second yes from the address itself: {second}.\n")
    lines.append("## Purposes\n")
    lines += _table(
        ("purpose", "kind", "kept for", "meaning"),
        ([f"`{p}`", each.kind, f"{each.keeps.days} days", each.meaning] for p, each in PURPOSES.items()),
    )
    lines.append("## Policies\n")
    for name, policy in POLICIES.items():
        lines += _policy(name, policy)
    lines.append("Caps, in both:\n")
    lines += _table(("reason", "kind", "of", "at most"), (_cap(cap) for cap in POLICIES[DEFAULT].caps))
    quiet, unknown = POLICIES[DEFAULT].quiet, POLICIES[DEFAULT].quiet_unknown
    lines.append(NIGHT.format(quiet.begin, quiet.end, unknown.begin, unknown.end))
    return "\n".join(lines).rstrip() + "\n"


def _policy(name: str, policy: Policy) -> list[str]:
    default = " (the default)" if name == DEFAULT else ""
    lines = [f"### {name}{default}\n"]
    lines += _table(
        ("tier", "target", "never more than", "how"),
        (
            [
                tier.upper() + (" (and none)" if tier == policy.untiered else ""),
                f"{each.target} in {each.every.days} days",
                f"{each.ceiling} in {each.every.days} days",
                "by content only" if each.content_only else "",
            ]
            for tier, each in policy.cadence.items()
        ),
    )
    sent = (
        f"{each.most} {kind} in {each.within.total_seconds() / 3600:.0f} hours"
        for kind, each in policy.sender_caps.items()
    )
    return [*lines, f"One sender on one channel: {', '.join(sent)}.\n"]


def _cap(cap: Cap) -> list[str]:
    of = cap.channel or cap.purpose
    return [f"`{cap.reason}`", cap.kind, f"`{of}`" if of else "all", f"{cap.most} in {cap.within.days} days"]


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines] + [""]
