"""Engines that run the counting rule, each by a small adapter. Knows none of them until it is asked for."""

from importlib import import_module
from importlib.util import find_spec

from ideario.messages.said import say
from ideario.problems import Failure
from ideario.voting.counting.engines.engine import Engine

OTHERS = ("sqlite", "datafusion", "spark")
"""The engines besides DuckDB, which counts where no other is asked for."""
_NEEDS = {"datafusion": "datafusion", "spark": "pyspark"}


def engine_named(name: str) -> Engine:
    """One of OTHERS, the engine of that name. A Failure that names what to install where it is not there."""
    library = _NEEDS.get(name)
    if library is not None and find_spec(library) is None:
        raise Failure(
            say("the engine {name} is not installed", name=name),
            hint=say("install it: pip install 'ideario[{name}]'", name=name),
        )
    found: Engine = import_module(f"{__name__}.{name}_engine").count
    return found
