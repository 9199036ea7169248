"""Files that are nearly right, by the hundred thousand, for every reader of the project: `python -m tests.fuzz --seconds 600`."""
