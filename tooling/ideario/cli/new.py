"""`ideario new`: write a new record. Asks at a terminal, takes options otherwise."""

from pathlib import Path
from typing import Any

import click

from ideario.cli.asking.given_options import ANSWERS, as_window, single_line
from ideario.cli.asking.questions import Answers
from ideario.cli.maintaining.new_decision import decision
from ideario.cli.maintaining.new_exclusion import exclusion
from ideario.cli.maintaining.new_review import review
from ideario.cli.shared.options import moment
from ideario.cli.shared.speaking import aloud, messages_option
from ideario.messages.said import say
from ideario.model.community import NO_LICENCE
from ideario.slugs import slug_of

WINNER_RULES = {
    "top": say("the ideas with the most support win, as many as you say"),
    "greedy": say("the ideas with the most support win, as long as the budget lasts"),
    "equal-shares": say("every voter has an equal share of the budget, so that smaller groups win something too"),
}
SEED = say(
    "If ideas tie in everything, a text of yours decides by lot. Write it into the file when submissions are closed\n"
    "and before voting opens, for instance the numbers of that day's lottery: known earlier, it would tell authors\n"
    "which names win."
)


@click.group("new")
def command() -> None:
    """Write a new idea, challenge or person; for maintainers, a decision or an exclusion; for experts, a review.

    At a terminal you are asked for what you do not give, and no answer is lost. The file has a comment for every key.

    Example: ideario new idea
    """


command.add_command(decision)
command.add_command(exclusion)
command.add_command(review)


@command.command("idea")
@click.option("--title", callback=single_line, help="The idea in a few words.")
@click.option("--summary", callback=single_line, help="The idea in at most 280 characters.")
@click.option("--body", help="The whole idea, in Markdown.")
@click.option("--author", "authors", multiple=True, help="The login of an author; may be repeated.")
@click.option("--language", help="The language it is written in (default: the community's first).")
@click.option("--challenge", help="The challenge that it answers, by its slug.")
@click.option("--cost", callback=single_line, help="What it costs, such as 1200.50 EUR.")
@click.option("--tag", "tags", multiple=True, help="What it is about; may be repeated.")
@click.option("--need", "needs", multiple=True, help="A skill that would help; may be repeated.")
@click.option("--consent", is_flag=True, help="You contribute it under the community's licence.")
@click.option("--slug", help="The file's name (default: made of the title).")
@ANSWERS
@messages_option
@click.pass_obj
def idea(root: Path, /, *, slug: str | None, answers: Path | None, messages: str | None, **given: Any) -> None:
    """Write a new idea.

    Example: ideario new idea --title "Bike lanes by the river" --summary "A path from the school to the station."
    --body "Two kilometres along the river." --author your-login --consent
    """
    asked = Answers(root, "idea", moment(None), messages=messages)
    licence = asked.settings.licence
    asked.begin(given, ("title", "summary", "body", "authors", "consent"), answers=answers)
    asked.want("title", say("Title, in a few words"))
    asked.want("summary", say("Summary, at most 280 characters"))
    asked.text("body", say("The idea itself, in Markdown"))
    asked.want("authors", say("Your login, and those of your co-authors after commas"), option="--author")
    asked.language()
    if asked.choices.words["challenge"] or asked.given.get("challenge"):
        asked.offer("challenge", asked.of(say("Challenge that it answers"), "challenge"))
    if asked.values.get("challenge") in asked.choices.budgets or asked.given.get("cost"):
        currency = asked.choices.budgets.get(str(asked.values.get("challenge")), "EUR")
        asked.offer("cost", say("What it costs, such as 1200 {currency}: without it, it cannot win", currency=currency))
    asked.offer_list("tags", say("Tags"))
    asked.offer_list("needs", say("Skills sought"))
    asked.want_agreement(
        "consent",
        say("Do you contribute this under {licence}?", licence=licence)
        if licence != NO_LICENCE
        else say("Did you write this, or may you share it, and may those who run this community use it?"),
        option=aloud(say("--consent (you contribute it under {licence})", licence=licence))
        if licence != NO_LICENCE
        else aloud(say("--consent (you may share it, and those who run this community may use it)")),
    )
    asked.write(slug)


@command.command("challenge")
@click.option("--title", callback=single_line, help="A short name for it.")
@click.option("--question", callback=single_line, help="The one question that ideas shall answer.")
@click.option("--background", help="Why the question is asked, in Markdown.")
@click.option("--decided-by", callback=single_line, help="Who picks the winners, and how far the votes bind them.")
@click.option("--submission", nargs=2, metavar="OPENS CLOSES", callback=as_window,
              help="When ideas may come in, two dates.")  # fmt: skip
@click.option("--voting", nargs=2, metavar="OPENS CLOSES", callback=as_window, help="When votes count, two dates.")
@click.option("--language", help="The language it is written in (default: the community's first).")
@click.option("--reward", type=click.Choice(["none", "recognition"]), default="none", show_default=True,
              help="What winners receive; for money edit the file.")  # fmt: skip
@click.option("--budget", callback=single_line, help="What the winners may cost together, such as 50000 EUR.")
@click.option("--rule", type=click.Choice(list(WINNER_RULES)), help="How votes become winners (default: top).")
@click.option("--winners", type=click.IntRange(1, 1000), help="How many ideas win by the winner rule top (default: 1).")
@click.option("--completion", type=click.Choice(["none", "add1", "add1e", "utilitarian"]), default="add1",
              show_default=True, help="How equal shares spends what is left.")  # fmt: skip
