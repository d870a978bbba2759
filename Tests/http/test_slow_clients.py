"""Clients that take their time, and as many connections as they like."""

import resource
import socket
import subprocess
import threading
import time
from statistics import median

import requests

from program import EXECUTABLE, Site, wait_until
from wire import connect, exchange, is_closed, memory, mongo_url, processor_time, read_all, status

HEAD = b"POST /signin/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def dribble(connection, request):
    """Sends bytes one by one until the server has enough, and gives what it answered."""
    connection.settimeout(0.1)
    answer = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            connection.send(next(request))
            part = connection.recv(65536)
            if not part:
                return answer
            answer += part
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            return answer
    raise AssertionError("the connection was never cut")


def endless(*beginning):
    yield from beginning
    while True:
        yield b"x"


def chunks(beginning):
    yield beginning
    while True:
        yield b"1\r\nx\r\n"


def test_d3_d5_a_request_that_drips_is_answered_with_408_and_cut(site):
    for request in [
        endless(HEAD + b"Content-Length: 60000\r\n\r\n"), chunks(HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        endless(b"GET /signin/ HTTP/1.1\r\nX: "),
    ]:
        with connect(site) as connection:
            assert status(dribble(connection, request)) == 408


def test_d3_an_idle_connection_is_closed_before_and_after_a_request(site):
    assert exchange(site) == b""
    answer = exchange(site, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert status(answer) == 200 and answer.endswith(b"ok\n")


def test_d5_a_client_that_pipelines_and_never_reads_is_cut(site):
    request = b"GET /signin/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50
    with connect(site) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        before = memory(site.process.pid)
        try:
            while True:
                connection.sendall(request)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert memory(site.process.pid) - before < 64
    assert requests.get(f"{site.url}/healthz").status_code == 200


def test_d4_an_address_has_its_share_and_others_are_served(tmp_path):
    site = Site(tmp_path, GATEHOUSE_CONNECTIONS="40", GATEHOUSE_CONNECTIONS_PER_ADDRESS="10").start()
    held = []
    try:
        # The gate stands from the first connection on.
        assert requests.get(f"{site.url}/healthz").status_code == 200
        held = [connect(site) for _ in range(30)]
        wait_until(lambda: sum(is_closed(connection) for connection in held) >= 19)
        assert sum(not is_closed(connection) for connection in held) >= 8
        answer = exchange(
            site, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", source="127.0.0.2")
        assert status(answer) == 200
    finally:
        for connection in held:
            connection.close()
        site.stop()


def test_d4_with_few_descriptors_idle_connections_leave_room_for_others(site, tmp_path, many_descriptors):
    for descriptors in [64, 256, 1024]:
        folder = tmp_path / str(descriptors)
        folder.mkdir()
        small = Site(folder, GATEHOUSE_REQUEST_SECONDS="2", GATEHOUSE_MONGODB_URL=mongo_url(site))
        small.descriptors = descriptors
        small.start()
        held = []
        try:
            held = [connect(small, f"127.0.0.{2 + number % 50}") for number in range(descriptors + 50)]
            # They wait to be accepted, and those that were accepted are closed in time.
            assert requests.get(f"{small.url}/healthz", timeout=60).status_code == 200
            assert requests.get(f"{small.url}/readyz", timeout=60).status_code == 200
            assert "no descriptor" not in (folder / "site.log").read_text()
        finally:
            for connection in held:
                connection.close()
            assert small.stop() == 0


def test_d4_accepting_pauses_while_no_descriptor_is_left(tmp_path):
    site = Site(tmp_path).start()
    try:
        assert requests.get(f"{site.url}/healthz").status_code == 200
        pid = site.process.pid
        limit = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (1, limit[1]))
        with connect(site) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            wait_until(lambda: "no descriptor" in (tmp_path / "site.log").read_text())
            before = processor_time(pid)
            time.sleep(3)
            # A loop that asks again at once takes 300 ticks and more.
            assert processor_time(pid) - before < 60
            assert (tmp_path / "site.log").read_text().count("no descriptor") == 1
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limit)
            assert status(read_all(connection)) == 200
    finally:
        site.stop()


def test_a_start_with_too_few_descriptors_says_so(tmp_path):
    site = Site(tmp_path)
    run = subprocess.run(
        [EXECUTABLE], cwd=tmp_path, env=site.environment(), capture_output=True, text=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20)))
    assert run.returncode == 1 and "may open 20 files and connections at a time" in run.stderr, run.stderr
    assert len(run.stderr.splitlines()) == 1, run.stderr


def test_r14_2000_slow_connections_are_cut_and_others_are_served(site, many_descriptors):
    count = min(2000, many_descriptors - 200)
    held = [connect(site, f"127.0.1.{1 + number % 100}") for number in range(count)]
    for number, connection in enumerate(held):
        connection.sendall([b"", b"GET /si", HEAD + b"Content-Length: 100\r\n\r\nemail="][number % 3])
    for _ in range(20):
        assert requests.get(f"{site.url}/signin/", timeout=60).status_code == 200
    for connection in held:
        answer = read_all(connection)
        assert answer == b"" or status(answer) == 408
        connection.close()


def test_r13_giant_headers_cookies_and_bodies_are_refused_and_take_no_memory(site):
    get = b"GET /signin/ HTTP/1.1\r\nHost: localhost\r\n"
    giants = [
        (get + b"X: " + b"x" * 1_000_000 + b"\r\n\r\n", 431), (get + b"Cookie: sessionid=" + b"x" * 1_000_000 + b"\r\n\r\n", 431),
        (HEAD + b"Sec-Fetch-Site: same-origin\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000, 413),
    ]
    for request, expected in giants:
        assert status(exchange(site, request)) == expected
    before = memory(site.process.pid)
    refused = []

    def send(numbers):
        for number in numbers:
            request, expected = giants[number % 3]
            refused.append(status(exchange(site, request)) == expected)

    quiet = [time_of_a_page(site) for _ in range(30)]
    senders = [threading.Thread(target=send, args=[range(start, 1000, 4)]) for start in range(4)]
    for sender in senders:
        sender.start()
    beside = []
    while any(sender.is_alive() for sender in senders):
        beside.append(time_of_a_page(site))
    for sender in senders:
        sender.join()
    assert len(refused) == 1000 and all(refused)
    assert memory(site.process.pid) - before < 50
    # They share two cores with those that send; a neighbour that waited for a giant would take far longer.
    print(f"a page takes {median(quiet) * 1000:.1f} ms, beside giants {median(beside) * 1000:.1f} ms")
    assert len(beside) > 10 and median(beside) < 10 * median(quiet) + 0.1
    assert requests.get(f"{site.url}/healthz").status_code == 200


def time_of_a_page(site):
    start = time.monotonic()
    assert requests.get(f"{site.url}/signin/", timeout=60).status_code == 200
    return time.monotonic() - start


def test_r13_neighbours_are_answered_while_one_is_slow(tmp_path):
    site = Site(tmp_path).start()
    try:
        with connect(site) as slow:
            # Nothing is due of it for half a minute.
            slow.sendall(HEAD + b"Content-Length: 100\r\n\r\nemail=")
            answered = []

            def ask():
                answered.extend(time_of_a_page(site) for _ in range(10))

            neighbours = [threading.Thread(target=ask) for _ in range(8)]
            for neighbour in neighbours:
                neighbour.start()
            for neighbour in neighbours:
                neighbour.join()
            assert len(answered) == 80 and max(answered) < 25
            assert not is_closed(slow)
    finally:
        site.stop()
