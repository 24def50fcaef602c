"""Tells those who follow an idea what was decided, once on each thread, and keeps the digest of maintainers."""
