"""What the pages ask, in the order of the menu: true whatever the hand does."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES = {
    "Home": "Many small generators, one picture book",
    "Tree": "Who decides? A tree of gates",
    "Experts": "Who makes what? The same noise through every expert",
    "Covariance": "How wide does each expert draw?",
    "Mixture": "Build your own mixture",
    "Map": "What lies near what?",
    "Answers": "One question, many answers",
}
