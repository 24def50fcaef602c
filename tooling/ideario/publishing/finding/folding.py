"""Folds texts so that case, accents and forms of letters make no difference, and cuts them into words to be found by.

`site/shell/assets/finding/folding.js` does the same in the browser; a test compares the two.
"""

import re
import unicodedata

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese, which stand without spaces between words."""
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]+"
)
"""Accents, points of Hebrew, vowels and lengthening of Arabic. Marks of other scripts make other words, and stay."""
_SAME = {
    "ß": "ss", "ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
    "ى": "ي", "ة": "ه",
}  # fmt: skip
_SAME_LETTERS = str.maketrans(_SAME)
_LETTER = f"[^\\W_{_UNSPACED}]|[\u0900-\u0963\u0966-\u0dff]"
_WORD = re.compile(f"[{_UNSPACED}]+|(?:{_LETTER})+")
_RUN = re.compile(f"[{_UNSPACED}]")
_ASCII = bytes(ord(chr(n).lower()) if n < 128 and chr(n).isalnum() else 32 for n in range(256))
_SINGLE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ADDRESS = re.compile(r"https?://\S+")


def folded(text: str) -> str:
    """The text in small letters, without accents and with one form of each letter."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()
    return unicodedata.normalize("NFC", bare.translate(_SAME_LETTERS))


def words_of(text: str) -> set[str]:
    """The words of a text to be found by: those of two letters or more, and every two characters of what has no spaces.

    Addresses of the web are no words.
    """
    if "://" in text:
        text = _ADDRESS.sub(" ", text)
    if text.isascii():
        words = set(text.encode().translate(_ASCII).decode().split())
        words -= _SINGLE
        return words
    found: set[str] = set()
    for word in _WORD.findall(folded(text)):
        if _RUN.match(word):
            found.update([word[start : start + 2] for start in range(max(1, len(word) - 1))])
        elif len(word) > 1:
            found.add(word)
    return found
