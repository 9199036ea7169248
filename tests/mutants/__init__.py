"""One-line mistakes that a test must catch: `python -m tests.mutants [WORD ...]`. A survivor is a missing test."""
