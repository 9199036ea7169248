"""Pure functions of arrays: each measure takes samples or counts and returns numbers. Nothing is drawn or loaded here,
except the judges (judges.py)."""
