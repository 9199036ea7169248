"""Mixtures of generators on small pictures: train them, and see inside."""

__version__ = "0.1.0"
