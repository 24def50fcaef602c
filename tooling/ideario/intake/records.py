"""Turns plain content that fits its schema into the values of the model. Checks nothing, adds only defaults."""

from datetime import datetime
from typing import cast

from ideario.intake.content_files import ContentFile
from ideario.intake.plain import Checked
from ideario.model.challenge import Blend, Challenge, Criterion, Jury, Reward, Window, WinnerRule
from ideario.model.content import (
    Award,
    Decision,
    Exclusion,
    Idea,
    Link,
    Person,
    Picture,
    Result,
    Review,
    Scorecard,
    StatusChange,
)
from ideario.model.moments import day_end, day_start
from ideario.model.money import Money, money_from
from ideario.model.results import ResultDocument


def money_of(text: str | None) -> Money | None:
    """An amount with its currency, where there is one; the schema has seen to its form."""
    return None if text is None else money_from(text)


def links_of(content: Checked) -> tuple[Link, ...]:
    """The links of a record."""
    return tuple(Link(title=link["title"], url=link["url"]) for link in content.get("links", ()))


def picture_of(content: Checked) -> Picture | None:
    """The picture that a record names."""
    picture = content.get("picture")
    return None if picture is None else Picture(**picture)


def window_of(content: Checked) -> Window:
    """A window whose bare dates are whole days. Both must be dates that exist."""
    return Window(opens=day_start(content["opens"]), closes=day_end(content["closes"]))


def idea_of(entry: ContentFile, content: Checked, arrived: datetime | None) -> Idea:
    """The idea of one file."""
    get = content.get
    return Idea(
        slug=entry.name,
        path=entry.path,
        title=content["title"],
        language=content["language"],
        summary=get("summary", ""),
        body=get("body", ""),
        challenge=get("challenge"),
        authors=tuple(get("authors", ())),
        tags=tuple(get("tags", ())),
        needs=tuple(get("needs", ())),
        cost=money_of(get("cost")),
        picture=picture_of(content),
        links=links_of(content),
        source=get("source"),
        source_id=get("source_id"),
        source_date=get("source_date"),
        arrived=arrived,
    )


def jury_of(content: Checked) -> Jury:
    """The jury of a challenge, whose dates must exist."""
    return Jury(
        jurors=tuple(content["jurors"]),
        scores_by=day_end(content["scores_by"]),
        reveal_by=day_end(content["reveal_by"]),
        each=content.get("each"),
        minimum=content.get("minimum", 1),
    )


def challenge_of(entry: ContentFile, content: Checked) -> Challenge:
    """The challenge of one file."""
    reward = content["reward"]
    winners = content["winners"]
    money = money_of(reward.get("amount")) if reward["kind"] == "money" else None
    return Challenge(
        slug=entry.name,
        path=entry.path,
        title=content["title"],
        question=content["question"],
        background=content["background"],
        decided_by=content["decided_by"],
        language=content["language"],
        submission=window_of(content["submission"]),
        voting=window_of(content["voting"]),
        reward=Reward(
            kind=reward["kind"],
            money=money,
            paid_on_result=reward.get("paid_on_result", False),
            description=reward.get("description", ""),
        ),
        winners=WinnerRule(
            rule=winners["rule"],
            count=winners.get("count"),
            completion=winners.get("completion"),
            step=money_of(winners.get("step")),
            minimum_support=winners.get("minimum_support", 0),
            quorum=winners.get("quorum"),
            proportional_quorum=winners.get("proportional_quorum"),
            seed=winners.get("seed"),
        ),
        new_accounts=content.get("new_accounts", "count"),
        ranks=content.get("ranks", "shown"),
        counts=content.get("counts", "shown"),
        former=tuple(content.get("former", ())),
        tags=tuple(content.get("tags", ())),
        criteria=tuple(
            Criterion(id=criterion["id"], title=criterion["title"], weight=criterion["weight"])
            for criterion in content.get("criteria", ())
        ),
        blend=Blend(**content["blend"]) if "blend" in content else None,
        jury=jury_of(content["jury"]) if "jury" in content else None,
        budget=money_of(content.get("budget")),
        empty_ballots=content.get("empty_ballots", 0),
        sdgs=tuple(content.get("sdgs", ())),
        contact=content.get("contact", ""),
        picture=picture_of(content),
        links=links_of(content),
    )


def person_of(entry: ContentFile, content: Checked) -> Person:
    """The person of one file."""
    return Person(
        login=entry.name,
        path=entry.path,
        name=content["name"],
        about=content.get("about", ""),
        skills=tuple(content.get("skills", ())),
        availability=content.get("availability", "none"),
        languages=tuple(content.get("languages", ())),
        supports=tuple(content.get("supports", ())),
        credit=content.get("credit", "name"),
        links=links_of(content),
    )


def decision_of(entry: ContentFile, content: Checked) -> Decision:
    """The decision of one file."""
    award = content.get("award")
    return Decision(
        idea=entry.name,
        path=entry.path,
        history=tuple(
            StatusChange(date=change["date"], status=change["status"], reason=change.get("reason", ""))
            for change in content["history"]
        ),
        duplicate_of=content.get("duplicate_of"),
        former=tuple(content.get("former", ())),
        threads=tuple(content.get("threads", ())),
        award=None if award is None else Award(title=award["title"], reason=award.get("reason", "")),
        shipped=content.get("shipped", ""),
    )


def review_of(entry: ContentFile, content: Checked) -> Review:
    """The review of one file."""
    return Review(
        challenge=entry.parent,
        login=entry.name,
        path=entry.path,
        conflicts=tuple(content.get("conflicts", ())),
        scores=tuple(
            Scorecard(idea=idea, criteria=card.get("criteria", {}), comment=card.get("comment", ""))
            for idea, card in sorted(content.get("scores", {}).items())
        ),
        seal=content.get("seal", ""),
        salt=content.get("salt", ""),
    )


def exclusion_of(entry: ContentFile, content: Checked) -> Exclusion:
    """The exclusion of one file."""
    return Exclusion(
        name=entry.name,
        path=entry.path,
        date=content["date"],
        reason=content["reason"],
        voters=tuple(content["voters"]),
        ideas=tuple(content.get("ideas", ())),
        appeal=content.get("appeal", ""),
    )


def result_of(entry: ContentFile, content: Checked) -> Result:
    """The result of one challenge."""
    # By now the schema has looked at it, so it is one.
    return Result(challenge=entry.name, path=entry.path, document=cast("ResultDocument", content))
