"""Where a run against GitHub ends, whatever the other side does: requests, bytes, seconds. One place; counts nothing.

GitHub's own limits are below these: 5,000 points and as many requests an hour, ten seconds for a question.
"""

REQUESTS = 20_000
"""Requests of one run."""
RUN_BYTES = 8 << 30
RUN_SECONDS = 4 * 3600
ANSWER_BYTES = 32 << 20
"""One answer, unpacked. The longest honest ones are the reactors of a hundred threads, 16 MB."""
ANSWER_SECONDS = 40
"""One answer from the first byte sent to the last received; one that drips is cut off."""
CONNECT_SECONDS, READ_SECONDS = 10, 30
TRIES = 4
SLOW_TRIES = 2
"""How often an answer that was cut off is asked for: each time costs ANSWER_SECONDS."""
TROUBLE_SECONDS = 300
"""What all answers that did not come whole may take of a run, together."""
PATIENCE_SECONDS = 60
"""How long a run waits for GitHub's limits, all waits together."""
RESET_SECONDS = 24 * 3600
"""The longest time until a limit ends that is believed; GitHub's end within an hour."""
CLOCK_SECONDS = 300
"""How far this machine's clock and GitHub's may be apart."""
READS = 4
"""How often a list that changes, or contradicts itself, is read before that is a failure."""
PAGE_READS = 3
"""How often a page of REST is read that is empty and cannot be."""
LIST_PAGES = 2_000
"""Pages of one list of REST: 200,000 issues."""
MORE_THAN_TOLD = 1_000
"""Pull requests beyond those that were there when the run began: some may be opened meanwhile."""
MESSAGE = 300
"""Characters of a server's words that are shown."""
