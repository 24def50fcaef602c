"""Addresses at the forge: of repositories, threads, files and the sites it publishes. Asks nobody.

Spelt as GitHub and its Enterprise servers spell them.
"""

import re
from urllib.parse import quote, urlencode

from ideario.model.thread_names import REPOSITORY, home_of, kind_of, number_of

PUBLIC_HOST = "github.com"
"""The host of a community that names none."""
_RAW_FILES = re.compile(
    r"(https://[a-z0-9-]+(\.[a-z0-9-]+)*|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?/([A-Za-z0-9._~-]+/)*"
)
NOWHERE = "https://not-published.invalid/"
"""The address of a site that has none yet: a name that never leads anywhere (RFC 2606)."""


_REMOTE = re.compile(
    rf"(?:(?:https?|ssh|git)://(?:[^/@]*@)?|(?:[\w.-]+@)?)(?P<host>[A-Za-z0-9.-]+\.[A-Za-z0-9-]+)(?::[0-9]+/|[:/])"
    rf"(?P<repository>{REPOSITORY}?)(?:\.git)?/?"
)
"""An address of a repository as git takes it. The name is as short as can be, so that the ending is none of it."""


def repository_in(address: str) -> tuple[str, str] | None:
    """The host and `owner/name` of a repository by its address as git takes it; None for a folder or anything else."""
    found = _REMOTE.fullmatch(address)
    return None if found is None else (found["host"].lower(), found["repository"])


def repository_url(repository: str, host: str) -> str:
    """The address of the repository `owner/name`, "" where that is ""."""
    return f"https://{host}/{repository}" if repository else ""


def thread_url(repository: str, thread: str) -> str:
    """The address of a thread such as `pull/12` of the repository at an address; others than pulls are in the plural.

    A thread that bears another repository's name lies there, at the same host. As every function below: "" where the
    repository has no address.
    """
    kind, home = kind_of(thread), home_of(thread)
    if home and repository:
        repository = f"{repository.rsplit('/', 2)[0]}/{home}"
    return _below(repository, f"{kind if kind == 'pull' else f'{kind}s'}/{number_of(thread)}")


def file_url(repository: str, path: str) -> str:
    """The address of a file at the tip of the default branch, where it can be edited too."""
    return _below(repository, f"blob/HEAD/{path}")


def editor_url(repository: str, branch: str, path: str) -> str:
    """The address at which a file on a branch of the repository at an address is changed."""
    return _below(repository, f"edit/{quote(branch)}/{quote(path)}")


def new_file_url(repository: str) -> str:
    """The address of the editor for a file that is to be added to the default branch; what is in it follows as a query.

    As `?filename=…&value=…`, whole path and text.
    """
    return _below(repository, "new/HEAD")


def new_issue_url(repository: str, form: str) -> str:
    """The address at which an issue is opened by a form, a file in .github/ISSUE_TEMPLATE/."""
    return _below(repository, f"issues/new?template={form}")


def settings_url(repository: str, page: str = "") -> str:
    """The address of a page of the repository's settings, such as `pages`, or of their first one."""
    return _below(repository, f"settings/{page}" if page else "settings")


def workflow_url(repository: str, file: str) -> str:
    """The address of the runs of a workflow, by the name of its file."""
    return _below(repository, f"actions/workflows/{file}")


def labels_url(repository: str) -> str:
    """The address of the list of labels."""
    return _below(repository, "labels")


def branches_url(repository: str) -> str:
    """The address of the list of branches."""
    return _below(repository, "branches")


def host_name(host: str) -> str:
    """What people call the host."""
    return "GitHub" if host == PUBLIC_HOST else host


def signup_url(host: str) -> str:
    """Where anybody can make an account; "" at a server of an organisation, which gives them out itself."""
    return f"https://{host}/signup" if host == PUBLIC_HOST else ""


def profile_url(host: str, login: str) -> str:
    """The address at which a host shows an account."""
    return f"https://{host}/{login}"


def pulls_url(repository: str) -> str:
    """The address of the list of open pull requests."""
    return _below(repository, "pulls")


def own_pulls_url(repository: str) -> str:
    """The address of the list of open pull requests that whoever looks at it has opened."""
    return _below(repository, "pulls?q=is%3Aopen+is%3Apr+author%3A%40me")


def own_issues_url(repository: str) -> str:
    """The address of the list of issues that whoever looks at it has opened, open or not."""
    return _below(repository, "issues?q=is%3Aissue+author%3A%40me")


def issues_url(repository: str) -> str:
    """The address of the list of open issues."""
    return _below(repository, "issues")


def site_url(repository: str, host: str) -> str:
    """The address at which the host publishes a repository's site; NOWHERE where no repository is named.

    Of an Enterprise server, the one with a host of its own for sites.
    """
    if not repository:
        return NOWHERE
    owner, _, name = repository.partition("/")
    if host != PUBLIC_HOST:
        return f"https://pages.{host}/{owner}/{name}/"
    site = f"{owner.lower()}.github.io"
    return f"https://{site}/" if name.lower() == site else f"https://{site}/{name}/"


def raw_files_url(host: str) -> str:
    """Where the host shows the files of public repositories as they are, at any commit; "" where nobody knows.

    Below it stand owner, name, commit and path. An Enterprise server may be set up in several ways, or not at all.
    """
    return "https://raw.githubusercontent.com/" if host == PUBLIC_HOST else ""


def is_raw_files_url(url: str) -> bool:
    """Whether this may be such an address: encrypted, but on the machine itself, and nothing but host and folders."""
    return _RAW_FILES.fullmatch(url) is not None


def preview_url(home: str, *, pull: int, commit: str, path: str, repository: str = "") -> str:
    """The address at which a site shows a proposed file of an idea; `home` is that of the site, or of a language in it.

    `commit` is the whole name of the one whose file is shown; `repository` is where that is, "" for the community's.
    """
    asked = {"pull": str(pull), "commit": commit, "path": path, **({"repo": repository} if repository else {})}
    return f"{home}preview/?{urlencode(asked, safe='/')}"


def commit_url(repository: str, commit: str) -> str:
    """The address of a commit."""
    return _below(repository, f"commit/{commit}")


def comparison_url(repository: str, branch: str, base: str = "") -> str:
    """The address at which a pull request of a branch is opened, into `base` or else the default branch."""
    return _below(repository, f"compare/{base}{'...' if base else ''}{branch}?expand=1")


def noreply_address(number: int, login: str, host: str) -> str:
    """The mail address that stands for an account in commits, and to which nobody can write."""
    return f"{number}+{login}@users.noreply.{host}"


def _below(repository: str, path: str) -> str:
    return repository and f"{repository}/{path}"
