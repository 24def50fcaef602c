"""The style sheets: each colour written once, for both kinds of paper, and layers that outweigh the theme."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

from checkout import CHECKOUT
from ideario.publishing.shells.style_sheet import LAYERS, joined
from ideario.publishing.shells.theme_files import theme_sheets, tidied

STYLES = CHECKOUT / "site" / "shell" / "assets" / "styles"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def sheets() -> dict[str, str]:
    """The text of each part of the sheet, without comments."""
    return {path.name: re.sub(r"(?s)/\*.*?\*/", "", path.read_text("utf-8")) for path in STYLES.glob("*.css")}


def test_each_part_of_the_sheet_is_one_layer_above_the_theme() -> None:
    for name, text in sheets().items():
        found = re.fullmatch(r"\s*@layer (\w+) \{(.*)\}\s*", text, re.DOTALL)
        assert found, name
        assert found[1] in LAYERS[1:], name
        depth = 0
        for brace in re.findall("[{}]", found[2]):
            depth += 1 if brace == "{" else -1
            assert depth >= 0, f"{name} has rules outside of its layer"


def test_the_parts_are_put_together_under_a_name_that_changes_with_them(tmp_path: Path) -> None:
    path, sheet = joined(STYLES)
    text = sheet.decode()
    assert text.startswith(f"@layer {','.join(LAYERS)};\n@layer ")
    assert "/*" not in text
    assert "\n " not in text
    for part in sheets().values():
        assert " ".join(part.split()) in " ".join(text.split())
    (tmp_path / "one.css").write_text("@layer base {\n  p { color: red; }\n}\n")
    first, _ = joined(tmp_path)
    assert joined(tmp_path)[0] == first != path
    (tmp_path / "two.css").write_text("@layer base {}\n")
    assert joined(tmp_path)[0] != first


def test_each_colour_is_written_once_for_light_and_for_dark_paper() -> None:
    parts = sheets()
    tokens = parts.pop("tokens.css")
    del parts["print.css"]  # paper is white
    assert [name for name, text in parts.items() if COLOUR.search(text)] == []
    names = re.findall(r"(--[a-z-]+): light-dark\(#", tokens)
    assert len(names) == len(set(names)) > 10
    assert len(COLOUR.findall(tokens)) == 2 * len(names)
    assert "prefers-color-scheme" not in "".join(parts.values()) + tokens


def test_of_the_theme_only_what_a_page_loads_is_kept_and_its_sheets_are_the_lowest_layer(tmp_path: Path) -> None:
    brought = files("material") / "templates" / "assets"
    main, palette = theme_sheets()["main"], theme_sheets()["palette"]
    tree = tmp_path / "en"
    shutil.copytree(str(brought), tree / "assets")
    (tree / "sitemap.xml").write_text("<urlset/>")
    own = tree / "assets" / "stylesheets" / "extra.css"
    own.write_text("p{color:red}")
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "index.html").write_text(f'<link rel="stylesheet" href="../{main}">')
    tidied(tmp_path)
    kept = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    assert kept == {main, "assets/stylesheets/extra.css"}
    assert palette not in kept
    assert own.read_text() == "p{color:red}"
    css = (tree / main).read_text("utf-8")
    assert css.startswith('@charset "UTF-8";@layer material{')
    assert css.count("@charset") == 1
    assert css.rstrip().endswith("}")
    assert (
        css.count("{") == css.count("}") == (files("material") / "templates" / main).read_text("utf-8").count("{") + 1
    )


def test_no_rule_of_ours_goes_by_a_class_of_the_theme() -> None:
    ours = [*STYLES.glob("*.css"), *STYLES.parent.glob("propose/*.css")]
    assert [path.name for path in ours if re.search(r"\.md-", path.read_text("utf-8"))] == []
