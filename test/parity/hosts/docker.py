"""Stands for docker on the hosts and on the client, and for pack on the client: asks the replay, which plays all the
daemons."""

import json
import os
import socket
import sys

program = os.path.basename(sys.argv[0])
question = {
    "host": os.environ["PARITY_HOST"],
    "connection": os.environ.get("PARITY_CONNECTION", ""),
    "argv": sys.argv[1:] if program == "docker" else [program, *sys.argv[1:]],
    "directory": os.getcwd(),
    "input": sys.stdin.read() if "--password-stdin" in sys.argv else None,
}
with socket.socket(socket.AF_UNIX) as link:
    link.connect(os.environ["PARITY_SOCKET"])
    link.sendall(json.dumps(question).encode())
    link.shutdown(socket.SHUT_WR)
    answer = json.load(link.makefile())
sys.stdout.write(answer["out"])
sys.stdout.flush()
sys.stderr.write(answer["err"])
sys.exit(answer["status"])
