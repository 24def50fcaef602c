"""Ideario, an idea portal without a server: ideas as files, reactions as votes, a static site as the result."""

__version__ = "0.1.0"
