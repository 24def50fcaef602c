"""Judges the repository itself: its name, whether it works, what is switched on, and who sees its site."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ideario.forge.addresses import editor_url, settings_url
from ideario.forge.settings_port import Needed, NotLookedAt, Symptom
from ideario.forge.workflow_files import of_role
from ideario.github.answer_shapes import fields, flag, maybe, text
from ideario.github.settings.settings_reader import PAGES, SOMETHING, Seen, SettingsReader, symptom
from ideario.messages.said import say
from ideario.model.community import SETTINGS_PATH

SITE = fields(
    "build_type", "html_url", "https_enforced", "protected_domain_state", "https_certificate",
    public=flag, build_type=SOMETHING, html_url=text, cname=SOMETHING, https_enforced=flag,
    protected_domain_state=SOMETHING, https_certificate=maybe(fields(state=text)),
)  # fmt: skip
NO_CERTIFICATE = {"errored", "bad_authz", "authorization_revoked"}


def judge_home(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    """What is wrong with the repository as a whole."""
    row, page, settings = reader.repository(), reader.page, needed.settings
    general = settings_url(page)
    if row["archived"]:
        yield symptom("archived", say("the repository is archived"), general)
    if row["disabled"]:
        yield symptom("repository-disabled", say("GitHub has disabled the repository"), general)
    if row["fork"]:
        yield symptom("fork", say("the repository is a fork"), general)
    name, branch = row["full_name"], row["default_branch"]
    if settings.repository and settings.repository.lower() != name.lower():
        yield symptom(
            "repository-moved",
            say(
                "{file} names `{named}`, and the repository is `{now}`",
                file=SETTINGS_PATH, named=settings.repository, now=name,
            ),
            editor_url(page, branch, SETTINGS_PATH),
        )  # fmt: skip
    if not row["has_issues"] and of_role(needed.workflows, "receive") is not None:
        yield symptom("issues-off", say("issues are switched off"), f"{general}#features")
    if not row["has_discussions"] and needed.discussions:
        yield symptom("discussions-off", say("discussions are switched off"), f"{general}#features")
    publish = of_role(needed.workflows, "publish")
    if publish is not None and publish.branches and branch not in publish.branches:
        waits = ", ".join(publish.branches)
        yield symptom(
            "default-branch",
            say("the default branch is `{branch}`, and *publish* waits for `{waits}`", branch=branch, waits=waits),
            general,
        )
    yield from _judge_site(reader, needed)


def is_open(reader: SettingsReader) -> bool:
    """Whether Pages is on, publishes what a workflow built, and shows it to everybody."""
    site = _site(reader)
    return (
        site is not None
        and not isinstance(site, NotLookedAt)
        and site["public"]
        and site.get("build_type") == "workflow"
    )


def _site(reader: SettingsReader) -> Seen:
    if not reader.repository()["has_pages"]:
        return None
    return reader.ask("pages", SITE, what=say("the settings of Pages"), needs=PAGES, params={})


def _judge_site(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    row, link = reader.repository(), settings_url(reader.page, "pages")
    if not row["has_pages"]:
        yield symptom("pages-off", say("Pages is switched off"), link)
        return
    site = _site(reader)
    if site is None or isinstance(site, NotLookedAt):
        yield NotLookedAt(say("the settings of Pages"), PAGES)
        return
    if site.get("build_type") == "legacy":
        yield symptom("pages-from-branch", say("Pages publishes a branch, not what a workflow built"), link)
    if row["private"] and site["public"]:
        yield symptom("public-site-of-private", say("the repository is not public, and its site is"), link)
    address = site.get("html_url") or ""
    if address and _place(address) != _place(needed.settings.url):
        yield symptom(
            "pages-address",
            say(
                "the site is at {there}, and {file} says {named}",
                there=address, file=SETTINGS_PATH, named=needed.settings.url,
            ),
            link,
        )  # fmt: skip
    certificate = site.get("https_certificate")
    if certificate is not None and certificate["state"] in NO_CERTIFICATE:
        yield symptom("pages-certificate", say("there is no certificate for `{domain}`", domain=site["cname"]), link)
    elif site["public"] and site.get("https_enforced") is False:
        yield symptom("pages-not-https", say("the site is also there without encryption"), link)
    if site["cname"] and site.get("protected_domain_state") == "unverified":
        yield symptom("pages-domain", say("the domain `{domain}` is not verified", domain=site["cname"]), link)


def _place(url: str) -> tuple[str, str]:
    """Host and path, in which addresses of one site are the same."""
    parts = urlsplit(url)
    return parts.netloc.lower(), parts.path.rstrip("/")
