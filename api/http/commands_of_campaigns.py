"""What can be said of campaigns. Starting one wants the people of its pool, and has a file of its own (`campaigns`)."""

from api.http.command_route import CANDIDATE, OTHER_ID, CommandRoute
from domain.access import Action
from domain.decisions import CancelCampaign, PauseCampaign, PlanCampaign, ResumeCampaign, StopSequence

CAMPAIGN = "/campaigns/{campaign}"
SPRING = {
    "name": "Spring news",
    "pool": OTHER_ID,
    "sender": "user:li",
    "steps": [{"template": "event-invitation"}, {"template": "job-recommendation", "delay_hours": 72}],
    "variables": {"sender.name": "Li Na", "said.event": "Open day"},
}

OF_CAMPAIGNS: tuple[CommandRoute, ...] = (
    CommandRoute(
        "/campaigns",
        PlanCampaign,
        "Plan a campaign: nobody is written to yet",
        SPRING,
        makes="campaign",
        by=True,
        may=Action.CONTACT,
    ),
    CommandRoute(f"{CAMPAIGN}/pause", PauseCampaign, "Let a campaign wait", {"why": "typo"}, may=Action.CONTACT),
    CommandRoute(f"{CAMPAIGN}/resume", ResumeCampaign, "Let a campaign go on", may=Action.CONTACT),
    CommandRoute(
        f"{CAMPAIGN}/cancel",
        CancelCampaign,
        "End a campaign; what is planned is refused",
        {"why": "typo"},
        may=Action.CONTACT,
    ),
    CommandRoute(
        f"{CANDIDATE}/sequences/stop",
        StopSequence,
        "End a campaign's steps for one person",
        {"campaign": OTHER_ID},
        may=Action.CONTACT,
    ),
)
