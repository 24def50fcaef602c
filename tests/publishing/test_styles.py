"""The style sheet: each colour written once, for both kinds of paper, and layers that outweigh the theme."""

import re
from importlib.resources import files
from pathlib import Path

from checkout import CHECKOUT
from ideario.publishing.shells.theme_files import tidied

SHEET = re.sub(r"(?s)/\*.*?\*/", "", (CHECKOUT / "site" / "shell" / "assets" / "ideario.css").read_text("utf-8"))
LAYERS = ("material", "tokens", "frame", "text", "parts")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def layers() -> dict[str, str]:
    """What stands in each layer, by its name, and under "" what stands in none."""
    found, depth, name = {"": ""}, 0, ""
    for part in re.split(r"(@layer \w+ \{|[{}])", SHEET):
        if depth == 0 and part.startswith("@layer"):
            name, depth = part.split()[1], 1
            assert name not in found, "a layer stands in one piece"
            found[name] = ""
            continue
        depth += (part == "{") - (part == "}")
        found[name] += part
        if depth == 0:
            name = ""
    return found


def test_every_rule_stands_in_a_layer_above_the_theme() -> None:
    assert " ".join(layers().pop("").split()) == f"@layer {', '.join(LAYERS)};"
    assert tuple(layers())[1:] == LAYERS[1:]


def test_each_colour_is_written_once_for_light_and_for_dark_paper() -> None:
    parts = layers()
    tokens = parts.pop("tokens").partition("@media print")[0]
    assert [name for name, text in parts.items() if COLOUR.search(text)] == []
    names = re.findall(r"(--[a-z-]+): light-dark\(#", tokens)
    assert len(names) == len(set(names)) > 10
    assert len(COLOUR.findall(tokens)) == 2 * len(names)
    assert "prefers-color-scheme" not in SHEET


def test_the_themes_sheets_are_put_into_the_lowest_layer_and_nobody_elses(tmp_path: Path) -> None:
    folder = tmp_path / "assets" / "stylesheets"
    folder.mkdir(parents=True)
    theme = list((files("material") / "templates" / "assets" / "stylesheets").iterdir())
    sheets = [file for file in theme if file.name.endswith(".css")]
    assert {file.name.split(".")[0] for file in sheets} == {"main", "palette"}
    for file in theme:
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    own = folder / "extra.css"
    own.write_text("p{color:red}")
    tidied(tmp_path)
    assert own.read_text() == "p{color:red}"
    assert {file.name for file in folder.iterdir()} == {"extra.css", *(file.name for file in sheets)}
    for file in sheets:
        css = (folder / file.name).read_text("utf-8")
        assert css.startswith('@charset "UTF-8";@layer material{')
        assert css.count("@charset") == 1
        assert css.rstrip().endswith("}")
        assert css.count("{") == css.count("}") == file.read_text("utf-8").count("{") + 1
