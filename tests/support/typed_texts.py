"""A hundred texts as people type and paste them into the propose page: ten scripts, each in ten shapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the fields; `title` and `body` are what an idea must hold of it in the end."""

    name: str
    fields: Mapping[str, str]
    title: str
    body: str


SCRIPTS: Mapping[str, tuple[str, str]] = {
    "latin": ("A bench before the library", "Many of us wait there, and nobody can sit down."),
    "cyrillic": ("Скамейка перед библиотекой", "Многие там ждут, и никто не может сесть."),
    "greek": ("Ένα παγκάκι μπροστά στη βιβλιοθήκη", "Πολλοί περιμένουν εκεί και κανείς δεν κάθεται."),
    "arabic": ("مقعد أمام المكتبة", "ينتظر كثيرون هناك ولا يستطيع أحد الجلوس."),
    "hebrew": ("ספסל לפני הספרייה", "רבים מחכים שם ואיש אינו יכול לשבת."),
    "devanagari": ("पुस्तकालय के सामने एक बेंच", "वहाँ कई लोग प्रतीक्षा करते हैं और कोई बैठ नहीं सकता।"),
    "thai": ("ม้านั่งหน้าห้องสมุด", "หลายคนรออยู่ที่นั่นและไม่มีใครนั่งได้"),
    "han": ("图书馆前的长椅", "很多人在那里等候，没有人能坐下。"),
    "kana": ("図書館の前にベンチを", "そこで待つ人は多いのに、だれも座れません。"),
    "hangul": ("도서관 앞의 벤치", "많은 사람이 그곳에서 기다리지만 아무도 앉을 수 없습니다."),
}
LONGEST_BODY = 20_000
LARGEST = 60_000  # bytes, which leave room for the rest of a file

Shape = Callable[[str, str], tuple[str, str, str, str]]
"""Of a title and a sentence what is typed for each, and what shall become of them."""


def _long(title: str, text: str) -> tuple[str, str, str, str]:
    most = min(LONGEST_BODY // (len(text) + 2), LARGEST // (len(text.encode()) + 6))
    body = "\n\n".join([text] * most)
    return title, body, title, body


def _tabs(title: str, text: str) -> tuple[str, str, str, str]:
    body = f"\tcode\n\n{text}\n\n\tcode:\t1\n- a\n\t- b"
    return f"\t{title}\t", f"{body}\t\n \t \n", title, body


def _crlf(title: str, text: str) -> tuple[str, str, str, str]:
    return f"{title}\r\n", f"\r\n{text}  \r\n{text}\r\r{text}\r\n", title, f"{text}  \n{text}\n\n{text}"


def _controls(title: str, text: str) -> tuple[str, str, str, str]:
    typed = f"\x00{text}\x07\x1b[31m\u202e!\u2066{text}\ufeff\u2028{text}\x85{text}\ud83d"
    return f"{title}\x00\u202e", typed, title, f"{text}[31m!{text}\n{text}\n{text}"


def _kept(title: str, text: str) -> Shape:
    """What stays as it was typed; {} stands for the title and the text of a script."""

    def make(said: str, sentence: str) -> tuple[str, str, str, str]:
        typed = title.replace("{}", said), text.replace("{}", sentence)
        return (*typed, *typed)

    return make


SHAPES: Mapping[str, Shape] = {
    "short": _kept("{}", "{}"),
    "long": _long,
    "colons": _kept("{}: #1", "a: b\n# {}\n--- \n...\nkey: ["),
    "quotes": _kept("\"{}'s\\", "'{}\"\\n `x` «{}»"),
    "emoji": _kept("🚲 {} 👩\u200d👩\u200d👧\u200d👦", "{} 🇮🇹🏳\ufe0f\u200d🌈\n\n👍🏽"),
    "tabs": _tabs,
    "crlf": _crlf,
    "right to left": _kept("\u200f{}\u200e", "\u200f{}\n\n\u061c{}"),
    "windows": _kept("“{}” – it’s…", "‘{}’ — •\u00a0{}…\n    € ½"),
    "controls": _controls,
}


def typed_texts() -> list[Typed]:
    """All of them, the same every time."""
    found = []
    for script, (title, text) in SCRIPTS.items():
        for shape, make in SHAPES.items():
            typed_title, typed_body, wanted_title, wanted_body = make(title, text)
            fields = {"title": typed_title, "summary": f"{text} {shape}", "body": typed_body, "authors": "octocat"}
            found.append(Typed(name=f"{script} {shape}", fields=fields, title=wanted_title, body=wanted_body))
    return found
