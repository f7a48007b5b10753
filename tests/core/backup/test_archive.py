"""The file of a backup: whatever is cut off, changed or none of ours is refused with a sentence."""

import gzip
import io
import json
import os
import tarfile

import pytest

from core.backup import archive
from core.backup.archive import BadArchive

ROWS = b'[1,"a"]\n[2,"b"]\n'


@pytest.fixture
def whole(tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(300_000))
    path = tmp_path / "whole.tar.gz"
    with archive.written(path) as out:
        out.add(archive.HEAD, archive.as_json({"format": archive.FORMAT}))
        out.add("tables/core_user/000000.jsonl", ROWS)
        out.add_file("media/ab/photo.jpg", photo)
        out.close({"tables": {}})
    return path


def members(path) -> list[tuple[str, bytes]]:
    with tarfile.open(path) as tar:
        return [(info.name, tar.extractfile(info).read()) for info in tar]


def rewritten(path, change) -> None:
    """The archive with each member as ``change(name, content)`` gives it; None leaves it out."""
    kept = [(name, change(name, content)) for name, content in members(path)]
    with tarfile.open(path, "w:gz") as tar:
        for name, content in kept:
            if content is not None:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))


def test_what_was_written_is_read_member_by_member(whole):
    seen = {}
    found = archive.read(whole, lambda member: seen.update({member.name: member.content()}))
    assert seen["tables/core_user/000000.jsonl"] == ROWS and len(seen["media/ab/photo.jpg"]) == 300_000
    assert json.loads(found.manifest_bytes) == found.manifest and found.signature is None
    assert not list(whole.parent.glob("*.part")) and whole.stat().st_mode & 0o077 == 0, "the owner's only"


def test_a_failure_leaves_no_file(tmp_path):
    path = tmp_path / "none.tar.gz"
    with pytest.raises(RuntimeError), archive.written(path) as out:
        out.add(archive.HEAD, b"{}")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("keep", [0.05, 0.5, 0.98, 0.99999])
def test_a_file_that_was_cut_off_is_refused(whole, keep):
    content = whole.read_bytes()
    whole.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(BadArchive, match="不完整或已损坏"):
        archive.read(whole)


def test_a_flipped_bit_is_refused(whole):
    content = bytearray(whole.read_bytes())
    for at in (len(content) // 3, len(content) // 2, len(content) - 6):
        broken = bytearray(content)
        broken[at] ^= 1
        whole.write_bytes(bytes(broken))
        with pytest.raises(BadArchive, match="没有写入任何数据"):
            archive.read(whole)


@pytest.mark.parametrize("name", ["tables/core_user/000000.jsonl", "media/ab/photo.jpg"])
def test_a_changed_member_is_named(whole, name):
    rewritten(whole, lambda member, content: content.replace(content[:1], b"X", 1) if member == name else content)
    with pytest.raises(BadArchive, match=f"“{name}”与清单不符"):
        archive.read(whole)


@pytest.mark.parametrize("name", ["media/ab/photo.jpg", archive.SUMS, archive.MANIFEST, archive.HEAD])
def test_a_member_that_is_missing_is_noticed(whole, name):
    rewritten(whole, lambda member, content: None if member == name else content)
    with pytest.raises(BadArchive):
        archive.read(whole)


def test_a_changed_list_is_noticed_by_the_manifest(whole):
    def without_photo(name, content):
        if name == archive.SUMS:
            return b"".join(line for line in content.splitlines(keepends=True) if b"photo" not in line)
        return None if "photo" in name else content

    rewritten(whole, without_photo)
    with pytest.raises(BadArchive, match="SHA256SUMS"):
        archive.read(whole)


@pytest.mark.parametrize("name", ["media/../../etc/passwd", "/etc/passwd", "var/x", "tables/core_user/x.jsonl"])
def test_a_member_that_leads_elsewhere_is_refused(whole, name):
    rewritten(whole, lambda member, content: content)
    kept = members(whole)
    with tarfile.open(whole, "w:gz") as tar:
        for member, content in [kept[0], (name, b"x"), *kept[1:]]:
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    with pytest.raises(BadArchive, match="与清单不符"):
        archive.read(whole)


def test_what_is_no_backup_is_said_to_be_none(tmp_path):
    for name, content in (("note.txt", b"hello"), ("other.gz", gzip.compress(b"hello"))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadArchive, match=r"不是本系统的备份文件|不完整"):
            archive.read(tmp_path / name)
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("README"))
    with pytest.raises(BadArchive, match="不是本系统的备份文件"):
        archive.read(tmp_path / "other.tar.gz")
    with pytest.raises(BadArchive, match="找不到"):
        archive.read(tmp_path / "absent.tar.gz")
