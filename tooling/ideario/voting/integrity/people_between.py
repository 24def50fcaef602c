"""Counts how many different people voted between two moments, for many pairs of moments at once.

It takes one pass over the bits of a number (a wavelet matrix; Claude and Navarro 2012). Example: of the voters 4, 7, 4
in order of time there are 2 from the first vote to the end, and 2 from the second.
"""

import numpy as np

from ideario.voting.integrity.vote_arrays import NONE, Numbers


def people_between(voters: Numbers, begin: Numbers, end: Numbers) -> Numbers:
    """How many different voters there are from each begin to each end, in votes by time."""
    if not begin.size:
        return NONE
    order = np.argsort(voters, kind="stable")
    before = np.zeros(len(voters), dtype=np.int64)
    same = voters[order[1:]] == voters[order[:-1]]
    before[order[1:][same]] = order[:-1][same] + 1
    # A vote is its voter's first after `begin` if the one before it, counted from 1, is not above `begin`.
    return _below(before, end, begin + 1) - begin


def _below(values: Numbers, ends: Numbers, limits: Numbers) -> Numbers:
    """How many of the first `ends` values are below each limit, bit by bit from the highest (a wavelet matrix)."""
    found = np.zeros(len(ends), dtype=np.int64)
    start, stop = np.zeros(len(ends), dtype=np.int64), ends.astype(np.int64)
    for bit in reversed(range(int(max(values.max(), limits.max())).bit_length())):
        high = (values >> bit & 1).astype(bool)
        low_before = np.concatenate(((0,), np.cumsum(~high)))
        up = (limits >> bit & 1).astype(bool)
        low_start, low_stop = low_before[start], low_before[stop]
        found += np.where(up, low_stop - low_start, 0)
        start = np.where(up, low_before[-1] + start - low_start, low_start)
        stop = np.where(up, low_before[-1] + stop - low_stop, low_stop)
        values = np.concatenate((values[~high], values[high]))
    return found
