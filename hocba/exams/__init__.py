"""Centrally marked tests: the list loaded once, the column filled from it, differences explained."""
