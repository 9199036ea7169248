"""Pure functions to plotly figures, and the colours that every page and component shares."""
