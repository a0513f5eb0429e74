#!/usr/bin/env python3
"""Requests to web servers without a pause, until SIGTERM or the end of who started it; then what came back, as JSON.

  load.py --host-header app.example [--path /] [--clients 2] [--rate 100] ADDRESS...

Every client of every address sends RATE requests a second, most over one connection, every tenth over a new one. A
request has failed when it got no answer, none within 10 seconds, or one whose status is not 200.
"""
import argparse
import collections
import http.client
import json
import os
import signal
import threading
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--host-header", required=True)
parser.add_argument("--path", default="/")
parser.add_argument("--clients", type=int, default=2)
parser.add_argument("--rate", type=float, default=100)
parser.add_argument("addresses", nargs="+")
given = parser.parse_args()

stop = threading.Event()
lock = threading.Lock()
answers = collections.Counter()
errors = collections.Counter()
longest = 0.0


def request(connection):
    """Counts one request; true when the connection can be used again."""
    global longest
    started = time.monotonic()
    try:
        connection.request("GET", given.path, headers={"Host": given.host_header})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace").strip()
        failure = None if answer.status == 200 else f"status {answer.status}"
    except (OSError, http.client.HTTPException) as error:
        failure = f"{type(error).__name__}: {error}"
    with lock:
        longest = max(longest, time.monotonic() - started)
        if failure:
            errors[failure] += 1
        else:
            answers[text] += 1
    return failure is None


def client(address):
    connection, sent = None, 0
    due = time.monotonic()
    while not stop.is_set():
        if connection is None or sent % 10 == 0:
            if connection:
                connection.close()
            connection = http.client.HTTPConnection(address, timeout=10)
        if not request(connection):
            connection.close()
            connection = None
        sent += 1
        due = max(due + 1 / given.rate, time.monotonic() - 1)
        stop.wait(max(0, due - time.monotonic()))


signal.signal(signal.SIGTERM, lambda *_: stop.set())
signal.signal(signal.SIGINT, signal.SIG_IGN)
clients = [threading.Thread(target=client, args=(address,)) for address in given.addresses for _ in range(given.clients)]
for thread in clients:
    thread.start()
parent = os.getppid()
while not stop.wait(0.1):
    if os.getppid() != parent:
        stop.set()
for thread in clients:
    thread.join()
print(json.dumps({"requests": answers.total() + errors.total(), "failed": errors.total(), "answers": answers,
                  "errors": errors, "longest_ms": round(longest * 1000)}))
