"""What the gate looks at beside the person: their addresses' suppressions, the notice, what the sender sent, and the
campaign that the contact belongs to."""

from collections.abc import Mapping
from dataclasses import field

from domain.campaign import Campaign
from domain.notices import Notice
from domain.reach import PointKey
from domain.suppression import Suppression
from domain.value import value


@value
class Around:
    suppressions: Mapping[PointKey, Suppression] = field(default_factory=dict)
    """Of the address that the contact goes to, or of every address of the person; suppressed or not."""
    notice: Notice | None = None
    """The one that the message carries; None: it carries none, or there is no such notice."""
    sent_by_sender: int = 0
    """On this channel, within the window of the sender's cap."""
    campaign: Campaign | None = None
    """None: it belongs to none, or there is no such campaign."""

    @property
    def position(self) -> int:
        """The highest that was read."""
        highest = self.notice.position if self.notice else 0
        if self.campaign:
            highest = max(highest, self.campaign.last_position)
        for each in self.suppressions.values():
            highest = max(highest, each.position)
        return highest


NOTHING_AROUND = Around()
