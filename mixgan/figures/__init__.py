"""Pure functions to what a page or a component draws, as plain data, and the colours that they all share."""
