"""Makes pictures smaller, for phones and to stand on others. What cannot be read stays as it is; decides nothing else.

What a site shows was accepted by those who look after it, and was looked at before: it is a PNG, JPEG or WebP, of no
more pixels than a telephone's.
"""

import io
import warnings

from PIL import Image, ImageOps

from ideario.model.content import SMALL_WIDTH, PictureFile
from ideario.publishing.shown_pictures import picture_bytes

FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}
QUALITY = 70


def small_bytes(file: PictureFile) -> bytes:
    """A picture SMALL_WIDTH pixels wide, of the same type; the picture itself where that has no more bytes."""
    raw = picture_bytes(file)
    image = smaller(raw, (SMALL_WIDTH, -(-file.height * SMALL_WIDTH // file.width)))
    if image is None:
        return raw
    made = io.BytesIO()
    image.save(made, FORMATS[file.type], quality=QUALITY, method=2, icc_profile=image.info.get("icc_profile"))
    return min(made.getvalue(), raw, key=len)


def smaller(raw: bytes, most: tuple[int, int]) -> Image.Image | None:
    """A picture that has no more pixels than `most`, upright; None where its pixels cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "WEBP")) as image:
                image.draft("RGB", (max(most), max(most)))
                if image.mode not in ("RGB", "RGBA"):
                    image.info.pop("icc_profile", None)  # which speaks of colours of another kind
                upright = ImageOps.exif_transpose(image.convert("RGBA" if image.has_transparency_data else "RGB"))
                upright.thumbnail(most)
                return upright
        except Exception:  # noqa: BLE001 - whatever a library says of broken bytes, they are broken
            return None
