"""Requests as bytes."""

import socket


def address(site):
    host, port = site.url.removeprefix("http://").split("/")[0].rsplit(":", 1)
    return host, int(port)


def connect(site, source="127.0.0.1"):
    return socket.create_connection(address(site), timeout=60, source_address=(source, 0))


def read_all(connection):
    """What comes until the server closes; a reset ends it, too."""
    data = b""
    try:
        while part := connection.recv(65536):
            data += part
    except ConnectionResetError:
        pass
    return data


def exchange(site, *parts, source="127.0.0.1"):
    """Sends bytes, and gives what is answered until the server closes."""
    with connect(site, source) as connection:
        try:
            for part in parts:
                connection.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return read_all(connection)


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else None


def is_closed(connection):
    """Whether the server has closed a connection on which it sent nothing."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    finally:
        connection.settimeout(60)


def memory(process_id):
    """What a process has in memory, in MB."""
    with open(f"/proc/{process_id}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def processor_time(process_id):
    """Ticks of the processor that a process took."""
    with open(f"/proc/{process_id}/stat") as text:
        fields = text.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def mongo_url(site):
    """The connection string of a site's private mongod, with its password."""
    return (site.folder / ".gatehouse/mongodb-url").read_text()
