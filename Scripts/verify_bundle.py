"""Checks an audit bundle for verify_close.py: its seals, the close inside it, and its row file."""
import io, re, struct, tarfile, tempfile, zlib  # noqa: E401
from pathlib import Path

import __main__ as verify_close  # the file that runs this one
from __main__ import expect, sha256


def check(path):
    with tempfile.TemporaryDirectory() as folder:
        root = path if path.is_dir() else unpacked(path, folder)
        check_seals(root)
        books = verify_close.check(root, root / "reports")
        first, last = re.findall(r"\d{4}-\d\d-\d\d", (root / "README.txt").read_text(encoding="utf-8").split("\n")[0])
        verify_close.check_components(books, rows_of(root / "rows.csv"), first, last)


def rows_of(path):
    """The rows of the row file; of several amounts in one line of a document, the first counts as a row."""
    before = None
    for row in verify_close.table(path.read_bytes()):
        place = row["document"], row["line"]
        row["rows"], before = place != before, place
        yield row


def check_seals(root):
    """No file of a bundle has changed, none is missing, none was added."""
    manifest = (root / "MANIFEST.sha256").read_bytes()
    expect((root / "SEAL").read_bytes() == f"{sha256(manifest)}\n".encode(), "SEAL", "is not that of MANIFEST.sha256")
    said = {line[66:]: line[:64] for line in manifest.decode().splitlines()}
    found = {str(path.relative_to(root)): sha256(path.read_bytes()) for path in root.rglob("*") if path.is_file()}
    for name in sorted((said.keys() | found.keys()) - {"MANIFEST.sha256", "SEAL"}):
        expect(said.get(name) == found.get(name), root / name, "is not the file that was sealed")


def unpacked(path, folder):
    """Unpacks a bundle. Its second gzip member is not compressed, and holds the digest of the first."""
    data = path.read_bytes()
    size = 23 + 98  # the member and its text
    first = data[:-size]
    text = f"sha256 of the bytes before this: {sha256(first)}\n".encode()
    tail = struct.pack("<4sIHBHH98sII", b"\x1f\x8b\x08\0", 0, 0x300, 1, 98, 98 ^ 0xFFFF, text, zlib.crc32(text), 98)
    expect(data[-size:] == tail, path, "a byte of it has been changed")
    with tarfile.open(fileobj=io.BytesIO(first)) as tar:
        tar.extractall(folder, filter="data")
    return next(Path(folder).iterdir())
