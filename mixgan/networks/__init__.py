"""Parts with no idea of what they are for."""
