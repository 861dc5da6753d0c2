"""Keep the English catalogue complete: collect the French msgids, merge, report what is missing.

python scripts/messages.py            update preau/locale/en/LC_MESSAGES/django.po
python scripts/messages.py --check    exit 1 when a msgid has no English, or one is no longer used
python scripts/messages.py --merge F  take the translations of another .po file
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "preau/locale/en/LC_MESSAGES/django.po"
KEYWORDS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
OPTIONS = {"trimmed": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}
Message = tuple[str, str]


def messages_of_python(path: Path) -> Iterator[Message]:
    """(msgid, plural or "") of each call of a gettext function with literal text."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in KEYWORDS:
            continue
        texts = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if texts:
            yield texts[0], texts[1] if name.startswith("ngettext") and len(texts) > 1 else ""


def messages_of_template(path: Path) -> Iterator[Message]:
    with path.open("rb") as source:
        for _, _, text, _ in babel_extract(source, ("_", "gettext", "ngettext"), [], OPTIONS):
            if isinstance(text, tuple):
                parts = [part for part in text if isinstance(part, str)]
                yield parts[0], parts[1] if len(parts) > 1 else ""
            elif text:
                yield text, ""


def collected() -> dict[str, str]:
    """Every msgid of the product with its plural."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "preau").rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            messages = messages_of_python(path)
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            messages = messages_of_template(path)
        else:
            continue
        for msgid, plural in messages:
            found[msgid] = plural or found.get(msgid, "")
    return found


def merged(catalogue: polib.POFile, wanted: dict[str, str]) -> polib.POFile:
    """The catalogue with exactly the wanted entries, in their order."""
    known = {entry.msgid: entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = {
        "Project-Id-Version": "Préau",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for msgid, plural in sorted(wanted.items()):
        old = known.get(msgid)
        entry = polib.POEntry(msgid=msgid, msgid_plural=plural)
        if plural:
            forms = dict(old.msgstr_plural) if old and old.msgstr_plural else {0: "", 1: ""}
            entry.msgstr_plural = forms
        else:
            entry.msgstr = old.msgstr if old else ""
        fresh.append(entry)
    return fresh


def take(catalogue: polib.POFile, other: Path) -> None:
    """Translations of another file win where the catalogue has none."""
    known = {entry.msgid: entry for entry in catalogue}
    for entry in polib.pofile(str(other)):
        if entry.msgid not in known:
            catalogue.append(entry)
        elif not known[entry.msgid].translated():
            known[entry.msgid].msgstr = entry.msgstr
            known[entry.msgid].msgstr_plural = entry.msgstr_plural


def missing(catalogue: polib.POFile, wanted: dict[str, str]) -> list[str]:
    """What a check complains of."""
    known = {entry.msgid: entry for entry in catalogue}
    absent = [m for m in wanted if m not in known or not known[m].translated()]
    unused = [m for m in known if m not in wanted]
    return [f"sans anglais : {m}" for m in absent] + [f"inutile : {m}" for m in unused]


def main(arguments: list[str]) -> int:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    if arguments[:1] == ["--check"]:
        complaints = missing(catalogue, collected())
        print("\n".join(complaints) or "catalogue complet")
        return 1 if complaints else 0
    for name in arguments[1:] if arguments[:1] == ["--merge"] else []:
        take(catalogue, Path(name))
    fresh = merged(catalogue, collected())
    fresh.save(str(CATALOGUE))
    fresh.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    print("\n".join(missing(fresh, collected())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
