"""Rules about ideas: what they refer to, and when they came."""

from collections.abc import Iterator
from typing import TypedDict

from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import shortened
from ideario.intake.explaining.findings import Finding, Mend, listed, meant, nearest
from ideario.intake.explaining.suggestions import meant_slug, with_list
from ideario.messages.said import Said, as_is, say
from ideario.model.community import SETTINGS_PATH
from ideario.model.moments import instant
from ideario.model.money import money_text


class Suggestion(TypedDict):
    """The part of a finding that says what was meant."""

    hint: Said
    mend: Mend | None


def suggestion(key: str, word: str, known: frozenset[str], otherwise: Said) -> Suggestion:
    """The hint with the name that was probably meant, and what puts it there."""
    near = nearest(word, known)
    mend = Mend(pointer=(key,), value=near) if near else None
    return {"hint": meant(mend) if mend else otherwise, "mend": mend}


def unknown_challenge(contents: Contents) -> Iterator[Finding]:
    """The challenge that an idea names, in whose folder a review stands or that a result is called after, exists."""
    known = contents.named("challenge")
    for idea in contents.ideas.values():
        if idea.challenge is not None and idea.challenge not in known:
            otherwise = (
                say("leave `challenge` out, or name one of {words}", words=listed(sorted(known)))
                if known
                else say("leave `challenge` out")
            )
            yield Finding(
                path=idea.path,
                message=say("there is no challenge `{challenge}`", challenge=idea.challenge),
                pointer=("challenge",),
                **suggestion("challenge", idea.challenge, known, otherwise),
                value=idea.challenge,
            )
    for result in contents.results.values():
        if result.challenge not in known:
            near = nearest(result.challenge, known)
            yield Finding(
                path=result.path,
                message=say("there is no challenge `{challenge}`", challenge=shortened(result.challenge)),
                hint=say("rename the file to {near}.yml", near=near)
                if near
                else say("call the file like the challenge's"),
                move_to=f"content/results/{near}.yml" if near else "",
                value=result.challenge,
            )
    for review in contents.reviews:
        if review.challenge not in known:
            near = nearest(review.challenge, known)
            hint = (
                say("move the file to content/reviews/{near}/", near=near)
                if near
                else say("call the folder like the challenge's file")
            )
            yield Finding(
                path=review.path,
                message=say("there is no challenge `{challenge}`", challenge=shortened(review.challenge)),
                hint=hint,
                move_to=f"content/reviews/{near}/{review.login}.yml" if near else "",
                value=shortened(review.challenge),
            )


def after_closing(contents: Contents) -> Iterator[Finding]:
    """An idea came in, as the ledger or the git history knows, before submission to its challenge closed, and has
    answered that challenge since before then. Imported ideas are taken as they come.
    """
    for idea in contents.ideas.values():
        challenge = contents.in_force(idea.challenge or "")
        if challenge is None or idea.source is not None:
            continue
        closes = challenge.submission.closes
        said = contents.said(idea.slug, closes)
        if said is not None and said.since <= closes and said.challenge not in (challenge.slug, *challenge.former):
            answered = as_is(f"`{said.challenge}`") if said.challenge else say("no challenge")
            yield Finding(
                path=idea.path,
                pointer=("challenge",),
                value=challenge.slug,
                message=say(
                    "the idea answered {answered} when submission to `{challenge}` closed on {day}",
                    answered=answered,
                    challenge=challenge.slug,
                    day=instant(closes)[:10],
                ),
                hint=say("write as before: {line}", line=f"challenge: {said.challenge}")
                if said.challenge
                else say("leave `challenge` out: the idea can stand on its own"),
            )
        elif idea.arrived is not None and idea.arrived > closes:
            yield Finding(
                path=idea.path,
                pointer=("challenge",),
                value=challenge.slug,
                message=say(
                    "the idea came on {day}, and submission to `{challenge}` closed on {closed}",
                    day=instant(idea.arrived)[:10],
                    challenge=challenge.slug,
                    closed=instant(closes)[:10],
                ),
                hint=say("leave `challenge` out: the idea can stand on its own"),
            )


def unknown_person(contents: Contents) -> Iterator[Finding]:
    """Where the community asks for it (require_people), each author of an idea has a file in content/people/."""
    if not contents.settings.require_people:
        return
    known = {login.lower(): login for login in contents.named("person")}
    for idea in contents.ideas.values():
        named = {author.lower() for author in idea.authors}
        for number, author in enumerate(idea.authors):
            if author.lower() not in known:
                near = nearest(author, (login for key, login in known.items() if key not in named))
                better = [near if other == author else None for other in idea.authors]
                mend = with_list(("authors",), idea.authors, better) if near else None
                command = say("run `ideario new person --login {author}`", author=author)
                yield Finding(
                    path=idea.path,
                    message=say("`{author}` has no file in content/people/", author=author),
                    hint=say("{meant}; otherwise {command}", meant=meant(mend), command=command) if mend else command,
                    mend=mend,
                    pointer=("authors", number),
                    value=author,
                )


