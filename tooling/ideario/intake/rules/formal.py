"""What the rules that strict reading and the schemas apply say, for publishing. Applies none of them."""

from collections.abc import Mapping

READING: Mapping[str, str] = {
    "control-character": "A file holds no control characters, no characters that reorder text (bidirectional overrides "
    "and isolates) and no line separators other than line breaks (a lone carriage return "
    "is none beside others), not even spelled out in quotes.",
    "cut-by-hash": "No text is cut short by a # with a space before it, which begins a comment: such a text is quoted.",
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

SCHEMA: Mapping[str, str] = {
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

PLACING: Mapping[str, str] = {
    "hidden-file": "Below content/ nothing is hidden, save what editors and systems leave there and what keeps an "
    "empty folder.",
    "misplaced-file": "What is to be content stands below content/, in a folder that Ideario reads, at the right "
    "depth, and ends in .yml.",
    "missing-community": "The settings of the community stand in content/community.yml.",
    "stray-file": "Below content/ stand only files that Ideario reads and a README.md, and nothing that editors or "
    "systems left.",
}
