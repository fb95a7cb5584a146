"""The survivors that docs/dev/mutants.md gives a reason for."""

from __future__ import annotations

from .changes import ROOT, Mutant

PAGE = ROOT / "docs/dev/mutants.md"


class Listed:
    """Rows of tables of the page: `file`, `line as it stands`, `before → after`, reason."""

    def __init__(self) -> None:
        self.known: set[tuple[str, ...]] = set()
        for line in PAGE.read_text("utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").replace("\\|", "¦").split(" | ")]
            if len(cells) == 4 and all(c[:1] == c[-1:] == "`" for c in cells[:3]):
                self.known.add(tuple(cell[1:-1].replace("¦", "|") for cell in cells[:3]))

    def __contains__(self, mutant: Mutant) -> bool:
        return _key(mutant) in self.known


def _key(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.file, mutant.source, f"{mutant.before} → {mutant.after}"


def row(mutant: Mutant) -> str:
    """The mutant as a row of the page, the reason still to be written."""
    cells = [f"`{part}`".replace("|", "\\|") for part in _key(mutant)]
    return f"| {' | '.join(cells)} | |"
