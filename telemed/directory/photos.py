"""Making an uploaded image safe to show: known by its content, decoded within limits, written anew without metadata.

What is stored never contains a byte of the upload: a script, a location or a second file hidden in it do not survive.
"""

import asyncio
import io
import warnings
from pathlib import Path
from uuid import UUID

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from telemed.directory.errors import BrokenPhoto, NotAPhoto, PhotoTooLarge
from telemed.kit.ids import new_id

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
EDGE = 640
"""Pixels of the longer side of what is stored."""

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_decoders = asyncio.Semaphore(2)  # a decoded photo takes up to 160 MB


async def sanitised(upload: bytes) -> bytes:
    """The image as a JPEG of at most 640 × 640 pixels. Raises NotAPhoto, PhotoTooLarge, BrokenPhoto."""
    if len(upload) > MAX_BYTES:
        raise PhotoTooLarge
    async with _decoders:
        return await asyncio.to_thread(sanitise, upload)


def sanitise(upload: bytes) -> bytes:
    """`sanitised` in the calling thread; takes up to a second."""
    kind = _kind(upload)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=[kind]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise PhotoTooLarge
                return _written_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLarge from error
    except UnidentifiedImageError as error:
        raise NotAPhoto from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:  # what Pillow's decoders raise on damaged files
        raise BrokenPhoto from error


def _kind(upload: bytes) -> str:
    """Pillow's name of the format that the first bytes say."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(upload[:4096])}
    except (puremagic.PureError, ValueError) as error:
        raise NotAPhoto from error
    for mime, kind in _FORMATS.items():
        if mime in found:
            return kind
    raise NotAPhoto


def _written_anew(image: Image.Image) -> bytes:
    image.draft("RGB", (EDGE * 2, EDGE * 2))
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail((EDGE, EDGE))
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def folder(data_dir: Path) -> Path:
    return data_dir / "photos"


def store(data_dir: Path, photo: bytes) -> str:
    """Write a photo under a name of our own making; the name. The file is whole or not there."""
    folder(data_dir).mkdir(parents=True, exist_ok=True)
    name = f"{new_id().hex}.jpg"
    part = folder(data_dir) / f"{name}.part"
    part.write_bytes(photo)
    part.replace(folder(data_dir) / name)
    return name


def discard(data_dir: Path, name: str) -> None:
    (folder(data_dir) / name).unlink(missing_ok=True)


def url_of(doctor_id: UUID, photo_path: str | None) -> str | None:
    """Where a doctor's photo is read; another photo has another address, so it may be cached for long."""
    return f"/api/v1/doctors/{doctor_id}/photo?v={photo_path[-12:-4]}" if photo_path else None
