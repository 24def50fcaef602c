"""The register of what can be missing or risky in a repository's settings on GitHub. Looks at nothing.

A page for maintainers lists them all, and a test holds it to this.
"""

from collections.abc import Mapping

from ideario.forge.settings_port import SymptomKind
from ideario.messages.said import say

_KINDS = (
    # ---- the repository
    SymptomKind(
        id="archived",
        why=say("In an archived repository nobody can propose, vote or comment, and nothing runs."),
        mend=say("Take the repository out of the archive."),
    ),
    SymptomKind(
        id="repository-disabled",
        why=say("In a repository that GitHub has disabled nothing runs."),
        mend=say("Ask GitHub's support why, and mend that."),
    ),
    SymptomKind(
        id="fork",
        why=say("In a fork the workflows do nothing, so that copies disturb nobody."),
        mend=say("Leave the fork network, or push the files to a repository of your own."),
    ),
    SymptomKind(
        id="repository-moved",
        why=say("The site leads people to a name that the repository no longer has, and that somebody else may take."),
        mend=say("Write the name that it has now into content/community.yml."),
    ),
    SymptomKind(
        id="issues-off",
        why=say("Without issues nobody can propose with the form."),
        mend=say("Switch *Issues* on, under *Features*."),
    ),
    SymptomKind(
        id="discussions-off",
        why=say("The community takes ideas or votes from discussions, and there are none."),
        mend=say("Switch *Discussions* on, under *Features*, or stop naming them."),
    ),
    SymptomKind(
        id="default-branch",
        why=say("Workflows that wait for another branch than the default one never publish and never answer."),
        mend=say("Rename the default branch, or name it in the workflows."),
    ),
    SymptomKind(
        id="public-site-of-private",
        why=say("Everybody on the internet can read ideas and names that only members see in the repository."),
        mend=say("Let members alone see the site (*Visibility*, with Enterprise), or make the repository public."),
        level="risk",
    ),
    # ---- Pages
    SymptomKind(
        id="pages-off",
        why=say("Without Pages there is no site: what *publish* builds goes nowhere."),
        mend=say("Choose *GitHub Actions* as the source."),
    ),
    SymptomKind(
        id="pages-from-branch",
        why=say("Pages shows the files of a branch as they are, and never the site that *publish* builds."),
        mend=say("Choose *GitHub Actions* as the source."),
    ),
    SymptomKind(
        id="pages-not-https",
        why=say("Whoever is between a reader and the site can change what it says."),
        mend=say("Tick *Enforce HTTPS*."),
        level="risk",
    ),
    SymptomKind(
        id="pages-address",
        why=say("Links in feeds, documents and answers lead to another address than the site has."),
        mend=say("Write the site's address as `url` into content/community.yml, or mend the custom domain."),
    ),
    SymptomKind(
        id="pages-domain",
        why=say("Somebody else could publish under a domain that nobody has proved to be theirs."),
        mend=say("Verify the domain in the settings of the owner, under *Pages*."),
        level="risk",
    ),
    SymptomKind(
        id="pages-certificate",
        why=say("Without a certificate browsers warn of the site, or do not open it."),
        mend=say("Mend the domain's DNS as the page says, then take the domain off and give it again."),
    ),
    # ---- environments and the key
    SymptomKind(
        id="no-ledger-environment",
        why=say("The key for the votes has no safe place, so votes are not fetched."),
        mend=say("Make an environment named `ledger` that the default branch alone may use."),
    ),
    SymptomKind(
        id="ledger-environment-open",
        why=say("Whoever may push a branch can read the key, and with it tell whose votes are whose."),
        mend=say("Choose *Selected branches and tags*, and let the default branch be the only one."),
        level="risk",
    ),
    SymptomKind(
        id="ledger-environment-shut",
        why=say("The job that fetches votes may not use its environment, and fails."),
        mend=say("Add the default branch to the branches that may use the environment."),
    ),
    SymptomKind(
        id="ledger-environment-waits",
        why=say("Each reading of the votes waits for a person or a clock, every three hours."),
        mend=say("Take *Required reviewers* and *Wait timer* off: the branch rule protects the key."),
    ),
    SymptomKind(
        id="key-missing",
        why=say("Without a key no vote is written down, and the run is red."),
        mend=say("Add the secret `IDEARIO_LEDGER_KEY` to the environment `ledger`, made with: openssl rand -hex 32"),
        unless=frozenset({"no-ledger-environment"}),
    ),
    SymptomKind(
        id="key-in-repository",
        why=say("A secret of the repository is there for every branch: whoever may push one can read the key."),
        mend=say("Put the key into the environment `ledger`, then delete it here."),
        level="risk",
    ),
    SymptomKind(
        id="key-in-organization",
        why=say("A secret of the organisation is there for every branch of every repository that it is shared with."),
        mend=say("Put the key into the environment `ledger`, then share it no longer."),
        level="risk",
    ),
    SymptomKind(
        id="pages-environment-open",
        why=say("Whoever may push a branch can publish another site in the place of yours."),
        mend=say("Choose *Selected branches and tags*, and let the default branch be the only one."),
        level="risk",
    ),
    SymptomKind(
        id="pages-environment-shut",
        why=say("The job that publishes the site may not use its environment, and fails."),
        mend=say("Add the default branch to the branches that may use the environment."),
    ),
    SymptomKind(
        id="pages-environment-waits",
        why=say("Each publication waits for a person or a clock, every three hours."),
        mend=say("Take *Required reviewers* and *Wait timer* off."),
    ),
    # ---- Actions
    SymptomKind(
        id="actions-off",
        why=say("Without Actions nothing is checked, answered, counted or published."),
        mend=say("Allow Actions."),
    ),
    SymptomKind(
        id="actions-refused",
        why=say("A workflow that uses an action which is not allowed does not start."),
        mend=say("Add what is named to the actions and reusable workflows that are allowed."),
    ),
    SymptomKind(
        id="actions-not-pinned",
        why=say("The repository wants every action named by its whole commit, and refuses the others."),
        mend=say("Name the commit of each, with the version beside it."),
    ),
    SymptomKind(
        id="token-may-write",
        why=say("A workflow that does not say what it needs may change everything in the repository."),
        mend=say("Choose *Read repository contents and packages permissions*; these workflows ask for what they need."),
        level="risk",
    ),
    SymptomKind(
        id="pulls-refused",
        why=say("What people propose with the form stays on its branch, and a maintainer has to open each proposal."),
        mend=say("Tick *Allow GitHub Actions to create and approve pull requests*."),
    ),
    SymptomKind(
        id="fork-approval",
        why=say("Everybody whose account is not brand new can have their own workflows run here, unseen."),
        mend=say("Choose *Require approval for first-time contributors*, or the stricter one."),
        level="risk",
    ),
    # ---- workflows
    SymptomKind(
        id="workflow-not-there",
        why=say("A workflow runs only once its file is on the default branch."),
        mend=say("Push the file, or merge the pull request that brings it."),
    ),
    SymptomKind(
        id="workflow-asleep",
        why=say("GitHub stops schedules where nothing has happened for 60 days: nothing is counted or answered."),
        mend=say("Press *Enable workflow*."),
    ),
    SymptomKind(
        id="workflow-disabled",
        why=say("Somebody has switched this off, so it is not done."),
        mend=say("Press *Enable workflow*."),
    ),
    SymptomKind(
        id="never-published",
        why=say("There is no site and no count before *publish* has run once."),
        mend=say("Press *Run workflow*."),
    ),
    SymptomKind(
        id="workflow-failing",
        why=say("What the last run was to do is not done."),
        mend=say("Open the run and read its summary: it says what to mend."),
    ),
    SymptomKind(
        id="schedule-silent",
        why=say("The schedule has not begun a run for a day: votes get old, and proposals wait."),
        mend=say("Press *Disable workflow*, then *Enable workflow*, which sets the schedule going again."),
    ),
    # ---- rules of branches
    SymptomKind(
        id="branch-unprotected",
        why=say("Whoever may push can change ideas, decisions and rules of the vote without anybody having looked."),
        mend=say(
            "Make a ruleset for the default branch: require a pull request, one approval, a review from code owners "
            "and the check, and block force pushes."
        ),
        level="risk",
    ),
    SymptomKind(
        id="reviews-not-required",
        why=say("Whoever opens a pull request can merge it alone."),
        mend=say("Require one approval at least."),
        level="risk",
        unless=frozenset({"branch-unprotected"}),
    ),
    SymptomKind(
        id="code-owners-not-asked",
        why=say("Any member may approve decisions, exclusions and rules of the vote, not those who look after them."),
        mend=say("Require a review from code owners."),
        level="risk",
        unless=frozenset({"branch-unprotected"}),
    ),
    SymptomKind(
        id="check-not-required",
        why=say("A file with mistakes can be merged, and is then missing on the site."),
        mend=say("Require the status check that is named."),
        level="risk",
    ),
    SymptomKind(
        id="force-pushes",
        why=say("The history can be rewritten, which tells by what rules votes count and when ideas came in."),
        mend=say("Block force pushes."),
        level="risk",
        unless=frozenset({"branch-unprotected"}),
    ),
    SymptomKind(
        id="queue-not-heard",
        why=say("The merge queue waits for a check that no workflow begins for it, and merges nothing."),
        mend=say("Add `merge_group:` to what starts the workflow *validate*."),
    ),
    SymptomKind(
        id="ledger-branch-blocked",
        why=say("The workflow cannot write down the votes that it has fetched."),
        mend=say("Take the branch `ledger` out of these rules: the machine alone writes to it."),
    ),
    # ---- files and lists
    SymptomKind(
        id="code-owners-at-fault",
        why=say("GitHub asks nobody where a line of CODEOWNERS names an account or team that may not write here."),
        mend=say("Mend the lines that are named."),
    ),
    SymptomKind(
        id="labels-missing",
        why=say("Labels that are not there are set on nothing, and lists that go by them stay empty."),
        mend=say("Make the labels that are named."),
    ),
    SymptomKind(
        id="version-behind",
        why=say("A newer version mends faults of the one that the workflows name."),
        mend=say("Merge dependabot's pull request, or run: ideario upgrade"),
        level="risk",
    ),
)
SETTINGS_KINDS: Mapping[str, SymptomKind] = {kind.id: kind for kind in _KINDS}
"""By id, in the order in which they are told."""
