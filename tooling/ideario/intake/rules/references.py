"""Rules about names of ideas in other files: that they exist, where duplicates point to, and former names."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import NodePath
from ideario.intake.explaining.findings import Finding, Mend, meant, nearest, pasted
from ideario.intake.explaining.suggestions import MAX_WORDS, with_list
from ideario.intake.rules.ideas import suggestion
from ideario.messages.said import say
from ideario.model.content import Review


def unknown_idea(contents: Contents) -> Iterator[Finding]:
    """Whatever speaks of an idea speaks of one that exists; a review, of those of its challenge."""
    known = contents.named("idea")
    for decision in contents.decisions.values():
        if decision.idea not in known:
            near = nearest(decision.idea, known)
            yield Finding(
                path=decision.path,
                message=say("there is no idea `{idea}` that this could decide about", idea=decision.idea),
                hint=say("rename the file to {near}.yml", near=near) if near else say("call the file like the idea's"),
                move_to=f"content/decisions/{near}.yml" if near else "",
                value=decision.idea,
            )
    named = (
        *((e.path, ("ideas", place), slug, e.ideas) for e in contents.exclusions for place, slug in enumerate(e.ideas)),
        *(
            (result.path, ("winners", place, "idea"), slug, ())
            for result in contents.results.values()
            for place, slug in enumerate(result.winners)
        ),
        *(
            (person.path, ("supports", place), slug, person.supports)
            for person in contents.people.values()
            for place, slug in enumerate(person.supports)
        ),
    )
    for path, pointer, slug, among in named:
        if slug not in known:
            yield missing_idea(path, pointer, slug, known, among)
    for review in contents.reviews:
        yield from strangers_in(review, contents)


def strangers_in(review: Review, contents: Contents) -> Iterator[Finding]:
    """The ideas of which a review speaks, and that do not exist or do not answer its challenge."""
    known = contents.named("idea")
    for number, slug in enumerate(review.conflicts):
        if slug not in known:
            yield missing_idea(review.path, ("conflicts", number), slug, known, review.conflicts)
    for card in () if review.seal else review.scores:  # what is sealed cannot be mended, and has no effect
        idea = contents.ideas.get(card.idea)
        if card.idea not in known:
            yield missing_idea(review.path, ("scores", card.idea), card.idea, known)
        elif idea is not None and idea.challenge != review.challenge:
            yield Finding(
                path=review.path,
                pointer=("scores", card.idea),
                on_key=True,
                value=card.idea,
                message=say(
                    "the idea `{idea}` does not answer the challenge `{challenge}`",
                    idea=card.idea,
                    challenge=review.challenge,
                ),
                hint=say("take its scores out"),
            )


def missing_idea(
    path: str, pointer: NodePath, slug: str, known: frozenset[str], stands_in: Sequence[str] = ()
) -> Finding:
    """That a slug is no idea's: an entry of the list that it stands in, else a key."""
    near = nearest(slug, known)
    mend = None
    if near and len(stands_in) > MAX_WORDS:
        mend = Mend(pointer=pointer, value=near)
    elif near and stands_in:
        mend = with_list(pointer[:1], stands_in, [near if other == slug else None for other in stands_in])
    elif near:
        keyed = pointer[-1] == slug
        mend = Mend(pointer=pointer, key=near, keeps=True) if keyed else Mend(pointer=pointer, value=near)
    hint = say("name an idea by its file's name")
    if mend is not None:
        hint = say("call it `{near}`", near=near) if mend.keeps else meant(mend)
    return Finding(
        path=path,
        message=say("there is no idea `{slug}`", slug=slug),
        pointer=pointer,
        on_key=pointer[-1] == slug,
        value=slug,
        hint=hint,
        mend=mend,
    )


def dead_duplicate(contents: Contents) -> Iterator[Finding]:
    """The idea that a duplicate points to exists, is another one, and is not a duplicate itself."""
    known = contents.named("idea")
    for decision in contents.decisions.values():
        target = decision.duplicate_of
        if target is None:
            continue
        other = contents.decisions.get(target)
        mend = None
        if target == decision.idea:
            message, hint = say("the idea is called a duplicate of itself"), say("name the other idea")
        elif target not in known:
            message = say("there is no idea `{slug}`", slug=target)
            said = suggestion("duplicate_of", target, known, say("name an idea by its file's name"))
            hint, mend = said["hint"], said["mend"]
        elif other is not None and other.duplicate_of is not None:
            message = say("`{slug}` is a duplicate itself, of `{other}`", slug=target, other=other.duplicate_of)
            last = end(contents, target)
            mend = Mend(pointer=("duplicate_of",), value=last) if last is not None else None
            hint = (
                say("name the last of the chain: {line}", line=pasted(mend))
                if mend is not None
                else say(
                    "the chain runs in a circle: let one of its ideas be no duplicate, and the others name that one"
                )
            )
        else:
            continue
        yield Finding(
            path=decision.path, message=message, hint=hint, pointer=("duplicate_of",), value=target, mend=mend
        )


def end(contents: Contents, slug: str) -> str | None:
    """Where a chain of duplicates ends; None where it runs in a circle."""
    seen: set[str] = set()
    while slug not in seen:
        seen.add(slug)
        decision = contents.decisions.get(slug)
        if decision is None or decision.duplicate_of is None:
            return slug
        slug = decision.duplicate_of
    return None


def former_taken(contents: Contents) -> Iterator[Finding]:
    """A former name of an idea or a challenge is no other one's name, now or formerly."""
    yield from _taken(((d.idea, d.path, d.former) for d in contents.decisions.values()), contents.named("idea"), "idea")
    yield from _taken(
        ((c.slug, c.path, c.former) for c in contents.challenges.values()), contents.named("challenge"), "challenge"
    )


def _taken(records: Iterable[tuple[str, str, Sequence[str]]], known: AbstractSet[str], kind: str) -> Iterator[Finding]:
    """The former names that are taken, of records by their name and path."""
    holder: dict[str, str] = {}
    for name, path, former in records:
        for number, slug in enumerate(former):
            other = slug if slug in known else holder.setdefault(slug, name)
            if slug in known or other != name:
                message = say("`{slug}` is a former name of `{other}` too", slug=slug, other=other)
                if slug in known:
                    message = (
                        say("`{slug}` is the name of an idea", slug=slug)
                        if kind == "idea"
                        else say("`{slug}` is the name of a challenge", slug=slug)
                    )
                yield Finding(
                    path=path,
                    message=message,
                    hint=say("take it out of `former`"),
                    pointer=("former", number),
                    value=slug,
                )
