"""Rules about links: that the addresses in the content can exist and give nothing away."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import NodePath, shortened
from ideario.intake.explaining.findings import Finding
from ideario.messages.said import NOTHING, Said, say
from ideario.model.community import SETTINGS_PATH


def bad_link(contents: Contents) -> Iterator[Finding]:
    """A link has a host that can exist, a port below 65536 if any, and no user name or password."""
    for path, pointer, url in addresses(contents):
        mail = "://" not in url and "@" in url
        wrong = wrong_with(f"https://{url.rpartition('@')[2]}" if mail else url)
        if wrong:
            yield Finding(
                path=path,
                message=wrong,
                pointer=pointer,
                value=shortened(url, 200),
                hint=say("write one such as ideas@riverton.example")
                if mail
                else say("copy it from the browser's address bar"),
            )


def addresses(contents: Contents) -> Iterator[tuple[str, NodePath, str]]:
    """Every web address in the content, and where to write to, if by e-mail: (path, pointer, address)."""
    for records in (contents.challenges, contents.ideas, contents.people):
        for record in records.values():
            for number, link in enumerate(record.links):
                yield record.path, ("links", number, "url"), link.url
    for challenge in contents.challenges.values():
        yield challenge.path, ("contact",), challenge.contact
    for decision in contents.decisions.values():
        yield decision.path, ("shipped",), decision.shipped
    for exclusion in contents.exclusions:
        yield exclusion.path, ("appeal",), exclusion.appeal
    for key in ("contact", "code_of_conduct", "url"):
        yield SETTINGS_PATH, (key,), getattr(contents.settings, key)


def wrong_with(url: str) -> Said:
    """What is wrong with an address that has the form of one; nothing when nothing is."""
    if not url:
        return NOTHING
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return say("the address has a host or port that cannot exist")
    if parts.username is not None or parts.password is not None:
        return say("the address holds a user name or password")
    if not host:
        return say("the address names no host")
    labels = host.removesuffix(".").split(".")
    if ":" not in host and any(not re.fullmatch(r"[\w]([\w-]*[\w])?", label) for label in labels):
        return say("the address names a host that cannot exist, `{host}`", host=shortened(host))
    return say("the address has the port 0") if port == 0 else NOTHING
