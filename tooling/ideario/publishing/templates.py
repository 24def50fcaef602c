"""Fills the templates of records and lists; owns jinja2. All is escaped but Markup, which only prose and words are.

A template is compiled once for each language and depth at which it is used: what is the same on all those pages (a word
without values, the way up to the root of the tree) becomes part of the compiled text, since ten thousand pages use it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from ideario.problems import Failure
from ideario.publishing.escaping import escaped
from ideario.publishing.words import formats, read_words, spoken, translator

_WORD = re.compile(r"\{\{ t\('([a-z_.-]+)'\) \}\}")
_UP = re.compile(r"\{\{ up \}\}")
_ANY_UP = "\0"
"""The way up in a part that pages at any depth share. No content can hold this character: strict reading forbids it."""


class _FixedLoader(BaseLoader):
    """Loads templates with the fixed words and the way up written in."""

    def __init__(self, folders: Sequence[Path], t: Callable[..., Markup], up: str) -> None:
        self._files, self._t, self._up = FileSystemLoader([str(folder) for folder in folders]), t, up

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, name, fresh = self._files.get_source(environment, template)
        source = _WORD.sub(lambda match: self._t(match[1]).replace("{", "&#123;"), source)
        return _UP.sub(self._up, source), name, fresh


class _Context(Context):
    """Calls words and formats straight away: only macros want to be handed more than their arguments."""

    def call(
        self, obj: Any, /, *values: Any, _loop_vars: object = None, _block_vars: object = None, **named: Any
    ) -> Any:
        return super().call(obj, *values, **named) if type(obj) is Macro else obj(*values, **named)


class _Code(CodeGenerator):
    """Compiles templates so that values are escaped by `escaped`."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape = environment.escaped")


class _Environment(Environment):
    """Looks into a mapping by key first: views are mappings, and asking them for an attribute fails by exception."""

    context_class = _Context
    code_generator_class = _Code
    escaped = staticmethod(escaped)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Templates:
    """The templates in every language. `folders` and `words` by precedence, the community's own first."""

    def __init__(self, folders: Sequence[Path], words: Sequence[Path], languages: Sequence[str]) -> None:
        self._folders = folders
        self._spoken = {language: spoken(words, language) for language in languages}
        self._translators = {
            language: translator(read_words(words, language), self._spoken[language]) for language in languages
        }
        self._environments: dict[tuple[str, str], Environment] = {}
        self._shared: dict[tuple[str, str, str], list[str]] = {}

    def t(self, language: str) -> Callable[..., Markup]:
        """The words of a language, as `translator` gives them."""
        return self._translators[language]

    def fill(self, name: str, language: str, up: str, values: Mapping[str, Any]) -> Markup:
        """The template `name` filled with `values`, in `language`, for a page from which `up` leads to the root.

        Failure when somebody's own template cannot be read, or asks for a value that is not there.
        """
        environment = self._environments.get((language, up))
        if environment is None:
            environment = self._environments[language, up] = self._environment(language, up)
        try:
            html = environment.get_template(name).render(values)
        except TemplateError as error:
            place = f"{error.name}:{error.lineno}" if isinstance(error, TemplateSyntaxError) else name
            raise Failure(
                f"the template {place} cannot be filled: {error}", hint="mend it in site/overrides/templates/"
            ) from error
        return Markup(html)  # noqa: S704 - jinja2 has escaped every value

    def shared(self, name: str, language: str, up: str, key: str, values: Callable[[], Mapping[str, Any]]) -> Markup:
        """As `fill`, for a part that many pages show: made once for each `key` in each process, at any depth."""
        whole = (name, language, key)
        pieces = self._shared.get(whole)
        if pieces is None:
            pieces = self._shared[whole] = str(self.fill(name, language, _ANY_UP, values())).split(_ANY_UP)
        return Markup(up.join(pieces))  # noqa: S704 - what `fill` has made, and ways up

    def _environment(self, language: str, up: str) -> Environment:
        t = self._translators[language]
        environment = _Environment(
            loader=_FixedLoader(self._folders, t, up),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        environment.globals.update(t=t, fmt=formats(self._spoken[language]), up=up)
        return environment
