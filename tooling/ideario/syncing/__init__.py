"""The parts of `sync`: resolving threads, judging reactions, remembering, guarding, and the survey that joins them."""
