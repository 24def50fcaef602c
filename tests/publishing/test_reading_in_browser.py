"""The reader of YAML in the browser: what it shows is what `check` reads, and what `check` refuses it refuses."""

import base64
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from checkout import CHECKOUT
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.schemas import load_schemas
from ideario.intake.yaml.strict import parse
from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

ASSETS = CHECKOUT / "site" / "shell" / "assets"
SHAPE = load_schemas(CHECKOUT / "schemas").shapes["idea"]
READ = """async (texts) => {
  const { Unreadable, readYaml } = await import("/preview/strict_yaml.js");
  return texts.map((text) => {
    try {
      return { content: readYaml(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)), ["consent"]).content };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { rule: error.rule };
    }
  });
}"""
TABS = "tabs-inside-texts"
"""An example with a tab after a comma, which the library takes for indentation: it is refused, and told as not YAML."""
PIECES = (
    *(b":", b": ", b"\n", b"- ", b" ", b"  ", b"#", b" #", b'"', b"'", b"|", b">", b"\t", b"[", b"]", b"{", b"}", b","),
    *(b"&a ", b"*a", b"!x ", b"? ", b"%", b"@", b"`", b"---\n", b"...\n", b"\r\n", b"\\", b"\xc2\xa0", b"<<", b"~"),
    *(b"null", b"|-\n", b">+\n", b"\n\n"),
)


def written() -> list[tuple[str, bytes]]:
    """Every content file of this repository and of the examples, wrong ones too, with the name of its folder."""
    folders = [CHECKOUT / "content", CHECKOUT / "tests" / "examples"]
    found = sorted(path for folder in folders for path in folder.rglob("*.yml") if not path.is_symlink())
    return [(path.as_posix(), path.read_bytes()) for path in found if path.is_file()]


def changed(files: list[bytes]) -> Iterator[bytes]:
    """Such files with something put in, taken out or repeated, in one to three places."""
    draw = random.Random(15)
    for _ in range(3000):
        raw = bytearray(draw.choice(files))
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(raw) + 1)
            deed = draw.random()
            if deed < 0.55:
                raw[at:at] = draw.choice(PIECES)
            elif deed < 0.8:
                del raw[at : at + draw.randint(1, 4)]
            else:
                start = draw.randrange(len(raw) + 1)
                raw[at:at] = raw[start : start + draw.randint(1, 20)]
        yield bytes(raw)


def expected(raw: bytes) -> Any:
    """What `check` reads, or the rules that it names."""
    try:
        return parse(raw, SHAPE)
    except Unreadable as unreadable:
        return {fault.rule for fault in unreadable.faults}


@pytest.fixture
def read(browser: Browser, serve_folder: Callable[..., str]) -> Iterator[Callable[[list[bytes]], list[Any]]]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{serve_folder(ASSETS)}preview/")
    yield lambda files: page.evaluate(READ, [base64.b64encode(raw).decode() for raw in files])
    context.close()


def test_files_that_people_wrote_are_read_as_check_reads_them_or_refused_as_it_refuses_them(read) -> None:
    files = written()
    assert len(files) > 200
    named: list[bool] = []
    for (path, raw), found in zip(files, read([raw for _, raw in files]), strict=True):
        known = expected(raw)
        if TABS in path and "rule" in found:
            assert found == {"rule": "not-yaml"}
        elif isinstance(known, set):
            assert "rule" in found, path
            named.append(found["rule"] in known)
        else:
            assert found == {"content": known}, path
    assert sum(named) > len(named) * 0.7


def test_hardly_a_changed_file_is_read_in_another_way(read) -> None:
    files = [*changed([raw for _, raw in written() if len(raw) < 3000])]
    both = [(expected(raw), found) for raw, found in zip(files, read(files), strict=True)]
    refused = [known for known, found in both if isinstance(known, set) and "rule" in found]
    same = [known for known, found in both if not isinstance(known, set) and found.get("content") == known]
    read_by_one = [found for known, found in both if isinstance(known, set) and "content" in found]
    otherwise = [found for known, found in both if not isinstance(known, set) and found.get("content", known) != known]
    assert min(len(refused), len(same)) > 1000
    assert len(read_by_one) <= len(files) / 200
    assert len(otherwise) <= len(files) / 1000
    assert len(refused) + len(same) > len(files) * 0.97
