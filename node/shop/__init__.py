"""The shop's verbs, a subject a file: what cashiers, stockrooms and managers ask of a node."""
