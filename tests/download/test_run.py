"""download: what a list names arrives whole or is told with its reason; nothing else is touched."""

import csv
import hashlib
import signal
import ssl
import subprocess
import sys
import time

import pytest

from engine.core.jobs import control
from engine.core.jobs.job import FailedError, Job, StoppedError
from engine.core.storage.files import read_text
from engine.download.addresses import ALLOWED
from engine.download.compare.run import compare
from engine.download.compare.spec import CompareSpec
from engine.download.run import run
from engine.download.spec import DownloadSpec
from engine.spec import read
from tests.download.conftest import body, serving
from tests.support.commands import PROJECT, engine


@pytest.fixture
def download(home, tmp_path, server):
    def go(text, job=Job, **knobs):
        (tmp_path / "l.csv").write_text(text)
        given = {"list": str(tmp_path / "l.csv"), "output": str(tmp_path / "out"), "base": server.url, "pause": 0}
        spec = read(DownloadSpec, given | knobs)
        handle = job(control.create("download", spec.model_dump(mode="json")))
        try:
            result = run(spec, handle)
        except FailedError:
            result = {"done": 0, "kept": 0}
        return result, manifest(tmp_path / "out")

    return go


def manifest(folder) -> dict[str, dict]:
    with (folder / "manifest.csv").open(newline="") as file:
        return {line["file"]: line for line in csv.DictReader(file)}


def test_files_arrive_whole_with_a_manifest_and_are_not_fetched_twice(download, tmp_path, server):
    names = [f"{i}.png" for i in range(60)] + ["sub/a b.png"]
    result, lines = download("file\r\n" + "\r\n".join(names) + "\r\n")
    assert (result["done"], result["failed"]) == (61, 0)
    for name in names:
        data = (tmp_path / "out" / name).read_bytes()
        assert data == body(name.rpartition("/")[2].replace(" ", "%20"))
        assert lines[name]["sha256"] == hashlib.sha256(data).hexdigest() and lines[name]["tries"] == "1"
    assert server.most_at_once <= 8 and not (tmp_path / "out" / ".parts").exists()
    assert "Glyphlab" in server.requests[0][1]["User-Agent"]
    (tmp_path / "out" / "7.png").unlink()
    result, lines = download("file\n" + "\n".join(names))
    assert (result["done"], result["kept"]) == (1, 60) and server.seen["/7.png"] == 2


def test_busy_servers_are_asked_again_and_broken_files_gone_on_with(download, tmp_path, server):
    _, lines = download("busy.png\ncut.png\nbroken.png\nmissing.png\nliar.png\n", tries=4)
    assert [lines[name]["tries"] for name in ("busy.png", "cut.png", "broken.png", "missing.png")] == [
        "3",
        "2",
        "4",
        "1",
    ]
    assert (tmp_path / "out" / "cut.png").read_bytes() == body("cut.png")
    asked = [said.get("Range") for path, said in server.requests if path == "/cut.png"]
    assert asked[0] is None and asked[1].startswith("bytes=") and asked[1] != "bytes=0-"
    assert "responds 500" in lines["broken.png"]["reason"] and "responds 404" in lines["missing.png"]["reason"]
    assert lines["liar.png"]["status"] == "failed" and not (tmp_path / "out" / "liar.png").exists()


def test_what_harms_or_is_no_image_is_refused_in_bounded_time(download, tmp_path, server):
    names = ["page.png", "packed.png", "long.png", "endless.png", "dripping.png", "loop.png", "ok.png"]
    start = time.monotonic()
    _, lines = download("\n".join(names), file_mb=5, seconds=1.5)
    assert time.monotonic() - start < 15
    words = [
        "text/html instead",
        "not requested",
        "99.0 MB",
        "the size limit per file",
        "longer than 1.5 s",
        "more than 5 times",
    ]
    for name, word in zip(names, words, strict=False):
        assert word in lines[name]["reason"], lines[name]
    assert lines["ok.png"]["status"] == "done"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["manifest.csv", "ok.png"]


def test_the_sum_of_all_files_is_limited(download):
    result, _ = download("".join(f"{i}.png\n" for i in range(30)), total_mb=0.5, workers=1)
    assert 5 <= result["done"] <= 6 and "All files together" in result["reasons"][0]


