"""What each component is given, as pure functions of a model at a seed: pages and files show the same. No streamlit here."""
