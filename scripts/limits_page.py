"""Write docs/operations/limits.md from the limits of the product and the comments above them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "preau" / "config" / "limits.py"
PAGE = ROOT / "docs" / "operations" / "limits.md"
HEAD = """# Limits

Every limit has a default and a reason. To change one, set the variable before `preau serve` and
`preau worker` start; a value that is not a positive whole number stops them with a sentence.

| variable | default | reason |
|---|---|---|
"""


def page() -> str:
    """A limit without a comment of its own shares the reason above it."""
    rows, reason, was_comment = [], "", False
    for line in SOURCE.read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith("# "):
            reason = f"{reason} {text[2:]}" if was_comment else text[2:]
        elif line.startswith("    ") and ": int = " in text:
            name, default = text.split(": int = ")
            rows.append(f"| `PREAU_LIMIT_{name.upper()}` | {default} | {reason} |\n")
        was_comment = text.startswith("# ")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
