"""What templates see of a picture. No HTML."""

from ideario.model.challenge import Challenge
from ideario.model.community import Community
from ideario.model.content import SMALL_WIDTH, Idea
from ideario.publishing.views.template_view import view


@view
class PictureView:
    """A picture of a record: `src` is its path from the home of a language's tree, `small` that of a copy `small_width`
    pixels wide, "" where it has none; the size in pixels, the words in the record's language `lang`.
    """

    src: str
    small: str
    small_width: int
    alt: str
    credit: str
    lang: str
    width: int
    height: int


def picture_view(community: Community, record: Idea | Challenge, language: str) -> PictureView | None:
    """The picture of a record, for a page in `language`; None where it has none that can be shown."""
    file, named = community.picture_of(record), record.picture
    if file is None or named is None:
        return None
    up = "" if language == community.settings.site_languages[0] else "../"
    return PictureView(
        src=up + file.address,
        small=up + file.small if file.small else "",
        small_width=SMALL_WIDTH,
        alt=named.alt,
        credit=named.credit,
        lang=record.language,
        width=file.width,
        height=file.height,
    )
