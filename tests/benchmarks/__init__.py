"""How fast and how large: two commands that print tables and never fail on a number. Nothing here is collected by pytest."""
