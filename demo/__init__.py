"""The invented demo district: facts, people and marks that the generator turns into Excel files."""
