"""Fills the templates of records and lists; owns jinja2. All is escaped but Markup, which only prose and words are.

A template is compiled once for each language: what is the same on all pages (a word without values) becomes part of the
compiled text, since ten thousand pages use it. The way up to the root of the tree, which only the depth of a page
decides, is put in last.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from traceback import walk_tb

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateSyntaxError,
    UndefinedError,
)
from markupsafe import Markup

from ideario.messages.said import say
from ideario.model.votes import RANKINGS, SETTLED
from ideario.problems import Failure
from ideario.publishing.pages.escaping import in_address
from ideario.publishing.pages.template_code import COMPILED, QuickEnvironment
from ideario.publishing.views.template_view import ANY_UP, Filling, Part, TemplateView
from ideario.publishing.words import Word, formats, read_words, tagged, translator
from ideario.resources import spoken

_WORD = re.compile(r"\{\{ t\('([a-z_.-]+)'\) \}\}")
_LACKING = re.compile(r"the template '([^']+)' \(imported")
_UP = re.compile(r"\{\{ up \}\}")


class _FixedLoader(BaseLoader):
    """Loads templates with the fixed words and the place of the way up written in."""

    def __init__(self, folders: Sequence[Path], t: Callable[..., Markup]) -> None:
        self._files, self._t = FileSystemLoader([str(folder) for folder in folders]), t

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, name, fresh = self._files.get_source(environment, template)
        source = _WORD.sub(lambda match: str(self._t(match[1])).replace("{", "&#123;"), source)
        return _UP.sub(ANY_UP, source), name, fresh


class Templates:
    """The templates in every language. `folders` and `words` by precedence, the community's own first; `proposing` says
    whether ideas can be proposed.
    """

    def __init__(
        self, folders: Sequence[Path], words: Sequence[Path], languages: Sequence[str], *, proposing: bool = True
    ) -> None:
        self._words = {language: read_words(words, language) for language in languages}
        self._translators: dict[str, Callable[..., Markup]] = {}
        self._environments: dict[str, QuickEnvironment] = {}
        self.spoken = {language: spoken(words, language) for language in languages}
        """Per language of the site the one that its words are really in."""
        for language, said in self.spoken.items():
            t = self._translators[language] = translator(self._words[language], said)
            self._environments[language] = _environment(folders, t, said, proposing=proposing)
        self._folder = folders[-1]
        self._own = tuple(f"{folder}{os.sep}" for folder in folders[:-1])
        self._shared: dict[tuple[str, str, str], Filling] = {}

    def compile(self) -> None:
        """Compile all templates of the tool, or those of the community's in their places, so that forked processes need
        not. Those that cannot be compiled wait until somebody needs them.
        """
        COMPILED.recall()
        for environment in self._environments.values():
            for path in sorted(self._folder.iterdir()):
                with suppress(Exception):
                    environment.get_template(path.name)
        COMPILED.keep()

    def t(self, language: str) -> Callable[..., Markup]:
        """The words of a language, as `translator` gives them."""
        return self._translators[language]

    def words_for(self, language: str, beginning: str) -> Mapping[str, Word]:
        """The words of a language whose keys begin so, as they are written: for the script of a page."""
        return {key: word for key, word in self._words[language].items() if key.startswith(beginning)}

    def part(self, view: TemplateView, language: str, up: str) -> Part:
        """The template of `view` with it, in `language`, for a page from which `up` leads to the root.

        Its text, when somebody asks for that, raises as `filled`.
        """
        return Part(Filling(self.filled, view, language), up)

    def shared(self, name: str, language: str, up: str, key: str, view: Callable[[], TemplateView]) -> Part:
        """As `part`, for what many pages show: made once for each `key` in each process, at any depth.

        `name` is the template of the views that `view` makes.
        """
        whole = (name, language, key)
        filling = self._shared.get(whole)
        if filling is None:
            filling = self._shared[whole] = Filling(self.filled, view(), language)
        return Part(filling, up)

    def filled(self, view: TemplateView, language: str) -> str:
        """The text of the template of `view` filled with it, in which ANY_UP stands for the way up.

        Failure when somebody's own template cannot be read or filled, whatever is wrong with it.
        """
        try:
            return self._environments[language].get_template(view.template).render(view.variables())
        except Exception as error:
            place = self._own_place(error)
            if place is None:  # the tool's own template: a bug
                raise
            hint = say("mend it in site/overrides/templates/, or take it out, and the tool’s own is used")
            reason = str(error) or type(error).__name__
            raise Failure(
                say("the template {place} cannot be filled: {reason}", place=place, reason=reason), hint=hint
            ) from error

    def _own_place(self, error: Exception) -> str | None:
        """The last place in one of the community's own templates that an error came through, as name:line."""
        places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        lacking = _LACKING.search(str(error)) if isinstance(error, UndefinedError) else None
        if lacking is not None:  # a macro of the tool's that somebody's own file of that name does not have
            return next((lacking[1] for folder in self._own if Path(folder, lacking[1]).is_file()), None)
        if isinstance(error, TemplateSyntaxError) and error.filename:
            places.append((error.filename, error.lineno))
        for file, line in reversed(places):
            for folder in self._own:
                if file.startswith(folder):
                    return f"{Path(file.removeprefix(folder)).as_posix()}:{line}"
        return None


def _environment(folders: Sequence[Path], t: Callable[..., Markup], said: str, *, proposing: bool) -> QuickEnvironment:
    environment = QuickEnvironment(
        loader=_FixedLoader(folders, t),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )

    @lru_cache(maxsize=256)
    def foreign(language: str) -> Markup:
        """The attributes of a short text in `language`; none where the page around it is in that or nobody knows."""
        return Markup(" ") + tagged(language) if language not in ("", said) else Markup()

    number = formats(said).number

    def spelt(facts: Mapping[str, float | str]) -> dict[str, str]:
        """What a word is filled with: numbers as the language writes them."""
        return {name: value if isinstance(value, str) else number(value) for name, value in facts.items()}

    environment.filters["urlencode"] = in_address
    environment.globals.update(rankings=list(RANKINGS), settled=SETTLED, proposing=proposing)
    environment.globals.update(t=t, spelt=spelt, fmt=formats(said), up=ANY_UP, tagged=tagged, foreign=foreign)
    return environment
