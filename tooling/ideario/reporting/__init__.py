"""What maintainers should know: who waits, what is to be done, and the figures of a time. Writes no site."""
