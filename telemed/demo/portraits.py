"""Doctors' photos: their initials on a colour. Nobody's face is shown as somebody it is not."""

import io

from PIL import Image, ImageDraw, ImageFont, ImageOps

EDGE = 320
_SIZE = 132
_COLOURS = (
    "#2f5d62",
    "#5b4b8a",
    "#8a4b5b",
    "#35608f",
    "#7a5c2e",
    "#3f6b3f",
    "#6b3f5f",
    "#2e6f7e",
    "#84502f",
    "#4a5a78",
)

# Pillow's own font has Latin letters only. Most Cyrillic capitals are the same shapes; some are these, turned.
_SAME = dict(zip("АВЕКМНОРСТУХЗ", "ABEKMHOPCTYX3", strict=True))
_MIRRORED = {"И": "N", "Я": "R"}
_UPSIDE_DOWN = {"Г": "L", "Л": "V"}


def drawable(letter: str) -> bool:
    """Whether a capital can be drawn here."""
    return letter.isascii() or letter in "ÄÖÜ" or letter in {*_SAME, *_MIRRORED, *_UPSIDE_DOWN}


def portrait(initials: str, colour: int) -> bytes:
    """A square JPEG; the colour is chosen by number."""
    image = Image.new("RGB", (EDGE, EDGE), _COLOURS[colour % len(_COLOURS)])
    letters = [_letter(each) for each in initials]
    gap = 8
    left = (EDGE - sum(letter.width for letter in letters) - gap * (len(letters) - 1)) // 2
    for letter in letters:
        image.paste("#ffffff", (left, (EDGE - letter.height) // 2), letter)
        left += letter.width + gap
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84)
    return out.getvalue()


def _letter(letter: str) -> Image.Image:
    """The letter as a mask, cut to its ink."""
    latin = {**_SAME, **_MIRRORED, **_UPSIDE_DOWN}.get(letter, letter)
    mask = Image.new("L", (_SIZE * 2, _SIZE * 2))
    ImageDraw.Draw(mask).text((_SIZE // 2, _SIZE // 3), latin, fill=255, font=ImageFont.load_default(_SIZE))
    mask = mask.crop(mask.getbbox())
    if letter in _MIRRORED:
        return ImageOps.mirror(mask)
    return ImageOps.flip(mask) if letter in _UPSIDE_DOWN else mask
