"""The register of file rules: which mistakes a Problem can tell, how bad each is, and its text as published.

A file rule says what a file must be; a vote rule says which votes count, and a winner rule who wins. File rules with a
function of their own stand in the register of `intake/rules`, which takes up those that stand here. A test finds every
id that the package puts into a Problem, and looks for it there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ideario.problems import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule:
    """A file rule as readers see it. `level` is the worst that its Problems have.

    A record with an error is left out of what is published; with one of a rule that says `left_in` it stays, since what
    is wrong has no effect, or cannot be mended any more. A rule that `needs_settings` has nothing to say where
    community.yml is missing or wrong.
    """

    id: str
    text: str
    level: Level = "error"
    left_in: bool = False
    needs_settings: bool = False


READING: Mapping[str, str] = {
    "bad-picture": "A picture is a still PNG, JPEG or WebP and is called so, has at most 300 KB and 4000 pixels on "
    "each side, and does not tell where it was taken.",
    "control-character": "A file holds no control characters, no characters that reorder text (bidirectional overrides "
    "and isolates) and no line separators other than line breaks (a lone carriage return "
    "is none beside others), not even spelled out in quotes.",
    "duplicate-key": "No key stands twice in one mapping.",
    "empty-file": "A file has content.",
    "merge-conflict": "No merge was left unfinished: git's marks of a conflict are gone.",
    "no-anchors": "Files use no YAML anchors or aliases: what one reads is what stands there.",
    "no-tags": "Files use no YAML tags: the schema decides what type a value has.",
    "not-a-file": "What is called like a content file is an ordinary file that can be opened.",
    "not-utf-8": "Files are written in UTF-8; a byte order mark does no harm.",
    "not-yaml": "A file is YAML: one mapping of keys and values.",
    "odd-space": "Around keys and marks of lists stand plain spaces, no no-break ones and nothing without width.",
    "several-documents": "A file holds one YAML document.",
    "symlink": "Symbolic links below content/ are not followed.",
    "tab-indentation": "Lines are indented with spaces, never with tabs.",
    "too-deep": "Lists and mappings are nested at most 20 deep.",
    "too-large": "A file has at most 64 KiB.",
}
"""What strict reading says of bytes and YAML."""

READING_WARNINGS: Mapping[str, str] = {
    "cut-by-hash": "No text is cut short by a # with a space before it, which begins a comment: such a text is quoted.",
}
"""What strict reading says of bytes and YAML; these are warnings."""

SCHEMAS: Mapping[str, str] = {
    "bad-key": "A key that authors choose (a tag, a language, a criterion) has the form that its schema asks for.",
    "empty-value": "A key has a value; an empty one is left out.",
    "impossible-date": "Dates are days that the calendar has.",
    "missing-key": "The keys that a schema requires are there.",
    "not-allowed": "Where a schema lists the allowed values, the value is one of them.",
    "more-mistakes": "A file has few mistakes: of many only the first hundred are told.",
    "out-of-range": "Numbers are within the bounds of the schema.",
    "repeated": "A list in which nothing may stand twice holds nothing twice.",
    "too-few": "Lists and mappings have as many entries as the schema requires.",
    "too-long": "Texts are no longer than the schema allows.",
    "too-many": "Lists have no more entries than the schema allows.",
    "too-short": "Texts are as long as the schema requires.",
    "unknown-key": "There are no keys but those of the schema.",
    "wrong-form": "Texts of a given form (slugs, logins, dates, addresses) are written in it.",
    "wrong-type": "Values are of the type that the schema says: text, whole number, true or false, list, mapping.",
}
"""What the schemas say of keys and values."""

PLACES: Mapping[str, str] = {
    "hidden-file": "Below content/ nothing is hidden, save what editors and systems leave there and what keeps an "
    "empty folder.",
    "misplaced-file": "What is to be content stands below content/, in a folder that Ideario reads, at the right "
    "depth, and ends in .yml.",
    "missing-community": "The settings of the community stand in content/community.yml.",
}
"""What is said of files by where they stand."""

PLACES_WARNINGS: Mapping[str, str] = {
    "reply-text": "A file in content/replies/ is a text for answers: its name is that of a status and ends in .md, it "
    "is short, and it has no slots but those that are filled in.",
    "stray-file": "Below content/ stand only files that Ideario reads and a README.md, and nothing that editors or "
    "systems left.",
}
"""What is said of files by where they stand; these are warnings."""

COPIES: Mapping[str, str] = {
    "left-of-ideario": "A community of one's own has no votes, addresses or maintainers of Ideario's, as a copy has.",
    "other-repository": "The repository that the settings name is the one that the folder is sent to, or it was forked "
    "there.",
}
"""What is said of a community that was made out of another one; these are warnings."""

PROPOSALS: Mapping[str, str] = {
    "others-idea": "A proposal changes, renames or deletes an idea of somebody else.",
    "others-page": "A proposal writes the page or the review of somebody else.",
    "others-picture": "A proposal changes, renames or deletes a picture that is there: add another one instead.",
    "named-by-others": "A proposal names somebody else as the author of an idea, who is asked whether they agree.",
    "maintainers-file": "A proposal changes a file that the maintainers write.",
}
"""What is said of a proposal beside its base: things that a maintainer has to see, and decides; these are warnings."""

RESULTS: Mapping[str, str] = {
    "other-ledger": "A result was made from this community's ledger, not from samples or another one.",
    "published-numbers": "What was published or written as a result is what the recount of the ledger gives.",
    "not-recounted": "A result can be recounted: ledger and history are there, and the rule finds winners.",
    "result-too-early": "A result is written when voting has closed, and a vote was looked for after that.",
}
"""What is said of results and other numbers, beside a recount."""

RESULTS_WARNINGS: Mapping[str, str] = {
    "other-flags": "The flags that a result names are those that are found today.",
}
"""What is said of results and other numbers, beside a recount; these are warnings."""

LEDGER: Mapping[str, str] = {
    "ledger-chain": "Each line of the ledger holds the hash of the line before it, from the first on.",
    "ledger-files": "The ledger's files are named by month and number, none is missing, each holds its month.",
    "ledger-head": "ledger.json names the last line of the chain and how many lines and votes there are.",
    "ledger-line": "Each line of the ledger is one event in the form that its schema says.",
    "ledger-line-ends": "The lines of the ledger end in a line feed alone, as they were written.",
    "ledger-state": "The last state that the chain holds is the one that ledger.json tells.",
    "ledger-threads": "threads.json is the list of threads of which ledger.json holds the hash.",
    "missing-votes": "The votes that can be seen where people give them are in the ledger.",
}
"""What is said of the ledger of votes."""

LEDGER_WARNINGS: Mapping[str, str] = {
    "exclusion-without-votes": "An exclusion names voters who have votes in the ledger.",
}
"""What is said of the ledger of votes; these are warnings."""

IMPORTS: Mapping[str, str] = {
    "pabulib": "A file to import is an election as Pabulib writes it, and what is said beside it goes with it.",
}
"""What is said of other people's files."""

LEVELS: tuple[tuple[Level, tuple[Mapping[str, str], ...]], ...] = (
    ("error", (READING, SCHEMAS, PLACES, RESULTS, LEDGER, IMPORTS)),
    ("warning", (READING_WARNINGS, PLACES_WARNINGS, COPIES, PROPOSALS, RESULTS_WARNINGS, LEDGER_WARNINGS)),
)
WITHOUT_FUNCTION = tuple(
    FileRule(id=rule, text=text, level=level)
    for level, groups in LEVELS
    for texts in groups
    for rule, text in texts.items()
)
"""The file rules that no function of `intake/rules` stands for."""
