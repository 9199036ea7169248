"""Losses, terms that any family may add, EMA, and the one loop."""
