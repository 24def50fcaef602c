"""Which threads are ideas already, by all that the content says of it. Writes nothing."""

from collections.abc import Mapping

from ideario.forge.port import Forge
from ideario.model.community import Community
from ideario.model.thread_names import home_of, kind_of, named_in, number_of


def known_threads(community: Community) -> dict[str, str]:
    """The idea of each thread that decisions name or that an idea comes from, by the thread's name in small letters."""
    found = {idea.source_id.lower(): slug for slug, idea in community.ideas.items() if idea.source and idea.source_id}
    for slug, decision in community.decisions.items():
        found.update((thread.lower(), slug) for thread in decision.threads)
    return found


def under_one_name(home: str, forge: Forge, known: Mapping[str, str]) -> dict[str, str]:
    """The known threads, those of the repository `home` under this name: it may have had another one when they came."""
    others = sorted({home_of(thread) for thread in known} - {"", home.lower()}) if home else []
    there = forge.neighbours([home, *others]) if others else {}
    same = {name for name in others if home in there and name in there and there[name].id == there[home].id}
    return {
        named_in(home.lower(), f"{kind_of(thread)}/{number_of(thread)}") if home_of(thread) in same else thread: idea
        for thread, idea in known.items()
    }
