"""Finds ideas that are like others: by their wording always, by their meaning where `ideario[similar]` is installed."""
