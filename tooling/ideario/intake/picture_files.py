"""Looks at the files of content/pictures/: what each is by its bytes, and why it cannot be shown. Decodes none.

A picture comes from anybody and is shown to everybody. So its type is that of its first bytes, whatever it is called;
it is small enough for a phone; and it does not tell where it was taken, which the repository would tell for ever.
"""

import hashlib
import io
import warnings
from typing import Any

from PIL import Image

from ideario.files import plain_bytes
from ideario.intake.content_files import PICTURE_BYTES, ContentFile
from ideario.intake.leftovers import not_for_windows
from ideario.messages.said import NOTHING, Said, say
from ideario.model.content import PictureFile, PictureType

MAX_SIDE = 4_000
"""Pixels: what a larger one would take in a browser's memory is out of proportion to its file."""
FEWER_PIXELS = say("save it with at most {most} on each side; 1200 in width are plenty", most=MAX_SIDE)
TYPES: dict[str, PictureType] = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg", "WEBP": "webp"}
"""By pillow's name; MPO is what some telephones write: a JPEG with further ones behind it, which no browser shows."""
ENDINGS: dict[PictureType, tuple[str, ...]] = {"png": ("png",), "jpeg": ("jpg", "jpeg"), "webp": ("webp",)}
ORIENTATION, GPS, LATITUDE, LONGITUDE = 0x0112, 0x8825, 2, 4
LYING = {5, 6, 7, 8}
"""The orientations in which a browser turns a picture by a quarter."""


class NoPicture(Exception):
    """A file that cannot be shown, and why not."""

    def __init__(self, message: Said, hint: Said) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def look_at_picture(entry: ContentFile) -> PictureFile:
    """What a picture is. Raises NoPicture for one that cannot be shown."""
    reserved = not_for_windows(entry.name)
    if reserved:
        raise NoPicture(reserved, say("give it another name"))
    try:
        raw = plain_bytes(entry.file, PICTURE_BYTES)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise NoPicture(say("the file cannot be opened: {reason}", reason=reason), NOTHING) from error
    if raw is None or len(raw) > PICTURE_BYTES:
        raise NoPicture(
            say("the picture has more than {most} KB", most=PICTURE_BYTES // 1000),
            say("save it with fewer pixels, 1200 in width are plenty, or as WebP"),
        )
    kind, width, height = _header(raw)
    if max(width, height) > MAX_SIDE:
        raise NoPicture(
            say("the picture has {width} × {height} pixels", width=width, height=height),
            FEWER_PIXELS,
        )
    stem, _, ending = entry.name.rpartition(".")
    if ending not in ENDINGS[kind]:
        raise NoPicture(
            say("this is a {type}, whatever it is called", type=kind.upper()),
            say("call it {name}, also where it is named", name=f"{stem}.{ENDINGS[kind][0]}"),
        )
    return PictureFile(
        path=entry.path,
        place=entry.file,
        type=kind,
        width=width,
        height=height,
        size=len(raw),
        digest=hashlib.sha256(raw).hexdigest(),
    )


def _header(raw: bytes) -> tuple[PictureType, int, int]:
    """Type, width and height, as they are shown. Only what stands before the pixels is looked at."""
    broken = NoPicture(
        say("this is no PNG, JPEG or WebP that can be read"),
        say("save the picture anew as one of these; SVG is not taken, since it can carry scripts"),
    )
    moving = places = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "WEBP")) as image:
                kind, (width, height) = TYPES[image.format or ""], image.size
                moving = kind != "jpeg" and getattr(image, "is_animated", False)
                exif = _exif(image, raw)
                place = exif.get_ifd(GPS)
                places = LATITUDE in place or LONGITUDE in place or b"GPSLatitude" in raw  # the latter is XMP
                if exif.get(ORIENTATION) in LYING:
                    width, height = height, width
        except Image.DecompressionBombError:
            raise NoPicture(say("the picture has far too many pixels"), FEWER_PIXELS) from None
        except Exception:  # noqa: BLE001 - whatever a library says of broken bytes, they are broken
            raise broken from None
    if moving:
        raise NoPicture(
            say("the picture moves, and whoever reads beside it cannot stop it"), say("save one of its frames")
        )
    if places:
        raise NoPicture(
            say("the picture tells where it was taken, and would tell it for ever"),
            say("save it anew without its data: a screenshot of it has none, and most programs ask when they export"),
        )
    return kind, width, height


def _exif(image: Any, raw: bytes) -> Image.Exif:
    """What a camera wrote into a picture. A PNG may hold it behind the pixels, and none are decoded for it."""
    if image.format != "PNG":
        found: Image.Exif = image.getexif()
        return found
    exif = Image.Exif()
    at = raw.find(b"eXIf")
    if at > 0:
        exif.load(raw[at + 4 : at + 4 + int.from_bytes(raw[at - 4 : at])])
    return exif