@click.option("--criterion", "criteria", multiple=True, metavar="TITLE[=WEIGHT]",
              help="What experts judge ideas by; may be repeated.")  # fmt: skip
@click.option("--seed", callback=single_line, help="Decides between ideas that nothing else tells apart.")
@click.option("--tag", "tags", multiple=True, help="What it is about; may be repeated.")
@click.option("--slug", help="The file's name (default: made of the title).")
@ANSWERS
@messages_option
@click.pass_obj
def challenge(
    root: Path, /, *, reward: str, rule: str | None, winners: int | None, completion: str, seed: str | None,
    slug: str | None, answers: Path | None, messages: str | None, **given: Any,
) -> None:  # fmt: skip
    """Write a new challenge.

    Example: ideario new challenge --title "Quieter streets" --question "What would make your street quieter?"
    --background "Measurements show noise." --decided-by "The council." --submission 2027-01-01 2027-01-31
    --voting 2027-02-01 2027-02-28
    """
    asked = Answers(root, "challenge", moment(None), messages=messages)
    given["criteria"] = [criterion(text) for text in given["criteria"]]
    if rule or winners or seed:
        given["winners"] = winner_rule(rule or "top", winners or 1, completion, seed)
    needed = ("title", "question", "background", "decided_by", "submission", "voting")
    asked.begin(given, needed, answers=answers)
    asked.want("title", say("Title, in a few words"))
    asked.want("question", say("The one question that ideas shall answer"))
    asked.text("background", say("Why the question is asked, in Markdown"))
    asked.want("decided_by", say("Who decides, and how far the votes bind them"))
    asked.language()
    asked.window("submission", say("Submission"))
    asked.window("voting", say("Voting"))
    asked.offer("budget", say("Budget for the winners together, such as 50000 EUR"))
    asked.want(
        "winners",
        say("Winner rule"),
        default=winner_rule("top", 1, completion, None),
        ask=lambda: ask_winner_rule(completion, budget="budget" in asked.values),
    )
    asked.offer("criteria", say("Criteria"), ask=ask_criteria)
    asked.offer_list("tags", say("Tags"))
    asked.values["reward"] = {"kind": reward}
    asked.write(slug)


def winner_rule(rule: str, count: int, completion: str, seed: str | None) -> dict[str, Any]:
    """What stands under `winners`: each rule with what it needs."""
    needs: dict[str, dict[str, Any]] = {"top": {"count": count}, "equal-shares": {"completion": completion}}
    return {"rule": rule, **needs.get(rule, {}), **({"seed": seed} if seed else {})}


def ask_winner_rule(completion: str, *, budget: bool) -> dict[str, Any]:
    """Ask for the winner rule and for what it needs. Rules that share a budget are offered where there is one."""
    rules = {rule: said for rule, said in WINNER_RULES.items() if budget or rule == "top"}
    for rule, said in rules.items():
        click.echo(f"  {rule}: {aloud(said)}")
    rule = click.prompt(
        aloud(say("Winner rule")), type=click.Choice(list(rules)), default="equal-shares" if budget else "top"
    )
    count = (
        click.prompt(aloud(say("How many ideas win")), type=click.IntRange(1, 1000), default=1) if rule == "top" else 1
    )
    click.echo(aloud(SEED))
    seed = click.prompt(aloud(say("Seed for ties (Enter to write it later)")), default="", show_default=False).strip()
    return winner_rule(rule, count, completion, seed)


def criterion(text: str) -> dict[str, Any]:
    """A criterion from `Effect on sleep=3`, with an id made of its title; the weight is 1 unless named."""
    title, mark, weight = text.rpartition("=")
    if not mark or not weight.strip().isdecimal():
        title, weight = text, "1"
    return {"id": slug_of(title), "title": title.strip(), "weight": int(weight)}


def ask_criteria() -> list[dict[str, Any]]:
    """Ask for criteria until there are no more."""
    found: list[dict[str, Any]] = []
    while title := click.prompt(
        aloud(say("Criterion that experts judge by, with its weight, as in: Effect on sleep=3 (Enter for no more)")),
        default="",
        show_default=False,
    ).strip():
        found.append(criterion(title))
    return found


@command.command("person")
@click.option("--login", help="The name of the account, without the @.")
@click.option("--name", callback=single_line, help="How you want to be called.")
@click.option("--about", help="Who you are, in Markdown.")
@click.option("--skill", "skills", multiple=True, help="What you could do for an idea; may be repeated.")
@ANSWERS
@messages_option
@click.pass_obj
def person(root: Path, /, *, login: str | None, answers: Path | None, messages: str | None, **given: Any) -> None:
    """Write a page for yourself.

    Example: ideario new person --login your-login --name "Ada Rossi" --skill translation
    """
    asked = Answers(root, "person", moment(None), messages=messages)
    asked.begin(given | {"login": login}, ("login", "name"), answers=answers)
    asked.want("login", say("Login, without the @"))
    asked.want("name", say("Name, as you want to be called"))
    if asked.given.get("about"):
        asked.values["about"] = asked.given["about"]
    asked.offer_list("skills", say("Skills you offer"))
    asked.write(str(asked.values.pop("login", "")))
