"""Every command that can be sent, and where: routes, bodies and the API pages are made from this table.

The fields of a command that its path does not hold are its body. Ingesting, attaching a file and importing
want more than a body, and have files of their own.
"""

from api.http.command_route import CommandRoute
from api.http.commands_of_agenda import OF_AGENDA
from api.http.commands_of_campaigns import OF_CAMPAIGNS
from api.http.commands_of_contacts import OF_CONTACTS
from api.http.commands_of_journeys import OF_JOURNEYS
from api.http.commands_of_people import OF_PEOPLE
from api.http.commands_of_pools import OF_POOLS
from api.http.commands_of_profiles import OF_PROFILES
from api.http.commands_of_rights import OF_RIGHTS

ROUTES: tuple[CommandRoute, ...] = (
    *OF_PEOPLE,
    *OF_CONTACTS,
    *OF_PROFILES,
    *OF_JOURNEYS,
    *OF_POOLS,
    *OF_RIGHTS,
    *OF_AGENDA,
    *OF_CAMPAIGNS,
)
