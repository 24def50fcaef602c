"""Intake reads content: from files below content/ to a Community and the Problems found. It counts nothing.

Writing content files is in `drafts`, imported by itself: it loads more than reading needs.
"""
