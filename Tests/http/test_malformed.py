"""Requests that are no good HTTP, and those that two readers could take in two ways."""

import random

import requests

from wire import connect, exchange, status

HOST = b"Host: localhost\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
POST = b"POST /signin/ HTTP/1.1\r\n" + HOST


def ended(head, body=b""):
    return head + b"Connection: close\r\n\r\n" + body


CASES = {
    "nothing but noise": (b"\x00\xff\x00\xff\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 200, 400),
    "no host": (ended(GET), 400),
    "two hosts": (ended(GET + HOST + b"Host: evil.example\r\n"), 400),
    "the same host twice": (ended(GET + HOST + HOST), 400),
    "a host that is none": (ended(GET + b"Host: a b\r\n"), 400),
    "an absolute target of ours": (ended(b"GET http://localhost/signin/ HTTP/1.1\r\nHost: evil.example\r\n"), 200),
    "an absolute target of another": (ended(b"GET http://evil.example/signin/ HTTP/1.1\r\n" + HOST), 400),
    "a target that is none": (ended(b"GET signin HTTP/1.1\r\n" + HOST), 400),
    "a name and a password in the target": (ended(b"GET http://a:b@localhost/ HTTP/1.1\r\n" + HOST), 400),
    "another coding": (ended(POST + b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"), 400),
    "another coding last": (ended(POST + b"Transfer-Encoding: chunked, gzip\r\n", b"0\r\n\r\n"), 400),
    "chunked twice": (ended(POST + b"Transfer-Encoding: chunked\r\n" * 2, b"0\r\n\r\n"), 400),
    "identity": (ended(POST + b"Transfer-Encoding: identity\r\n", b""), 400),
    "chunks and a length": (ended(POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n"), 400),
    "two lengths": (ended(POST + b"Content-Length: 1\r\nContent-Length: 2\r\n", b"a"), 400),
    "a list of lengths": (ended(POST + b"Content-Length: 1, 1\r\n", b"a"), 400),
    "a negative length": (ended(POST + b"Content-Length: -1\r\n"), 400),
    "a length without end": (ended(POST + b"Content-Length: " + b"9" * 40 + b"\r\n"), 400),
    "a chunk of no size": (ended(POST + b"Transfer-Encoding: chunked\r\n", b"x\r\n\r\n"), 400),
    "a chunk of a size without end": (ended(POST + b"Transfer-Encoding: chunked\r\n", b"f" * 40 + b"\r\n"), 400),
    "chunks of HTTP/1.0": (b"POST /signin/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a blank before the colon": (ended(GET + HOST + b"X : y\r\n"), 400),
    "a folded header": (ended(GET + HOST + b"X: a\r\n b\r\n"), 400),
    "a header without a name": (ended(GET + HOST + b": y\r\n"), 400),
    "NUL in a header": (ended(GET + HOST + b"X: a\0b\r\n"), 400),
    "a bare CR": (ended(GET + HOST + b"X: a\rb\r\n"), 400),
    "a version that does not exist": (ended(b"GET /healthz HTTP/3.7\r\n" + HOST), 400),
    "HTTP/2 at once": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "an unknown method": (ended(b"BREW /healthz HTTP/1.1\r\n" + HOST), 400),
    "a tunnel": (ended(b"CONNECT localhost:443 HTTP/1.1\r\n" + HOST), 501),
    "an unknown expectation": (ended(POST + b"Expect: more\r\nContent-Length: 0\r\n"), 417),
    "a long target": (ended(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n" + HOST), 414),
    "a long header": (ended(GET + HOST + b"X: " + b"x" * 40_000 + b"\r\n"), 431),
    "many headers": (ended(GET + HOST + b"X: y\r\n" * 300), 431),
    "a long body": (ended(POST + b"Sec-Fetch-Site: same-origin\r\nContent-Length: 70000\r\n"
                          b"Content-Type: application/x-www-form-urlencoded\r\n", b"x" * 70_000), 413),
}


def test_d2_malformed_requests_are_refused_and_end_no_process(site):
    for name, (request, expected) in CASES.items():
        answer = exchange(site, request)
        got = status(answer)
        # What is told of another version or method is the parser's choice among the refusals.
        assert got == expected or (expected == 400 and got in (405, 501, 505)), (name, answer[:200])
        if expected != 200:
            assert b"Connection: close" in answer or got == 413, (name, answer[:300])
    assert site.process.poll() is None
    assert requests.get(f"{site.url}/healthz").status_code == 200


def test_d2_requests_cut_and_garbled_anywhere_end_no_process(site):
    good = POST + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    for end in range(0, len(good), 7):
        exchange_and_leave(site, good[:end])
    chance = random.Random(17)
    for _ in range(300):
        garbled = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            garbled[chance.randrange(len(garbled))] = chance.randrange(256)
        exchange_and_leave(site, bytes(garbled))
    assert site.process.poll() is None
    assert requests.get(f"{site.url}/healthz").status_code == 200


def exchange_and_leave(site, request):
    with connect(site) as connection:
        connection.sendall(request)


def test_headers_of_refusals_are_those_of_all_answers(site):
    answer = exchange(site, ended(GET + HOST + HOST)).decode()
    assert "X-Content-Type-Options: nosniff" in answer and "Cache-Control: no-store" in answer
    assert "default-src 'self'" in answer and "Server:" not in answer


def test_expect_100_continue_is_answered_before_the_body(site):
    body = b"email=a%40b.example&password=wrong"
    head = POST + b"Expect: 100-continue\r\nSec-Fetch-Site: same-origin\r\n" \
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body)
    with connect(site) as connection:
        connection.sendall(ended(head))
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert connection.recv(12) == b"HTTP/1.1 422"


def test_a_client_of_http_1_0_gets_an_answer_without_chunks_that_ends(site):
    answer = exchange(site, b"GET /signin/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert status(answer) == 200 and b"chunked" not in answer.split(b"\r\n\r\n")[0]
    assert answer.rstrip().endswith(b"</html>")
