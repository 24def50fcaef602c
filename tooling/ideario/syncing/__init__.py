"""The parts of `sync`: resolving threads, judging reactions, remembering, guarding, and the sweep that joins them."""