def test_redirects_into_the_own_network_are_refused(download, server, monkeypatch):
    server.places = {
        "other.png": "http://127.0.0.2/a.png",
        "meta.png": "http://169.254.169.254/latest",
        "v6.png": "http://[::ffff:127.0.0.3]/a.png",
        "odd.png": "http://0x7f000002/a.png",
        "file.png": "file:///etc/passwd",
        "fine.png": f"{server.url}/x.png",
    }
    _, lines = download("".join(f"{server.url}/to:{name}\n" for name in server.places), base="")
    reasons = {name.removeprefix("to:"): line["reason"] for name, line in lines.items()}
    assert all("in the local network" in reasons[name] for name in ("other.png", "meta.png", "v6.png", "odd.png"))
    assert "not an http or https" in reasons["file.png"] and not reasons["fine.png"]
    monkeypatch.delenv(ALLOWED)
    _, lines = download("new.png")
    assert "GLYPHLAB_INNER_HOSTS" in lines["new.png"]["reason"] and server.seen["/new.png"] == 0


def test_names_that_lead_outside_are_refused(download, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(outside)
    names = ["../a.png", "/etc/a.png", "C:\\a.png", "x/../../a.png", "manifest.csv", "n" * 300 + ".png", "link/a.png"]
    names += ["nul.png", "CON.png", "x./a.png"]
    result, lines = download("\n".join([*names, "a.png", "A.PNG", "a.png"]))
    assert result["done"] == 1 and result["failed"] == 11
    assert not list(outside.iterdir()) and not (tmp_path / "a.png").exists()
    assert "Another line has the name" in lines["A.PNG"]["reason"]


@pytest.mark.parametrize(
    ("text", "knobs", "words"),
    [
        ("", {}, "is empty"),
        ("a,b\nc,d\n", {}, "names no files"),
        ("1.png\n", {"base": ""}, "no address. Give the base"),
        ("1.png\n", {"base": "ftp://x"}, "base must start with"),
        ("1.png\n", {"column": "nope"}, "heading or number of .* got 'nope'"),
    ],
)
def test_lists_that_cannot_be_used_give_a_sentence(download, text, knobs, words):
    with pytest.raises(ValueError, match=words):
        download(text, **knobs)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffid;url;note\r\n1;%s/1.png;x\r\n2;%s/2.png;y",
        'who,image\n"a, b",1.png\n"line\nbreak",2.png\n',
        "1.png\n2.png",
        "label\tname\nA\t1.png\nB\t2.png\n",
    ],
)
def test_lists_in_many_hands(download, tmp_path, server, text):
    text = text.replace("%s", server.url)
    result, _ = download(text)
    assert (result["done"], result["failed"]) == (2, 0)


def test_only_servers_with_a_trusted_certificate_are_asked(download, certificate, tmp_path, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv(ALLOWED, "127.0.0.1,localhost")
    with serving(context) as server:
        base = server.url.replace("127.0.0.1", "localhost")
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        _, lines = download("a.png\n", base=server.url)
        assert lines["a.png"]["status"] == "refused" and lines["a.png"]["tries"] == "1"
        assert "certificate is not trusted" in lines["a.png"]["reason"] and "SSL_CERT_FILE" in lines["a.png"]["reason"]
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "public.pem"))
        result, _ = download("a.png\nb.png\n", base=server.url)
        assert result["done"] == 2 and (tmp_path / "out" / "b.png").read_bytes() == body("b.png")
        _, lines = download("c.png\n", base=base)
        assert "Hostname mismatch" in lines["c.png"]["reason"] and server.seen["/c.png"] == 0


