"""Placeholder until the template gallery is rendered."""
def gallery() -> str:
    return ""
