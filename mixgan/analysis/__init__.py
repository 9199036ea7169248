"""Functions of a generator and a draw: what an expert, a gate, a node of the tree does. Nothing here knows a family."""
