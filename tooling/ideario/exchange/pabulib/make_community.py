"""Makes a community out of a participatory budgeting election of Pabulib: contents, threads and events. Writes nothing.

What the file does not say is filled in with the most modest assumption, and each assumption is told: in `notes`, and
to readers of the challenge.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from ideario.exchange.clean_text import MAX_BODY, MAX_TITLE, clean, cut, escaped, paragraph
from ideario.exchange.importers import ContentDraft, Imported, ImportWishes, Value, voter_of
from ideario.exchange.pabulib.election import Election, Project, read_election
from ideario.exchange.pabulib.import_terms import ImportTerms
from ideario.exchange.pabulib.pabulib_rule import rule_for_winners
from ideario.messages.said import say
from ideario.model.community import NO_LICENCE
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import day_end, day_start, instant
from ideario.model.text import MAX_SLUG
from ideario.model.thread_names import imported
from ideario.problems import Problem, has_errors, ordered
from ideario.slugs import slug_of

_ORIGIN = (
    "Imported from a file of [Pabulib](https://pabulib.org/), the library of participatory budgeting. "
    "Voters are the numbers that the file gives them, and all ballots bear the moment at which voting opened."
)

_RANGES = (
    ("length", "Projects a voter could name"),
    ("sum_cost", "Cost of the projects on a ballot together"),
    ("points", "Points a voter could give to a project"),
    ("sum_points", "Points on a ballot together"),
)
"""What META bounds by a min_ and a max_, which ballots of Ideario do not have."""


def read(data: bytes, *, path: str, wishes: ImportWishes) -> tuple[Imported | None, tuple[Problem, ...]]:
    """The community that the bytes of a .pb file become, as `Read` has it. Each project is an idea with a thread."""
    election, problems = read_election(data, path=path)
    if election is None:
        return None, problems
    terms = ImportTerms(election=election, path=path, repository=wishes.repository, notes=[], problems=list(problems))
    terms.settle(wishes.currencies, wishes.currency, wishes.language)
    slugs = _slugs(election.projects)
    tags = _tags(election.projects)
    digest = sha256(data).hexdigest()
    contents = (
        ContentDraft(kind="community", name="community", values=_community(terms, tags)),
        ContentDraft(kind="challenge", name=terms.slug, values=_challenge(terms, digest)),
        *(
            ContentDraft(kind="idea", name=slug, values=_idea(project, terms, tags))
            for slug, project in zip(slugs, election.projects, strict=True)
        ),
    )
    if has_errors(terms.problems):
        return None, ordered(terms.problems)
    submitted = day_start(terms.submitted.isoformat())
    threads = tuple(
        Thread(name=imported(number), ideas=(slug,), opened=submitted) for number, slug in enumerate(slugs, 1)
    )
    # A second later, since voting is open until the end of the closing second.
    observed = day_end(terms.closes.isoformat()) + timedelta(seconds=1)
    found = Imported(
        contents=contents,
        threads=threads,
        events=partial(_events, election, threads, digest, given=day_start(terms.opens.isoformat()), seen=observed),
        observed=observed,
        voters=len(election.ballots),
        notes=tuple(terms.notes),
    )
    return found, ordered(terms.problems)


def _events(
    election: Election, threads: Sequence[Thread], digest: str, *, given: datetime, seen: datetime
) -> Iterator[Event]:
    """Every approval as a reaction +1, ballot by ballot, given as voting opened and seen once it was closed."""
    for ballot in election.ballots:
        voter = voter_of("pabulib", digest, ballot.voter)
        for place in ballot.approved:
            thread = threads[place]
            yield Event(
                type="cast",
                thread=thread.name,
                idea=thread.ideas[0],
                voter=voter,
                kind="+1",
                given=instant(given),
                seen=instant(seen),
            )


def _community(terms: ImportTerms, tags: Mapping[str, str]) -> dict[str, Value]:
    values: dict[str, Value] = {
        "schema": 1,
        "name": cut(terms.title, 80),
        "repository": terms.repository,
        "languages": list(dict.fromkeys(["en", terms.language])),  # what is not in the file is said in English
        "licence": NO_LICENCE,
    }
    return {**values, "tags": dict(tags)} if tags else values


def _challenge(terms: ImportTerms, digest: str) -> dict[str, Value]:
    budget = terms.money(terms.election.budget, "budget", terms.election.meta["budget"].line)
    empty = sum(not ballot.approved for ballot in terms.election.ballots)
    if empty:
        voters = "1 voter" if empty == 1 else f"{empty:,} voters"
        terms.notes.append(
            say("{voters} handed in a ballot that approves of nothing: empty ballots count as voters.", voters=voters)
        )
    winners = rule_for_winners(terms)
    return {
        "title": terms.title,
        "question": "Which projects should the public budget pay for?",
        "background": _background(terms, digest),
        "decided_by": "Whoever held the vote. What stands here is a recount of the ballots that they published.",
        "language": "en",
        "submission": {"opens": terms.submitted.isoformat(), "closes": terms.submitted.isoformat()},
        "voting": {"opens": terms.opens.isoformat(), "closes": terms.closes.isoformat()},
        "reward": {"kind": "none"},
        "budget": budget,
        **({"empty_ballots": empty} if empty else {}),
        "winners": winners,
    }


def _background(terms: ImportTerms, digest: str) -> str:
    """What the file says about the vote, and what was assumed, in Markdown."""
    told = [
        ("Vote", terms.title),
        *((key.capitalize(), terms.meta(key)) for key in ("country", "unit", "district", "subunit", "edition")),
        ("Kind of ballot", terms.election.vote_type),
        ("Winner rule as named there", terms.meta("rule")),
        *((label, _range(terms.meta(f"min_{key}"), terms.meta(f"max_{key}"))) for key, label in _RANGES),
    ]
    parts = [
        _ORIGIN,
        "\n".join(f"- {label}: {escaped(value)}" for label, value in told if value),
        "\n".join(f"- {escaped(note)}" for note in terms.notes),
        "The file does not say when projects were submitted: the day before voting stands in.",
        paragraph(terms.meta("comment")),
        f"SHA-256 of the file: `{digest}`",
    ]
    return cut("\n\n".join(part for part in parts if part), MAX_BODY)


def _range(least: str, most: str) -> str:
    if least and most:
        return least if least == most else f"{least} to {most}"
    return f"at least {least}" if least else f"up to {most}" if most else ""


def _idea(project: Project, terms: ImportTerms, tags: Mapping[str, str]) -> dict[str, Value]:
    title = _title(project)
    carried = [slug for label in (*project.categories, *project.targets) if (slug := slug_of(label)) in tags]
    body = _body(project, title)
    values: dict[str, Value] = {
        "title": title,
        "challenge": terms.slug,
        "tags": list(dict.fromkeys(carried))[:20],
        "language": terms.language,
        "body": body,
        "cost": terms.money(project.cost, "cost", project.line),
        "source": cut(f"Pabulib: {terms.title}", 300),
        "source_id": clean(project.id),
    }
    return {key: value for key, value in values.items() if value not in ([], "")}


def _title(project: Project) -> str:
    name = clean(project.name)
    if len(name) < 3:
        name = f"{name} (project {clean(project.id)})" if name else f"Project {clean(project.id)}"
    return cut(name, MAX_TITLE)


def _body(project: Project, title: str) -> str:
    """What the file says of a project beyond its title, cost and tags, in Markdown; "" where it says nothing."""
    name = clean(project.name)
    said = [paragraph(name)] if name and title != name and title.endswith("…") else []
    shown = {key: value for key, value in project.fields.items() if key not in {"selected", "score"}}
    said += ["\n".join(f"- {escaped(_label(key))}: {escaped(clean(value))}" for key, value in shown.items())]
    return cut("\n\n".join(part for part in said if part), MAX_BODY)


def _label(column: str) -> str:
    return clean(column).replace("_", " ").capitalize()


def _tags(projects: tuple[Project, ...]) -> dict[str, str]:
    """The labels of all categories and targets by slug, sorted; of labels with one slug the first stands."""
    tags: dict[str, str] = {}
    for project in projects:
        for label in (*project.categories, *project.targets):
            if slug := slug_of(label):
                tags.setdefault(slug, cut(clean(label), 500))
    return dict(sorted(tags.items()))


def _slugs(projects: tuple[Project, ...]) -> list[str]:
    """A slug for each project: of its name, with its id where several have that name, at worst with a number."""
    plain = [slug_of(_title(project)) for project in projects]
    often = Counter(plain)
    taken: dict[str, str] = {}
    # In the order of ids and not of the file, so that the same projects have the same slugs, and with them lots.
    for project, slug in sorted(zip(projects, plain, strict=True), key=lambda pair: pair[0].id):
        ending = slug_of(project.id, longest=30) if not slug or often[slug] > 1 else ""
        wanted = _joined(slug or "project", ending)
        number = 2
        while wanted in taken:
            wanted = _joined(slug or "project", f"{ending}-{number}".strip("-"))
            number += 1
        taken[wanted] = project.id
    by_id = {name: slug for slug, name in taken.items()}
    return [by_id[project.id] for project in projects]


def _joined(slug: str, ending: str) -> str:
    room = MAX_SLUG - len(ending) - 1
    return f"{slug_of(slug, longest=room)}-{ending}" if ending else slug
