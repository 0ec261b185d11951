#!/usr/bin/env python3
"""A worker for the print spooler that types plain text, in the standard library of Python alone.

    python3 worker.py [HOST [PORT]]

It knows nothing but docs/protocol.md: it connects, says in its Hello what it takes, answers each
job with the images of its pages (as SVG, one in each part), and says goodbye when it is stopped.
"""
import html
import os
import select
import signal
import socket
import struct
import sys
import time

HEADER = struct.Struct(">HBBQHH")  # channel, proto, status, id, lengths of text headers and body
REQUEST, RESPONSE, SIGNAL, HELLO_REQUEST, HELLO_RESPONSE, BYE_REQUEST, BYE_RESPONSE = range(7)
OPCODE, MORE = 0x0F, 0x20
LINES, COLUMNS, LARGEST = 62, 84, 16 * 1024 * 1024
SHEET = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842" width="595" height="842">'
         '<rect width="595" height="842" fill="white"/>'
         '<g font-family="monospace" font-size="10" xml:space="preserve">{}</g></svg>')
stopping = False


def send(peer, opcode, message_id, headers=(), body=b"", more=False):
    text = "".join(f"{name}:{value}\r\n" for name, value in headers).encode()
    proto = opcode | (MORE if more else 0)
    peer.sendall(HEADER.pack(1, proto, 0, message_id, len(text), len(body)) + text + body)


def read(peer, count):
    data = bytearray()
    while len(data) < count:
        part = peer.recv(count - len(data))
        if not part:
            raise EOFError("the spooler has closed the connection")
        data += part
    return bytes(data)


def receive(peer):
    _, proto, _, message_id, headers_length, body_length = HEADER.unpack(read(peer, HEADER.size))
    headers = {}
    for line in filter(None, read(peer, headers_length).split(b"\r\n")):
        name, _, value = line.partition(b":")
        if not name:
            break
        headers.setdefault(name.decode(errors="replace"), value.strip(b" \t").decode(errors="replace"))
    return proto & OPCODE, bool(proto & MORE), message_id, headers, read(peer, body_length)


def wanted(ticket, count):
    """The first and the last page that a ticket like resolution=96;pages=2-5 asks for."""
    items = dict(item.split("=", 1) for item in ticket.split(";") if "=" in item)
    first, dash, last = items.get("pages", "1-").partition("-")
    return int(first), min(count, int(last) if last else count if dash else int(first))


def sheets(document):
    lines = []
    for line in document.decode(errors="replace").expandtabs().splitlines():
        lines += [line[start:start + COLUMNS] for start in range(0, len(line) or 1, COLUMNS)]
    return [lines[start:start + LINES] for start in range(0, len(lines), LINES)] or [[]]


def image(lines):
    typed = "".join(f'<text x="44" y="{56 + 12 * row}">{html.escape(line)}</text>' for row, line in enumerate(lines))
    return "".join(c for c in SHEET.format(typed) if c >= " ").encode()


def work(peer, message_id, headers, document):
    """Answers one job: a Signal and a part of the Response for each page, an empty part at the end."""
    pages = sheets(document)
    first, last = wanted(headers.get("JobTicket", ""), len(pages))
    error = ("not_found" if headers.get("route") != "rip" else
             "cancelled" if "error-type" in headers else
             "unsupported" if headers.get("content-type") != "text/plain" else
             "too_large" if len(document) > LARGEST else
             "no_such_pages" if first > last else None)
    if error:
        return send(peer, RESPONSE, message_id, [("error-type", error)])
    print(f"job {headers.get('Job-Id')}: {last - first + 1} pages", flush=True)
    for page in range(first, last + 1):
        send(peer, SIGNAL, message_id, body=f"[{page - first + 1}:{last - first + 1}]".encode())
        send(peer, RESPONSE, message_id, [("content-type", "image/svg+xml")], image(pages[page - 1]), more=True)
    send(peer, RESPONSE, message_id)


def serve(peer, host, port):
    jobs = {}  # what has come of jobs that have not arrived completely
    name = f"python-{os.getpid()}"
    send(peer, HELLO_REQUEST, 1, [("~connect_to", f"tcp|{host}|{port}"), ("PDL", "text/plain"), ("Worker", name)])
    leaving = False
    while True:
        if stopping and not jobs and not leaving:
            send(peer, BYE_REQUEST, 2)  # behind it nothing is sent, but for a ByeResponse
            leaving = True
        if not select.select([peer], [], [], 0.2)[0]:
            continue
        opcode, more, message_id, headers, body = receive(peer)
        if opcode == HELLO_RESPONSE:
            if "error-type" in headers:
                sys.exit(f"rejected: {headers}")
            print(f"{name} is connected", flush=True)
        elif opcode == REQUEST and not leaving:
            first, document = jobs.setdefault(message_id, (headers, bytearray()))
            document += body[:LARGEST + 1 - len(document)]
            if not more:
                del jobs[message_id]
                work(peer, message_id, first | headers if "error-type" in headers else first, document)
        elif opcode == BYE_REQUEST:
            send(peer, BYE_RESPONSE, message_id)  # the spooler closes when it has read this
        elif opcode == BYE_RESPONSE:
            return


def stop(*_):
    global stopping
    stopping = True


def main(host="127.0.0.1", port=7099):
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        try:
            with socket.create_connection((host, int(port)), timeout=30) as peer:
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                serve(peer, host, port)
        except (OSError, EOFError) as failure:
            print(f"no spooler: {failure}", flush=True)
            time.sleep(1)


main(*sys.argv[1:])