def unknown_language(contents: Contents) -> Iterator[Finding]:
    """Ideas and challenges are written in one of the languages that the community offers."""
    offered = contents.settings.languages
    for records in (contents.challenges, contents.ideas):
        for record in records.values():
            if record.language not in offered:
                otherwise = say("use one of {words}", words=listed(offered))
                yield Finding(
                    path=record.path,
                    message=say("the community does not offer the language `{language}`", language=record.language),
                    **suggestion("language", record.language, frozenset(offered), otherwise),
                    pointer=("language",),
                    value=record.language,
                )


LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si "
    "sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
    "yi yo za zh zu".split()
)
"""The two letters that ISO 639-1 gives languages; those of three letters are too many to be known here."""


def no_such_language(contents: Contents) -> Iterator[Finding]:
    """The languages of the community are languages: two letters of ISO 639-1, or three of a longer list."""
    for number, tag in enumerate(contents.settings.languages):
        base = tag.partition("-")[0]
        if len(base) == 2 and base not in LANGUAGES:
            yield Finding(
                path=SETTINGS_PATH,
                pointer=("languages", number),
                value=tag,
                message=say("no language has the letters `{base}`", base=base),
                hint=say(
                    "look them up; the interface speaks English (en) and Italian (it), and readers of "
                    "languages that nobody has written words for see it in English"
                ),
            )


def unknown_tag(contents: Contents) -> Iterator[Finding]:
    """Where the community lists its tags, ideas and challenges carry only these."""
    known = contents.settings.tags
    if not known:
        return
    all_known = frozenset(known).issuperset
    for records in (contents.challenges, contents.ideas):
        for record in records.values():
            if all_known(record.tags):
                continue
            better = [meant_slug(tag, known) for tag in record.tags]
            for number, tag in enumerate(record.tags):
                if tag not in known:
                    mend = with_list(("tags",), record.tags, better) if better[number] else None
                    yield Finding(
                        path=record.path,
                        message=say("there is no tag `{tag}`", tag=tag),
                        hint=meant(mend) if mend else say("use some of {words}", words=listed(sorted(known))),
                        mend=mend,
                        pointer=("tags", number),
                        value=tag,
                    )


def other_currency(contents: Contents) -> Iterator[Finding]:
    """The cost of an idea is in the currency of its challenge's budget, and so is the step of equal shares."""
    for idea in contents.ideas.values():
        challenge = contents.challenges.get(idea.challenge or "")
        if challenge is None or challenge.budget is None or idea.cost is None:
            continue
        if idea.cost.currency != challenge.budget.currency:
            yield Finding(
                path=idea.path,
                pointer=("cost",),
                value=idea.cost.currency,
                message=say(
                    "the cost is in {currency}, and the budget of `{challenge}` in {other}",
                    currency=idea.cost.currency,
                    challenge=challenge.slug,
                    other=challenge.budget.currency,
                ),
                hint=say("write what it costs in {currency}", currency=challenge.budget.currency),
            )
    for challenge in contents.challenges.values():
        step, budget = challenge.winners.step, challenge.budget
        if step is not None and budget is not None and step.currency != budget.currency:
            yield Finding(
                path=challenge.path,
                pointer=("winners", "step"),
                value=step.currency,
                message=say(
                    "the step is in {currency}, and the budget in {other}",
                    currency=step.currency,
                    other=budget.currency,
                ),
                hint=say("write the step in {currency}", currency=budget.currency),
            )


def cost_above_budget(contents: Contents) -> Iterator[Finding]:
    """An idea costs no more than the whole budget of its challenge: one that does can never win."""
    for idea in contents.ideas.values():
        challenge = contents.challenges.get(idea.challenge or "")
        budget = challenge.budget if challenge is not None else None
        if budget is None or idea.cost is None or idea.cost.currency != budget.currency:
            continue
        if idea.cost.amount > budget.amount:
            yield Finding(
                path=idea.path,
                pointer=("cost",),
                value=money_text(idea.cost),
                message=say(
                    "the idea costs {cost}, which is more than the whole budget of `{challenge}`, {budget}",
                    cost=money_text(idea.cost),
                    challenge=idea.challenge,
                    budget=money_text(budget),
                ),
                hint=say("look both amounts up"),
            )
