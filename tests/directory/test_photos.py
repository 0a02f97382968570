"""Promises about files: a photo is known by its content, decoded within limits, and written anew."""

import io
import struct
import zlib

import httpx2
import pytest
from PIL import Image

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.directory.errors import BrokenPhoto, NotAPhoto, PhotoTooLarge
from telemed.directory.photos import EDGE, sanitise
from telemed.settings import Settings
from tests.booking.builders import a_person, build_town

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 120, 200)).save(out, kind, **options)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of some bytes that says it has 30,000 × 30,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_small_jpeg(kind: str) -> None:
    """Whatever came, what is stored is a JPEG within the edge."""
    with Image.open(io.BytesIO(sanitise(picture(kind)))) as clean:
        assert (clean.format, max(clean.size)) == ("JPEG", EDGE)


def test_location_and_hidden_bytes_do_not_survive() -> None:
    """EXIF with a position, a comment, and a script behind the image's end are gone."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    exif[0x010E] = "<script>alert(1)</script>"
    upload = picture(exif=exif.tobytes(), comment=b"<script>secret</script>") + HTML
    clean = sanitise(upload)
    assert b"script" not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize("upload", [SVG, HTML, b"", b"GIF89a" + b"\0" * 40, b"%PDF-1.7\n", b"MZ" + b"\0" * 200])
def test_what_is_no_photo_is_refused(upload: bytes) -> None:
    """By its content, whatever it says it is."""
    with pytest.raises(NotAPhoto):
        sanitise(upload)


def test_bombs_and_broken_images_are_refused() -> None:
    """A claim of 900 megapixels is not decoded; half a file is an answer, not a fault."""
    with pytest.raises(PhotoTooLarge):
        sanitise(bomb())
    with pytest.raises(BrokenPhoto):
        sanitise(picture("PNG")[:400])


async def test_svg_and_html_posing_as_png_are_415(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Over HTTP: 415 for what is no image, 413 for a bomb, and a good one is served as JPEG with its ETag."""
    async with database.writing() as session:
        town, other = await build_town(session), await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    path = f"/api/v1/doctors/{town.doctor_id}/photo"

    async def put(data: bytes, to: str = path, name: str = "../../photo.png") -> int:
        sent = await client.put(to, files={"photo": (name, data, "image/png")}, headers=admin.headers)
        return sent.status_code

    assert (await client.get(path)).status_code == 404
    assert [await put(SVG), await put(HTML), await put(bomb())] == [415, 415, 413]
    assert await put(picture(), f"/api/v1/doctors/{other.doctor_id}/photo") == 404
    assert await put(picture()) == 200
    shown = await client.get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["x-content-type-options"] == "nosniff"
    again = await client.get(path, headers={"If-None-Match": shown.headers["etag"]})
    assert again.status_code == 304
    doctor = (await client.get(f"/api/v1/doctors/{town.doctor_id}")).json()
    assert doctor["photo_url"].startswith(path)
    stored = list((settings.data_dir / "photos").iterdir())
    assert [file.suffix for file in stored] == [".jpg"]
