"""The pictures that a link to the site shows elsewhere: a title on paper, in PNG; owns pillow. No service is asked."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from ideario.model.content import Idea, PictureFile
from ideario.model.text import localised
from ideario.publishing.edition import Edition
from ideario.publishing.shown_pictures import picture_bytes
from ideario.publishing.smaller_pictures import smaller
from ideario.publishing.words import direction, formats
from ideario.sealed import LENGTH, keep, kept

SIZE = (1200, 630)
"""Width and height, in pixels, as most places want them."""
MARGIN, BAND = 80, 24
PAPER, INK, SOFT, ACCENT = "#faf6ef", "#2b2622", "#6b625a", "#a5431c"
LINES, LARGE, SMALL = 4, 64, 34
LOGO = 110
"""Pixels on the longer side of the community's logo, beside its name."""
SHADES = 16
"""So many shades of a colour there are between paper and the colour itself."""
LEVEL = 3
"""How hard pictures are packed: into 10 KB in 1.6 ms, where zlib's usual level takes 3.4 ms for 7 KB."""
SITE = "assets/pictures/site.png"
"""The picture of every page that has no other."""
_NOWHERE = "\U0010ffff"


def status_picture(status: str) -> str:
    """Where in the site the picture of a status stands, which ideas of it share."""
    return f"assets/pictures/{status}.png"


def challenge_picture(challenge: str) -> str:
    """Where in the site the picture of a challenge stands."""
    return f"challenges/{challenge}/picture.png"


def idea_picture(edition: Edition, idea: Idea) -> str:
    """Where in the site the picture of an idea stands: its own where the site has such, else that of its status."""
    return (
        f"ideas/{idea.slug}/picture.png" if edition.idea_pictures else status_picture(edition.statuses[idea.slug].slug)
    )


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """What stands on a picture: a title, a note below it, and the community's name; the colour is that of the band."""

    title: str
    note: str
    name: str
    colour: str
    language: str

    @property
    def key(self) -> bytes:
        """A name for what the picture shows: the same title at the same place makes the same bytes."""
        facts = (self.title, self.note, self.name, self.colour, self.language)
        return hashlib.blake2b(json.dumps(facts).encode(), digest_size=LENGTH).digest()


