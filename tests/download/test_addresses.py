"""Addresses: the own network is refused in every spelling and behind every answer."""

import socket

import pytest

from engine.download.addresses import ALLOWED, RefusedError, parsed, target


def server_of(url):
    return target(parsed(url))


INNER = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "localhost", "LOCALHOST.", "0.0.0.0", "0"),
    *("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("192.0.0.8", "192.88.99.1", "198.18.0.1", "203.0.113.7", "[fec0::1]", "[::ffff:0:7f00:1]", "[64:ff9b:1::1]"),
    *("[100::1]", "[2001:db8::1]", "[2606:4700::5efe:a00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:c0a8:101::1]"),
    *("[2002:7f00:1::]", "[2001:0:0:0:0:0:80ff:fffe]", "[ff02::1]", "%31%32%37.0.0.1", "①②⑦.0.0.1"),
]


@pytest.mark.parametrize("host", INNER)
def test_the_own_network_is_refused(monkeypatch, host):
    monkeypatch.delenv(ALLOWED, raising=False)
    with pytest.raises(RefusedError):
        server_of(f"http://{host}/a.png")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://1.1.1.1/", "http://", "http://a:b@1.1.1.1/", "gopher://x"]
)
def test_other_addresses_are_refused(url):
    with pytest.raises(RefusedError):
        server_of(url)


def test_public_addresses_and_allowed_ones(monkeypatch):
    assert server_of("http://1.1.1.1/a?b").address == "1.1.1.1"
    assert server_of("https://[2606:4700::1111]:8443/a").port == 8443
    monkeypatch.setenv(ALLOWED, "files.local, 10.0.0.0/8,127.0.0.1")
    assert server_of("http://10.9.9.9/").address == "10.9.9.9"
    assert server_of("http://127.1/").address == "127.0.0.1"
    with pytest.raises(RefusedError):
        server_of("http://192.168.0.1/")


def test_one_inner_answer_among_public_ones_refuses_all(monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    monkeypatch.delenv(ALLOWED, raising=False)
    with pytest.raises(RefusedError, match=r"in the local network \(10\.0\.0\.1\)"):
        server_of("http://mixed.example/")
    monkeypatch.setenv(ALLOWED, "mixed.example")
    assert server_of("http://mixed.example/").address == "1.1.1.1"
