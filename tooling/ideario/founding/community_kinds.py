"""The register of what can be missing or risky in a community's own files, its ledger and its site. Looks at nothing.

What is set at the forge stands in the register of its adapter. A page for maintainers lists both.
"""

from collections.abc import Mapping

from ideario.forge.settings_port import SymptomKind
from ideario.messages.said import say

NO_RUN = frozenset(
    ("never-published", "workflow-failing", "workflow-asleep", "workflow-disabled", "schedule-silent", "actions-off")
)
"""Where one of these was found, by id, nobody can expect a count or a site to be new."""
_KINDS = (
    # ---- the files here
    SymptomKind(
        id="no-git",
        why=say("Proposals, dates and the rules in force are told by the history of a git repository."),
        mend=say("Make one: git init -b main && git add -A && git commit -m Begin"),
    ),
    SymptomKind(
        id="no-remote",
        why=say("Nobody can propose or vote before the files are at the forge."),
        mend=say("Make an empty repository there, then: git remote add origin ADDRESS && git push -u origin main"),
        unless=frozenset({"no-git"}),
    ),
    SymptomKind(
        id="left-behind",
        why=say("What another community left leads people there, or shows votes and maintainers that are not yours."),
        mend=say("See what to write instead: ideario check"),
    ),
    SymptomKind(
        id="key-in-files",
        why=say("Whoever has the key can tell whose votes are whose, and what git has once seen it keeps for ever."),
        mend=say("Take it out of the file, make another key, and change it: ideario ledger rotate-key"),
        level="risk",
    ),
    SymptomKind(
        id="workflow-missing",
        why=say("What no workflow does is not done: publish, check, answer, receive."),
        mend=say("Bring the file: ideario upgrade"),
    ),
    SymptomKind(
        id="files-behind",
        why=say("Files that the program wrote are those of an older version, and do what it did."),
        mend=say("See what would change, and change it: ideario upgrade"),
        unless=frozenset({"workflow-missing", "no-issue-form", "issue-form-old"}),
    ),
    SymptomKind(
        id="no-code-owners",
        why=say("Nobody in particular is asked about decisions, exclusions and the rules of the vote."),
        mend=say("Write CODEOWNERS, with your own team for what only maintainers change."),
        level="risk",
    ),
    SymptomKind(
        id="code-owners-gap",
        why=say("What no line of CODEOWNERS gives to anybody, any member may approve."),
        mend=say("Add a line with your team for what is named."),
        level="risk",
    ),
    SymptomKind(
        id="no-issue-form",
        why=say("Whoever knows no git has no form to propose with."),
        mend=say("Write it: ideario receive --write-form"),
    ),
    SymptomKind(
        id="issue-form-old",
        why=say("The form asks for what no longer fits the tags, languages or licence of the community."),
        mend=say("Write it anew: ideario receive --write-form"),
    ),
    SymptomKind(
        id="issues-without-form",
        why=say("Nobody has decided whether issues without a form are wanted, of which no idea is made."),
        mend=say("Write `blank_issues_enabled: true`, or `false`, into the file that is named."),
        level="risk",
    ),
    SymptomKind(
        id="content-at-fault",
        why=say("Files with errors are left out of the site."),
        mend=say("See what to write instead: ideario check"),
    ),
    SymptomKind(
        id="challenge-unvoted",
        why=say("Its voting ended before a single vote could be read: the dates are an example's, or were forgotten."),
        mend=say("Give it dates that lie ahead."),
        unless=frozenset({"ledger-unreadable"}),
    ),
    # ---- the ledger and the site
    SymptomKind(
        id="clock-wrong",
        why=say("Challenges open and close by the clock, and a sync refuses to work by a wrong one."),
        mend=say("Set the clock, and let the network set it from now on."),
    ),
    SymptomKind(
        id="no-ledger-branch",
        why=say("The votes have no place yet; the first *publish* makes it, where the rules of branches let it."),
        mend=say("Run *publish*, or make the branch beforehand."),
    ),
    SymptomKind(
        id="ledger-unreadable",
        why=say("Nothing is counted from a chain whose end does not fit: the last good count stands."),
        mend=say("See what is wrong: ideario verify --branch ledger"),
    ),
    SymptomKind(
        id="count-old",
        why=say("Votes that were given since are in no count."),
        mend=say("Run *publish*, and read its summary."),
        unless=NO_RUN | {"ledger-branch-blocked", "ledger-environment-shut", "no-ledger-environment", "key-missing"},
    ),
    SymptomKind(
        id="site-not-there",
        why=say("Who follows a link to the site finds nothing."),
        mend=say("Open the last run of *publish*, and compare the address with `url` in content/community.yml."),
        unless=NO_RUN | {"pages-address", "pages-certificate", "pages-environment-shut"},
    ),
    SymptomKind(
        id="site-old",
        why=say("The votes are counted, and the site still shows an older count."),
        mend=say("Open the last run of *publish*: its job *Publish* did not end well."),
        unless=NO_RUN | {"count-old", "pages-environment-shut"},
    ),
    SymptomKind(
        id="threads-locked",
        why=say("Where a thread is locked nobody can vote, but for members."),
        mend=say("Unlock the conversation."),
    ),
)
COMMUNITY_KINDS: Mapping[str, SymptomKind] = {kind.id: kind for kind in _KINDS}
"""By id, in the order in which they are told."""
