"""The Train page: a form, runs as films, their trouble."""
