import stat
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.vault.keyfile import KeyFile, MasterKeyError, ensure_master_key, ensure_secret


def line(kek_id: str, byte: bytes = b"k", length: int = 32) -> str:
    return f"{kek_id} {b64encode(byte * length).decode()}\n"


def test_the_first_run_makes_a_key_that_only_its_owner_reads_and_says_what_it_is_worth(tmp_path, capsys):
    path = ensure_master_key(tmp_path / "new" / "master.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    said = capsys.readouterr().err
    assert str(path) in said
    assert "loses" in said
    assert [entry.name for entry in path.parent.iterdir()] == ["master.key"]


def test_later_runs_leave_it_and_say_nothing(tmp_path, capsys):
    before = ensure_master_key(tmp_path / "master.key").read_bytes()
    capsys.readouterr()
    assert ensure_master_key(tmp_path / "master.key").read_bytes() == before
    assert capsys.readouterr().err == ""


def test_of_processes_that_start_together_one_makes_the_key(tmp_path, capsys):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: ensure_master_key(tmp_path / "master.key").read_bytes(), range(16)))
    assert len(found) == 1
    assert capsys.readouterr().err.count("Made the master key") == 1


def test_a_secret_is_made_once(tmp_path):
    secret = ensure_secret(tmp_path / "secret.key")
    assert len(secret) >= 50
    assert ensure_secret(tmp_path / "secret.key") == secret


def test_the_newest_key_wraps_and_all_unwrap(tmp_path):
    masters = KeyFile(ensure_master_key(tmp_path / "master.key"))
    first, wrapped = masters.wrap(b"d" * 32)
    second = masters.add()
    assert masters.newest == second != first
    assert masters.wrap(b"d" * 32)[0] == second
    assert masters.unwrap(first, wrapped) == b"d" * 32
    assert stat.S_IMODE(masters.path.stat().st_mode) == 0o400


def test_a_removed_key_unwraps_nothing(tmp_path):
    masters = KeyFile(ensure_master_key(tmp_path / "master.key"))
    first, wrapped = masters.wrap(b"d" * 32)
    masters.add()
    masters.remove([first])
    with pytest.raises(MasterKeyError, match="is not in"):
        masters.unwrap(first, wrapped)


def test_another_process_notices_a_new_key_at_once(tmp_path):
    path = ensure_master_key(tmp_path / "master.key")
    here, there = KeyFile(path), KeyFile(path)
    assert here.newest == there.newest
    assert here.add() == there.newest


def test_two_who_rewrite_at_once_do_not_lose_a_key(tmp_path):
    masters = KeyFile(ensure_master_key(tmp_path / "master.key"))
    before = masters.read()
    (tmp_path / "master.key.new").touch()
    with pytest.raises(FileExistsError):
        masters.add()
    assert masters.read() == before


def test_a_broken_rewrite_leaves_no_lock(tmp_path, monkeypatch):
    masters = KeyFile(ensure_master_key(tmp_path / "master.key"))

    def full(handle: int) -> None:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr("kit.vault.keyfile.os.fsync", full)
        with pytest.raises(OSError, match="full"):
            masters.add()
    assert masters.add() == masters.newest


@pytest.mark.parametrize(
    "text",
    ["", "# only a remark\n", "id-without-key\n", "id not-base64!\n", line("short", length=16), "a b c\n"],
    ids=repr,
)
def test_a_file_that_is_no_key_file_is_refused(tmp_path, text):
    (tmp_path / "master.key").write_text(text)
    with pytest.raises(MasterKeyError):
        _ = KeyFile(tmp_path / "master.key").newest


def test_a_missing_file_is_said_so(tmp_path):
    with pytest.raises(MasterKeyError, match="cannot be read"):
        _ = KeyFile(tmp_path / "nowhere").newest


def test_remarks_and_blank_lines_are_skipped(tmp_path):
    (tmp_path / "master.key").write_text("# remark\n\n" + line("b") + line("a", b"a"))
    assert list(KeyFile(tmp_path / "master.key").read()) == ["b", "a"]


def test_a_key_under_another_master_key_does_not_unwrap(tmp_path):
    (tmp_path / "master.key").write_text(line("b", b"b") + line("a", b"a"))
    masters = KeyFile(tmp_path / "master.key")
    _, wrapped = masters.wrap(b"d" * 32)
    with pytest.raises(MasterKeyError, match="does not unwrap"):
        masters.unwrap("a", wrapped)
