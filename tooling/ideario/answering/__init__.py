"""Answers proposals: the comment on a pull request, when it is written, and when not. What is right others judge."""
