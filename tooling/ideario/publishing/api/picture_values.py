"""A picture as programs read it."""

from ideario.model.challenge import Challenge
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.publishing.api.values import JsonObject


def picture_value(community: Community, record: Idea | Challenge) -> JsonObject | None:
    """The picture of a record, None where it has none that can be shown."""
    file, named = community.picture_of(record), record.picture
    if file is None or named is None:
        return None
    url = community.settings.url + file.address
    return {"url": url, "alt": named.alt, "credit": named.credit, "width": file.width, "height": file.height}


def logo_value(community: Community) -> JsonObject | None:
    """The logo of a community, None where it has none that can be shown."""
    file, logo = community.picture_of(community.settings), community.settings.logo
    if file is None or logo is None:
        return None
    url = community.settings.url + file.address
    return {"url": url, "alt": dict(logo.alt), "width": file.width, "height": file.height}