def test_a_proxy_is_not_used_and_the_log_says_so(download, home, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    result, _ = download("a.png\n")
    logs = [read_text(path) for path in (home / "data" / "jobs").glob("*/log.txt")]
    assert result["done"] == 1 and "proxy in the environment is not used" in logs[0]


class Stops(Job):
    def progress(self, done, total, unit, **figures):
        if done >= 20:
            control.stop(self.id)


def test_a_stopped_download_goes_on(download, server, tmp_path):
    names = "".join(f"{i}.png\n" for i in range(80))
    with pytest.raises(StoppedError):
        download(names, Stops)
    there = len(list((tmp_path / "out").glob("*.png")))
    assert 20 <= there < 80
    result, _ = download(names)
    assert result["kept"] == there and result["done"] == 80 - there


def test_a_killed_download_goes_on(download, server, tmp_path, home):
    names = "".join(f"slow{i}.png\n" for i in range(120))
    (tmp_path / "l.csv").write_text(names)
    words = ["download", "--list", tmp_path / "l.csv", "--base", server.url, "--output", tmp_path / "out"]
    with subprocess.Popen([sys.executable, "-m", "engine", *words], cwd=PROJECT, stderr=subprocess.DEVNULL) as child:
        while sum(server.seen.values()) < 30 and child.poll() is None:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    there = list((tmp_path / "out").glob("*.png"))
    assert there and all(path.read_bytes() == body(path.name) for path in there)
    result, lines = download(names)
    assert result["done"] + result["kept"] == 120 and len(lines) == 120


ODD = (
    *("http://①②⑦.⓪.⓪.①/a.png", "http://a\tb/b.png", "http://a b/c.png", "http://[::1/d.png", "http://a:99999/e.png"),
    *(
        "http://a..b/f.png",
        f"http://{'a' * 300}/g.png",
        "http://user:pass@h/h.png",
        "http:///i.png",
        "http://xn--/j.png",
    ),
    *(
        "http://\u202e.\x7f/k.png",
        "http://a:b/l.png",
        "http://%zz/m.png",
        "http://[fe80::1%25lo]/n.png",
        "http://\u3002/o",
    ),
)


def test_an_odd_address_or_line_refuses_its_row_and_not_the_list(download, server):
    rows = [f"{server.url}/1.png", *(f'"{url}"' for url in ODD), '"http://never/closed.png', f"{server.url}/2.png"]
    rows += ['"http://never/closed', 'either.png"', f"{server.url}/3.png"]
    result, lines = download("url\n" + "\n".join(rows), base="", tries=1)
    assert result["done"] == 3 and result["failed"] == len(ODD) + 2
    assert all(
        line["reason"].endswith((".", "configuration.")) for line in lines.values() if line["status"] == "refused"
    )


def test_what_is_empty_cut_or_no_image_is_never_done(download, tmp_path):
    names = ["empty.png", "empty.txt", "text.png", "damaged.png", "unbounded.png", "unbounded.bin"]
    _, lines = download("\n".join([*names, "fine.png"]), seconds=1.5, tries=2)
    assert {name: lines[name]["status"] for name in names} == dict.fromkeys(names, "failed")
    words = [
        "empty file",
        "empty file",
        "not an image",
        "cut short or damaged",
        "longer than 1.5 s",
        "longer than 1.5 s",
    ]
    assert all(word in lines[name]["reason"] for name, word in zip(names, words, strict=True))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["fine.png", "manifest.csv"]


def test_a_file_changed_by_hand_is_seen_and_stays_as_it_is(download, tmp_path, home):
    names = "".join(f"{number}.png\n" for number in range(3))
    _, before = download(names)
    changed = tmp_path / "out" / "1.png"
    changed.write_bytes(changed.read_bytes()[:-1] + b"!")
    result, after = download(names)
    assert (result["kept"], result["changed"]) == (2, 1) and after["1.png"]["status"] == "changed"
    assert after["1.png"]["sha256"] == before["1.png"]["sha256"] and "delete it" in after["1.png"]["reason"]
    said = engine(home, f"compare --list {tmp_path / 'l.csv'} --folder {tmp_path / 'out'} --json")
    assert '"there": 2' in said and '"changed": 1' in said and '"first_changed": ["1.png"]' in said
    changed.unlink()
    assert download("2.png\n")[1]["0.png"]["sha256"] == before["0.png"]["sha256"]  # another list keeps its line
    assert download(names)[1]["1.png"] == before["1.png"]


def test_a_run_in_which_all_failed_ends_with_code_1(server, home, tmp_path):
    (tmp_path / "l.csv").write_text("missing.png\nbroken.png\n")
    words = f"download --list {tmp_path / 'l.csv'} --base {server.url} --output {tmp_path / 'out'} --tries 1"
    said = engine(home, words, code=1)
    assert "none of the 2 files could be fetched" in said and "Traceback" not in said


def test_compare_tells_missing_and_extra_and_its_list_can_be_downloaded(download, server, tmp_path, home):
    names = ["sub/1.png", "2.png", "3.png"]
    download("\n".join(names[:2]))
    (tmp_path / "out" / "extra.png").write_bytes(b"x")
    (tmp_path / "all.csv").write_text("file\n" + "\n".join([*names, "sub/4.png", "../no.png"]))
    paths = f"--list {tmp_path / 'all.csv'} --folder {tmp_path / 'out'} --output {tmp_path / 'missing.csv'}"
    said = engine(home, f"compare {paths} --base {server.url} --json")
    assert '"missing": 2, "extra": 1' in said and '"there": 2' in said
    result, _ = download((tmp_path / "missing.csv").read_text(), base="")
    assert result["done"] == 2 and (tmp_path / "out" / "sub" / "4.png").exists()
    spec = CompareSpec(list=str(tmp_path / "all.csv"), folder=str(tmp_path / "out"))
    assert compare(spec)["state"].value_counts().to_dict() == {"there": 4, "unusable": 1, "extra": 1}
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        compare(CompareSpec(list=str(tmp_path / "all.csv"), folder=str(tmp_path / "none")))
