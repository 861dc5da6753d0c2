"""Write each catalogue's .mo beside its .po: Préau runs on machines without gettext."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "preau" / "locale"

for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
    catalogue = polib.pofile(str(source))
    catalogue.save_as_mofile(str(source.with_suffix(".mo")))
    print(f"{source.relative_to(LOCALE)} : {catalogue.percent_translated()} %")