@dataclass(frozen=True)
class Easel:
    """Draws pictures in one font, and keeps them in a folder, by what they show. Not slotted, as it remembers.

    The `logo` of the community stands on all of them, if there is one that can be read.
    """

    font: Path
    folder: Path
    logo: PictureFile | None = None

    def drawn(self, picture: DrawnPicture) -> bytes:
        """The picture as PNG; drawn once, where this user's own work is known again."""
        key = picture.key
        if self.logo is not None:
            key = hashlib.blake2b(key + self.logo.digest.encode(), digest_size=LENGTH).digest()
        file = self.folder / f"{key.hex()}.png"
        content = kept(file, key)
        if content is None:
            content = self._draw(picture)
            keep(file, key, content)
        return content

    @cached_property
    def _logo(self) -> Image.Image | None:
        """The logo as it stands on a picture."""
        return None if self.logo is None else smaller(picture_bytes(self.logo), (LOGO, LOGO))

    @cached_property
    def _large(self) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.font, LARGE)

    @cached_property
    def _small(self) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.font, SMALL)

    def _draw(self, picture: DrawnPicture) -> bytes:
        # In 16 shades of each colour on paper: a tenth of the time of drawing in all colours and choosing from them.
        image = Image.new("P", SIZE, 0)
        colours = (INK, picture.colour, SOFT)
        image.putpalette([*bytes.fromhex(PAPER[1:]), *(part for colour in colours for part in _shades(colour))])
        rtl = direction(picture.language) == "rtl"
        y = MARGIN
        for line in self._lines(picture.title):
            self._put(image, y, line, self._large, 0, rtl=rtl)
            y += int(LARGE * 1.3)
        if self._readable(picture.note):
            self._put(image, y + 20, self._cut(picture.note, self._small), self._small, 1, rtl=rtl)
        width, height = SIZE
        if self._readable(picture.name):
            name = self._cut(picture.name, self._small, 0 if self._logo is None else LOGO + SMALL)
            self._put(image, height - BAND - MARGIN - SMALL // 2, name, self._small, 2, rtl=rtl)
        image.paste(2 * SHADES, (0, height - BAND, width, height))
        file = io.BytesIO()
        whole = image if self._logo is None else _with_logo(image, self._logo, rtl=rtl)
        whole.save(file, "PNG", compress_level=LEVEL)
        return file.getvalue()

    def _put(
        self, image: Image.Image, y: int, line: str, font: ImageFont.FreeTypeFont, colour: int, *, rtl: bool
    ) -> None:
        """Write a line in the colour of that number, from the margin where it begins."""
        shape = Image.new("L", (SIZE[0] - 2 * MARGIN, int(font.size * 2)), 0)
        way = ("rtl" if rtl else "ltr") if features.check("raqm") else None
        above = int(font.size) // 4  # marks above letters, which the line does not count in
        place = (shape.width if rtl else 0, above)
        ImageDraw.Draw(shape).text(place, line, font=font, fill=255, anchor="ra" if rtl else "la", direction=way)
        shade = shape.point([0, *(colour * SHADES + 1 + ink * SHADES // 256 for ink in range(1, 256))])
        image.paste(shade, (MARGIN, y - above), shape.point([0, *[255] * 255]))

    def _lines(self, title: str) -> list[str]:
        """The title in lines that fit; none where the font has not all of its letters, and boxes would stand there."""
        if not self._readable(title):
            return []
        lines: list[str] = []
        for word in title.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._large.getlength(longer) <= SIZE[0] - 2 * MARGIN:
                lines[-1] = longer
            else:
                lines.append(word)
        shown = [self._cut(line, self._large) for line in lines[:LINES]]
        if len(lines) > LINES:
            shown[-1] = self._cut(f"{shown[-1].removesuffix('…')}…", self._large)
        return shown

    def _cut(self, line: str, font: ImageFont.FreeTypeFont, beside: int = 0) -> str:
        """A line as far as it fits, where so many pixels `beside` it are taken."""
        room = SIZE[0] - 2 * MARGIN - beside
        if font.getlength(line) <= room:
            return line
        while line and font.getlength(f"{line}…") > room:
            line = line[:-1]
        return f"{line}…"

    def _readable(self, text: str) -> bool:
        return all(letter.isspace() or self._has(letter) for letter in text)

    def _has(self, letter: str) -> bool:
        return _shape(self._small, letter) != _shape(self._small, _NOWHERE)


def _with_logo(image: Image.Image, logo: Image.Image, *, rtl: bool) -> Image.Image:
    """A picture with the logo in the lower corner at which lines end, in colours of its own."""
    whole = image.convert("RGB")
    left = MARGIN if rtl else SIZE[0] - MARGIN - logo.width
    whole.paste(logo, (left, SIZE[1] - BAND - MARGIN // 2 - logo.height), logo.convert("RGBA"))
    return whole.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _shades(colour: str) -> list[int]:
    """The shades of a colour from nearly paper to itself, as red, green and blue each."""
    paper, ink = bytes.fromhex(PAPER[1:]), bytes.fromhex(colour[1:])
    steps = range(1, SHADES + 1)
    return [round(p + (i - p) * step / SHADES) for step in steps for p, i in zip(paper, ink, strict=True)]


@cache
def _shape(font: ImageFont.FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


def pictures(edition: Edition, easel: Easel) -> Iterator[tuple[str, bytes]]:
    """The pictures of a site, as (path in the site, content): of the community, each challenge, each status."""
    settings, community = edition.community.settings, edition.community
    language = settings.site_languages[0]
    tagline = localised(settings.tagline, language)

    def drawn(title: str, note: str, name: str, colour: str, tongue: str) -> bytes:
        return easel.drawn(DrawnPicture(" ".join(title.split()), " ".join(note.split()), name, colour, tongue))

    yield SITE, drawn(settings.name, tagline, "", ACCENT, language)
    for challenge in edition.challenges:
        day = formats(challenge.language).date
        dates = f"{day(challenge.submission.opens)} – {day(challenge.voting.closes)}"
        content = drawn(challenge.title, dates, settings.name, ACCENT, challenge.language)
        yield challenge_picture(challenge.slug), content
    for status in settings.statuses.values():
        label = localised(status.label, language) or status.slug
        yield status_picture(status.slug), drawn(settings.name, label, "", status.colour, language)
    if edition.idea_pictures:
        for idea in community.ideas.values():
            status = edition.statuses[idea.slug]
            label = localised(status.label, idea.language) or status.slug
            yield idea_picture(edition, idea), drawn(idea.title, label, settings.name, status.colour, idea.language)
