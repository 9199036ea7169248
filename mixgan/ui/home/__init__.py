"""Home, the tour, and the ways to divide a picture book."""
