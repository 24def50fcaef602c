"""Pictures of records and the logo: on pages, in what links and programs read, and as files."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from built_sites import built
from communities import CHALLENGE, IDEA, put, riverton
from ideario.intake.read_community import read_community
from ideario.problems import Failure
from ideario.publishing.shown_pictures import picture_bytes, shown_pictures
from ideario.resources import tool_resources
from PIL import Image

HOSTILE = '"><script>alert(1)</script> <img src=x onerror=alert(1)>'
LYING = 6
"""How a telephone says that a picture is to be turned by a quarter."""


class _Images(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" and not dict(attrs).get("src") and dict(attrs).get("type") is None
        if tag == "img":
            self.found.append(dict(attrs))


def pictured(root: Path) -> Path:
    """A community whose logo is in two languages, with pictures of an idea (lying, hostile words) and a challenge."""
    logo = {"file": "content/pictures/logo.png", "alt": {"en": HOSTILE, "it": "Un ponte"}}
    riverton(root, logo=logo)
    folder = root / "content" / "pictures"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = LYING
    Image.new("RGB", (160, 80), "green").save(folder / "logo.png")
    Image.new("RGB", (60, 40), "blue").save(folder / "river.jpg", exif=exif)
    Image.new("RGB", (60, 40), "red").save(folder / "street.webp")
    Image.new("RGB", (60, 40), "red").save(folder / "same-street.webp")
    put(
        root,
        "ideas/bike-lanes",
        {**IDEA, "picture": {"file": "content/pictures/river.jpg", "alt": HOSTILE, "credit": HOSTILE}},
    )
    trams = {**IDEA, "title": "Night trams", "challenge": "quieter-streets"}
    put(
        root,
        "ideas/night-trams",
        {**trams, "picture": {"file": "content/pictures/same-street.webp", "alt": "A street"}},
    )
    put(
        root,
        "challenges/quieter-streets",
        {**CHALLENGE, "picture": {"file": "content/pictures/street.webp", "alt": "A street"}},
    )
    return root


def images(site: Path, page: str) -> list[dict[str, str | None]]:
    """The images of a page, whose files are there and whose words have run nothing."""
    found = _Images((site / page).read_text("utf-8"))
    assert found.scripts == 0
    for image in found.found:
        assert (site / page).parent.joinpath(image["src"] or "").resolve().is_relative_to(site / "pictures")
        assert (site / page).parent.joinpath(image["src"] or "").is_file()
    return found.found


def test_pictures_and_the_logo_are_shown_with_words_and_sizes_and_once_as_a_file(tmp_path: Path) -> None:
    site = built(pictured(tmp_path))
    logo, river = images(site, "ideas/bike-lanes/index.html")
    assert (logo["alt"], logo["width"], logo["height"]) == (HOSTILE, "160", "80")
    assert (river["alt"], river["width"], river["height"], river["loading"]) == (HOSTILE, "40", "60", "lazy")
    logo, street = images(site, "it/challenges/quieter-streets/index.html")
    assert (logo["alt"], street["alt"], street["width"]) == ("Un ponte", "A street", "60")
    _, card = images(site, "it/challenges/index.html")
    assert (card["alt"], card["src"], card["loading"]) == (
        "",
        f"../../{(street['src'] or '').removeprefix('../../../')}",
        "lazy",
    )
    assert (_Images((site / "404.html").read_text("utf-8")).found[0]["src"] or "").startswith("/ideas/pictures/")
    assert len([*(site / "pictures").iterdir()]) == 3, "what two files hold alike is published once"

    head = (site / "ideas/bike-lanes/index.html").read_text("utf-8").partition("</head>")[0]
    address = f"https://riverton.github.io/ideas/pictures/{(river['src'] or '').rpartition('/')[2]}"
    assert f'<meta property="og:image" content="{address}">' in head
    facts = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', head)[0])
    assert facts["image"] == address
    elsewhere = (site / "ideas/night-trams/index.html").read_text("utf-8").partition("</head>")[0]
    assert ".webp" not in elsewhere, "not all who show links read WebP"
    event = (site / "challenges/quieter-streets/index.html").read_text("utf-8")
    organizer = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', event)[0])["organizer"]
    ideas = json.loads((site / "api/v1/ideas.json").read_text("utf-8"))["ideas"]
    told = {idea["slug"]: idea["picture"] for idea in ideas}["bike-lanes"]
    assert told == {"url": address, "alt": HOSTILE, "credit": HOSTILE, "width": 40, "height": 60}
    community = json.loads((site / "api/v1/community.json").read_text("utf-8"))
    assert community["logo"]["url"] == organizer["logo"]

    (tmp_path / "content/pictures/street.webp").unlink()
    (tmp_path / "content/pictures/same-street.webp").unlink()
    reading = read_community(tmp_path, resources=tool_resources())
    assert [problem.rule for problem in reading.problems] == ["missing-picture", "missing-picture"]
    assert reading.community is not None
    assert reading.community.ideas.keys() == {"bike-lanes", "night-trams"}, "an idea stays without its picture"
    assert len(shown_pictures(reading.community)) == 2


def test_a_large_picture_has_a_copy_for_phones_and_one_that_cannot_be_read_stays_as_it_is(tmp_path: Path) -> None:
    root = riverton(tmp_path)
    folder = root / "content" / "pictures"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = LYING
    exif[0x010E] = "said by a camera"
    noise = Image.effect_noise((250, 375), 30).resize((1000, 1500))
    noise.save(folder / "tower.jpg", exif=exif, quality=55)
    noise.resize((1500, 1000)).convert("RGBA").save(folder / "clear.webp", quality=75)
    (folder / "torn.jpg").write_bytes((folder / "tower.jpg").read_bytes()[:90_000])
    Image.new("RGB", (1500, 1000), "red").save(folder / "plain.png")
    for name in ("tower.jpg", "clear.webp", "torn.jpg", "plain.png"):
        about = {"file": f"content/pictures/{name}", "alt": "A tower"}
        put(root, f"ideas/{name.partition('.')[0]}", {**IDEA, "title": name, "picture": about})
    put(root, "challenges/quieter-streets", {**CHALLENGE, "picture": {**about, "file": "content/pictures/tower.jpg"}})
    site = built(root)
    for name, width, height in (("tower", 1500, 1000), ("clear", 1500, 1000), ("torn", 1500, 1000)):
        (shown,) = images(site, f"ideas/{name}/index.html")
        assert (shown["width"], shown["height"]) == (str(width), str(height))
        small, large = (one.split() for one in (shown["srcset"] or "").split(", "))
        assert (small[1], large) == ("720w", [shown["src"], f"{width}w"])
        files = [(site / f"ideas/{name}" / address).resolve() for address in (small[0], large[0])]
        copy, whole = (file.read_bytes() for file in files)
        if name == "torn":
            assert copy == whole
            continue
        assert len(copy) < len(whole)
        with Image.open(files[0]) as opened:
            opened.load()
            assert (opened.width, opened.height) == (720, 480)
            assert dict(opened.getexif()) == {}, "what a camera says goes no further"
    (plain,) = images(site, "ideas/plain/index.html")
    assert plain.get("srcset") is None, "it is small already"
    (card,) = images(site, "challenges/index.html")
    assert (card["src"] or "").endswith("-720.jpg")


def test_the_logo_stands_on_the_pictures_of_links_and_one_that_cannot_be_read_does_not(tmp_path: Path) -> None:
    root = pictured(tmp_path)
    with Image.open(built(root) / "challenges/quieter-streets/picture.png") as opened:
        picture = opened.convert("RGB")
    assert picture.size == (1200, 630)
    green = [(x, y) for x in range(1200) for y in range(630) if picture.getpixel((x, y)) == (0, 128, 0)]
    assert len(green) == 110 * 55
    assert min(x for x, _ in green) == 1200 - 80 - 110, "in the corner at which lines end"
    logo = root / "content/pictures/logo.png"
    logo.write_bytes(logo.read_bytes()[:70])
    with Image.open(built(root) / "challenges/quieter-streets/picture.png") as opened:
        assert (0, 128, 0) not in opened.convert("RGB").get_flattened_data()


def test_a_picture_that_is_exchanged_while_the_site_is_built_is_not_published_unseen(tmp_path: Path) -> None:
    community = read_community(pictured(tmp_path), resources=tool_resources()).community
    assert community is not None
    file = community.pictures["content/pictures/river.jpg"]
    Path(file.place).write_bytes(b"<svg onload=alert(1)>")
    with pytest.raises(Failure, match=r"river\.jpg was changed while the site was built"):
        picture_bytes(file)
