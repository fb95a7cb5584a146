"""Official forms: one folder per form, with its data (form.toml), wording (spec.py) and pages."""
