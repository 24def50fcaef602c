"""Where a repository is and how to get in: addresses of github.com and of Enterprise servers, a token or an App.

Reads no environment; the command line does, and hands it over.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ideario.messages.said import say
from ideario.problems import Failure

PUBLIC_API = "https://api.github.com"
FULL_NAME = r"[A-Za-z0-9][\w.-]*/(?!\.{1,2}$)[\w.-]+"
"""What GitHub may call a repository, in ASCII; some accounts that companies manage have a `_` in their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Credentials of a GitHub App: its id, its private key (PEM), its installation where that is known."""

    id: str
    private_key: str = field(repr=False)
    installation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A repository (`owner/name`) and how it is reached. `graphql_url` follows from `api_url` where it is not given.

    A Failure for a name or an address that cannot be one, and for an address to which a token would go in clear.
    """

    repository: str
    api_url: str = PUBLIC_API
    graphql_url: str = ""
    token: str | None = field(default=None, repr=False)
    app: App | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(FULL_NAME, self.repository, re.ASCII):
            raise Failure(
                say("{repository} is not the name of a repository", repository=f"{self.repository!r}"),
                hint=say("give it as owner/name, in GITHUB_REPOSITORY or --repository"),
            )
        object.__setattr__(self, "api_url", self.api_url.rstrip("/"))
        object.__setattr__(self, "graphql_url", (self.graphql_url or graphql_of(self.api_url)).rstrip("/"))
        for name, url in (("GITHUB_API_URL", self.api_url), ("GITHUB_GRAPHQL_URL", self.graphql_url)):
            check_address(name, url)
        if self.token is not None and not (self.token.isascii() and self.token.isprintable() and self.token.strip()):
            raise Failure(say("the token has signs that no token has"), hint=say("set GITHUB_TOKEN anew, or unset it"))


def graphql_of(api_url: str) -> str:
    """The address of GraphQL beside that of REST: `…/api/v3` of an Enterprise server has it at `…/api/graphql`."""
    root = api_url.rstrip("/")
    return f"{root.removesuffix('/v3')}/graphql" if root.endswith("/api/v3") else f"{root}/graphql"


def check_address(name: str, url: str) -> None:
    """A Failure for what is no address, `name` being the variable that holds it, or one that is reached in clear."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or not url.isascii() or not url.isprintable() or " " in url or "@" in parts.netloc or parts.query:
        raise Failure(
            say("{name} is not an address of GitHub", name=name),
            hint=say("mend {name}; github.com has {public_api}", name=name, public_api=PUBLIC_API),
        )
    if parts.scheme == "http" and parts.hostname and not _on_this_machine(parts.hostname):
        raise Failure(
            say("{url} would take the token over the network in clear", url=url),
            hint=say("use https in {name}", name=name),
        )


def _on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
