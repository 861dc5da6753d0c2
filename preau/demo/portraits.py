"""Drawn faces for a handful of pupils, so that the way of a photo is walked; nobody's picture."""

from collections.abc import Collection, Sequence
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

from preau.demo.rows import Pupil

_SHARE = 0.02
_SIDE = 240
_SCALE = 2
_PAPERS = ("#d9e7ee", "#f3e2d3", "#e2ecd9", "#ecdcea", "#f0e6c8")
_SKINS = ("#f1cfb2", "#d9a679", "#a8714a", "#7a4a2e", "#f6dcc5")
_HAIRS = ("#2b211c", "#5a3a22", "#8a5a2b", "#c9a15a", "#7b2f1d")
_CLOTHES = ("#0b4f6c", "#a93c14", "#1b6a3d", "#755200", "#6b3a78")


def write_portraits(pupils: Sequence[Pupil], always: Collection[str], folder: Path) -> None:
    """`<fiche>.png` for the pupils of these source ids, and for one in fifty of the others."""
    folder.mkdir(parents=True, exist_ok=True)
    for pupil in pupils:
        draw = Random(f"portrait/{pupil.source_id}")  # noqa: S311  (a drawing, not a secret)
        if pupil.source_id in always or draw.random() < _SHARE:
            portrait(draw, long_hair=pupil.is_girl).save(folder / f"{pupil.fiche}.png")


def portrait(draw: Random, *, long_hair: bool) -> Image.Image:
    """Head, hair and shoulders in five flat colours."""
    side = _SIDE * _SCALE
    image = Image.new("RGB", (side, side), draw.choice(_PAPERS))
    pen = ImageDraw.Draw(image)
    skin, hair, clothes = draw.choice(_SKINS), draw.choice(_HAIRS), draw.choice(_CLOTHES)
    if long_hair:
        pen.rounded_rectangle(_box(side, 0.26, 0.2, 0.74, 0.78), side // 5, fill=hair)
    pen.ellipse(_box(side, 0.16, 0.72, 0.84, 1.4), fill=clothes)
    pen.rectangle(_box(side, 0.43, 0.6, 0.57, 0.78), fill=skin)
    pen.ellipse(_box(side, 0.31, 0.24, 0.69, 0.7), fill=skin)
    pen.pieslice(_box(side, 0.28, 0.16, 0.72, 0.62), 180, 360, fill=hair)
    for left in (0.41, 0.55):
        pen.ellipse(_box(side, left, 0.45, left + 0.04, 0.49), fill="#1a2632")
    pen.arc(_box(side, 0.43, 0.5, 0.57, 0.61), 20, 160, fill="#1a2632", width=side // 120)
    return image.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)


def _box(
    side: int, left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    return (left * side, top * side, right * side, bottom * side)
