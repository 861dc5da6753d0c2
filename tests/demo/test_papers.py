"""The little PDF of the demonstration is one: found to be, with its accents and a true table."""

import io
import re

from preau.core.files.accept import accept
from preau.demo.acts.papers import pdf


def test_a_paper_is_a_pdf_whose_table_points_at_its_objects() -> None:
    made = pdf("Arrêts (hiver) \\", ("8 h 15 : français",))
    accepted = accept(io.BytesIO(made), "Été – arrêts.pdf")
    assert (accepted.media_type, accepted.name) == ("application/pdf", "Été – arrêts.pdf")
    start = int(made.rsplit(b"startxref\n", 1)[1].split()[0])
    assert made[start:].startswith(b"xref\n0 7\n")
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", made[start:])]
    for number, place in enumerate(places, start=1):
        assert made[place:].startswith(b"%d 0 obj" % number)
    assert "Arrêts \\(hiver\\) \\\\".encode("cp1252") in made
    length = int(re.search(rb"/Length (\d+)", made)[1])
    assert len(made.split(b"stream\n")[1].removesuffix(b"\nend")) == length
