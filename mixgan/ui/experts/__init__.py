"""The Experts page."""
