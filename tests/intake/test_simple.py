"""The pattern that reads simple files and libyaml, which reads the others, never disagree."""

import pytest
from checkout import CHECKOUT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.schemas import load_schemas
from ideario.intake.yaml.scalar_shapes import ScalarShape
from ideario.intake.yaml.simple import simple
from ideario.intake.yaml.strict import composed, decode

pytestmark = pytest.mark.slow

SHAPE = ScalarShape(
    properties={
        "blend": ScalarShape(properties={"crowd": ScalarShape(leaf="integer")}),
        "consent": ScalarShape(leaf="boolean"),
        "sdgs": ScalarShape(entries=ScalarShape(leaf="integer")),
        "schema": ScalarShape(leaf="integer"),
    }
)
# What lines are made of, and everything that YAML gives a meaning to somewhere.
PIECES = st.sampled_from(
    (
        "a¦Zoë¦no¦007¦12¦-3¦true¦null¦~¦2026-01-01¦_¦.¦..¦-¦- ¦--- ¦...¦:¦: ¦ :¦#¦ #¦# ¦?¦? ¦,¦, ¦[¦]¦{¦}¦&x¦*x¦!¦|¦>¦%"
        "¦@¦`¦\"¦'¦\\¦ ¦  ¦   ¦\n¦\n\n¦\n ¦\n  ¦\n   ¦\t¦\r\n¦|-\n  ¦<<¦é¦日本¦👍"
    ).split("¦")
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
KEYS = st.sampled_from(["title", "blend", "consent", "sdgs", "schema", "body", "tags", "y"])
ENTRIES = st.one_of(
    st.builds("{}: {}\n".format, KEYS, TEXTS),
    st.builds('{}: "{}"\n'.format, KEYS, TEXTS),
    st.builds("{}: [{}]\n".format, KEYS, st.lists(TEXTS, max_size=3).map(", ".join)),
    st.builds("{}: {{crowd: {}, experts: {}}}\n".format, KEYS, TEXTS, TEXTS),
    st.builds("{}: |\n{}\n".format, KEYS, st.lists(TEXTS.map("  {}".format), max_size=5).map("\n".join)),
    st.builds("# {}\n".format, TEXTS),
    TEXTS,
)


def by_libyaml(text: str) -> object:
    """What the strict reading of libyaml makes of a text; None where it refuses it."""
    try:
        return composed(text.encode(), text, SHAPE)
    except Unreadable:
        return None


@settings(max_examples=600, deadline=None)
@given(st.lists(ENTRIES, max_size=5).map("".join))
@example("body: |\n  a\n   \n")
@example("body: |\n  a\n  \n\n# end\n\nschema: 1\n")
@example("body: |\n  # a\n    b\n\n\n  c  \ntitle: 007\n")
@example("blend: {crowd: 1, crowd: 2}\n")
@example("title: a\n\n  b\n")
@example("title: a\n...\n")
def test_what_is_simple_is_what_libyaml_reads(text: str) -> None:
    try:
        decode(text.encode())
    except Unreadable:
        return
    found = simple(text, SHAPE)
    assert found is None or found == by_libyaml(text)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_real_file_with_a_piece_put_in_is_read_alike(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted((CHECKOUT / "content").rglob("*.yml"))))
    text = path.read_text("utf-8")
    place = data.draw(st.integers(0, len(text)))
    changed = text[:place] + data.draw(TEXTS) + text[place:]
    found = simple(changed, SHAPE)
    assert found is None or found == by_libyaml(changed)


def test_most_ideas_of_the_sample_are_simple_and_all_are_read_alike() -> None:
    shape = load_schemas(CHECKOUT / "schemas").shapes["idea"]
    texts = [path.read_text("utf-8") for path in (CHECKOUT / "content" / "ideas").rglob("*.yml")]
    read = [(found, text) for text in texts if (found := simple(text, shape)) is not None]
    assert len(read) > len(texts) / 2, "the pattern saves no time any more"
    for found, text in read:
        assert found == composed(text.encode(), text, shape)
