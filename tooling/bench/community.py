"""Writes a community of any size by a seed: the same numbers give the same bytes. Knows no program that reads it."""

import argparse
import hashlib
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = """
    able about above across act add adult after again air all along also always among another answer any apple area
    arm around ask autumn away back balcony bank basket beach bear bed before begin behind bell bench best better
    between big bird black blue boat body book border both bottle box branch bread bridge bright bring brother brown
    build bus busy button buy call calm canal care carry cat chair change child choice circle city class clean clear
    clock close cloud coast cold colour common cook corner cost count country cover cross crowd cup cut cycle dance day
    deep desk dish door down draw dream drive dry duck each early earth east easy edge egg eight empty end enough
    evening every eye face fair fall family far farm fast father feed feel fence field find fire first fish five floor
    flower follow food foot forest four free fresh friend front fruit full garden gate gather gentle give glass gold
    good grass green ground group grow guest half hall hand happy harbour hat head hear heart heavy help here high hill
    hold home hope horse hour house hundred idea inside iron island join journey just keep key kind kitchen know ladder
    lake lamp land language large last late laugh leaf learn leave left lesson letter level library light like line
    listen little live long look loud low lunch make many map market meadow meet metal middle mile milk mill mind
    minute moment money month moon more morning most mother mountain mouth move much music name narrow near neighbour
    new next night nine noise north note number oak often old once one open orange order other outside over own page
    paint pair paper park part pass path pay pencil people picture piece place plain plan plant play plot point pond
    poor post pot power price public pull push quarter quick quiet rain reach read ready red rest rich ride right ring
    river road rock roof room root round row rule run safe sail salt same sand say school sea season seat second see
    seed seven shade shape share shelf ship shop short show side sign silver simple sing sister sit six sky sleep slow
    small smile snow soft song soon sound south space speak spring square stair stand star start station stay step
    stone stop storm story straight stream street strong summer sun sure sweet swim table take talk tall teach ten
    thank there thing think third this three through ticket time today together toll top touch tower town trade train
    travel tree true try turn twelve two under until up use valley village visit voice wait walk wall warm wash watch
    water wave way week well west wheel white whole wide wild wind window winter wise wonder wood word work world write
    yard year yellow young
""".split()
SOUGHT = "lighthouse"
"""A word that one idea alone has in its title, that in the middle; its challenge is the one that can be voted on."""
KINDS = ("+1",) * 12 + ("heart",) * 3 + ("rocket", "hooray", "eyes", "laugh", "-1", "-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything. `votes` are events of the ledger in the community's own folder."""

    ideas: int = 10_000
    votes: int = 100_000
    challenges: int = 12
    tags: int = 40
    people: int = 300
    seed: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One generated idea, in no format yet."""

    number: int
    slug: str
    title: str
    summary: str
    challenge: str
    author: str
    tags: tuple[str, ...]
    body: str


def _named(word: str, count: int) -> list[str]:
    return [f"{WORDS[n * 7 % len(WORDS)]}-{word}-{n + 1}" for n in range(count)]


def _sentence(draw: random.Random, least: int, most: int) -> str:
    words = draw.choices(WORDS, k=draw.randint(least, most))
    return " ".join(words).capitalize() + "."


def _body(draw: random.Random) -> str:
    """About 1,200 characters of Markdown: paragraphs, headings, lists, emphasis, a link."""
    paragraph = " ".join(_sentence(draw, 6, 14) for _ in range(8))
    points = "\n".join(f"- {_sentence(draw, 4, 9)}" for _ in range(4))
    strong, linked = " ".join(draw.choices(WORDS, k=3)), " ".join(draw.choices(WORDS, k=2))
    closing = " ".join(_sentence(draw, 6, 14) for _ in range(6))
    return (
        f"{paragraph}\n\n## {_sentence(draw, 3, 5)[:-1]}\n\n{points}\n\n"
        f"It needs **{strong}**; see [{linked}](https://example.org/{draw.choice(WORDS)}).\n\n"
        f"## {_sentence(draw, 3, 5)[:-1]}\n\n{closing}\n\n> {_sentence(draw, 8, 14)}\n"
    )


def middle(size: Size) -> int:
    """The number of the idea that people look for, and that is changed where one is."""
    return max(1, size.ideas // 2)


def proposals(size: Size) -> Iterator[Proposal]:
    """The ideas, one at a time, in the order of their numbers."""
    draw = random.Random(size.seed)
    challenges, tags, people = (
        _named("challenge", size.challenges),
        _named("tag", size.tags),
        _named("person", size.people),
    )
    for number in range(1, size.ideas + 1):
        words = draw.choices(WORDS, k=draw.randint(3, 7))
        among = challenges
        if number == middle(size):
            words[-1], among = SOUGHT, challenges[-1:]
        yield Proposal(
            number=number,
            slug=f"{'-'.join(words)}-{number}",
            title=" ".join(words).capitalize(),
            summary=_sentence(draw, 15, 30),
            challenge=draw.choice(among),
            author=draw.choice(people),
            tags=tuple(sorted(draw.sample(tags, k=draw.randint(1, 4)))),
            body=_body(draw),
        )


def idea_yaml(idea: Proposal) -> str:
    """The idea as a content file."""
    body = "".join(f"  {line}\n" if line else "\n" for line in idea.body.splitlines())
    return (
        "# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/idea.schema.json\n"
        f"title: {idea.title}\nsummary: {idea.summary}\nchallenge: {idea.challenge}\nauthors: [{idea.author}]\n"
        f"tags: [{', '.join(idea.tags)}]\nlanguage: en\nconsent: true\nbody: |\n{body}"
    )


def idea_path(idea: Proposal) -> str:
    """Where the idea's file stands, from the community's root."""
    return f"content/ideas/{idea.challenge}/{idea.slug}.yml"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _settings(size: Size) -> str:
    tags = "".join(f"  {tag}: {tag.replace('-', ' ').capitalize()}\n" for tag in _named("tag", size.tags))
    return (
        "# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/community.schema.json\n"
        "schema: 1\nname: A generated community\nrepository: riverton/ideas\nlanguages: [en]\nlicence: CC-BY-4.0\n"
        f"tags:\n{tags}"
    )


def _challenge(slug: str, closes: str, draw: random.Random) -> str:
    return (
        "# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/challenge.schema.json\n"
        f"title: {slug.replace('-', ' ').capitalize()}\nquestion: {_sentence(draw, 6, 12)[:-1]}?\n"
        f"background: {_sentence(draw, 20, 40)}\ndecided_by: The town council.\nlanguage: en\n"
        f"submission: {{opens: 2026-03-01, closes: 2026-03-31}}\nvoting: {{opens: 2026-03-05, closes: {closes}}}\n"
        "reward: {kind: recognition}\nwinners: {rule: top, count: 3}\n"
    )


def _decision(draw: random.Random) -> str:
    status = draw.choice(["shortlisted", "planned", "in-progress", "done", "declined"])
    return (
        "# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/decision.schema.json\n"
        f"history:\n  - date: 2026-05-10\n    status: {status}\n    reason: {_sentence(draw, 8, 16)}\n"
    )


def _person(slug: str, draw: random.Random) -> str:
    return (
        "# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/person.schema.json\n"
        f"name: {slug.replace('-', ' ').title()}\nabout: {_sentence(draw, 8, 20)}\nskills: [graphic design]\n"
    )


def events(ideas: list[tuple[str, str]], count: int, seed: int) -> Iterator[Event]:
    """`count` reactions to `ideas` (thread, slug): a few ideas get many, and one in fifty is taken back at once."""
    draw = random.Random(seed)
    weights = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(ideas))))
    draw.shuffle(ideas)
    voters = [hashlib.sha256(b"voter %d" % n).hexdigest() for n in range(max(10, count // 20))]
    step = timedelta(days=70) / max(1, count)
    for number in range(count):
        moment = instant(OPENS + step * number)
        taken_back = number % 50 == 49
        if not taken_back:
            ((thread, idea),) = draw.choices(ideas, cum_weights=weights)
            voter, kind = draw.choice(voters), draw.choice(KINDS)
        yield Event(
            type="withdraw" if taken_back else "cast",
            thread=thread,
            idea=idea,
            voter=voter,
            kind=kind,
            given=None if taken_back else moment,
            seen=moment,
        )


def write_votes(folder: Path, size: Size) -> None:
    """A new ledger of `size.votes` events on the ideas of `size` in `folder`."""
    threads = [
        Thread(
            name=f"pull/{idea.number}",
            ideas=(idea.slug,),
            author=idea.author,
            opened=OPENS + timedelta(minutes=idea.number % 30_000),
            merged=OPENS + timedelta(minutes=idea.number % 30_000, hours=5),
            comments=idea.number % 9,
        )
        for idea in proposals(size)
    ]
    on = [(thread.name, thread.ideas[0]) for thread in threads]
    write_ledger(folder, events(on, size.votes, size.seed), threads, observed=datetime(2026, 5, 20, tzinfo=UTC))


def write_community(root: Path, size: Size) -> None:
    """A whole community below `root`, its ledger included."""
    draw = random.Random(size.seed + 1)
    _write(root / "content/community.yml", _settings(size))
    challenges = _named("challenge", size.challenges)
    for slug in challenges:
        closes = "2046-04-30" if slug == challenges[-1] else "2026-04-30"  # so that there is something to vote on
        _write(root / f"content/challenges/{slug}.yml", _challenge(slug, closes, draw))
    for slug in _named("person", size.people):
        _write(root / f"content/people/{slug}.yml", _person(slug, draw))
    for idea in proposals(size):
        _write(root / idea_path(idea), idea_yaml(idea))
        if idea.number % 20 == 0 and idea.number != middle(size):
            _write(root / f"content/decisions/{idea.slug}.yml", _decision(draw))
    write_votes(root / "content/ledger", size)


def main() -> None:
    """Write a community, or with --ledger-only a ledger for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ideas", type=int, default=10_000)
    parser.add_argument("--votes", type=int, default=100_000)
    parser.add_argument("--ledger-only", action="store_true")
    options = parser.parse_args()
    size = Size(ideas=options.ideas, votes=options.votes)
    (write_votes if options.ledger_only else write_community)(options.folder, size)


if __name__ == "__main__":
    main()
