#!/usr/bin/env python3
"""A wire with a delay: carries frames between two interfaces of the namespace that it runs in.

  wire.py off IF...       no offloads at the ends that talk to each other: their checksums would be left to the interface
  wire.py IFA IFB         each line of standard input is a new delay in milliseconds, for one way; it is echoed when it holds

A stand-in for netem, which not every kernel has. Frames keep their order, so the delay may change while traffic passes.
"""
import array
import collections
import fcntl
import os
import select
import socket
import struct
import sys
import time

ETH_P_ALL = 3
SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC, PACKET_IGNORE_OUTGOING = 263, 1, 1, 23
SIOCETHTOOL = 0x8946
SET_OFFLOADS = (0x17, 0x19, 0x1F, 0x24, 0x2C)  # checksums, scatter-gather, TSO, GSO, GRO


def no_offloads(name):
    """Else frames of 64 kB come by, with checksums that nobody filled in."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for command in SET_OFFLOADS:
            value = array.array("B", struct.pack("II", command, 0))
            try:
                fcntl.ioctl(any_socket, SIOCETHTOOL, struct.pack("16sP", name.encode(), value.buffer_info()[0]))
            except OSError:
                pass  # one that this kind of interface does not have


def open_end(name):
    no_offloads(name)
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    end.bind((name, 0))
    end.setblocking(False)
    end.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    membership = struct.pack("iHH8s", socket.if_nametoindex(name), PACKET_MR_PROMISC, 0, b"")
    end.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership)
    return end


def carry(first, second):
    ends = {first: second, second: first}
    under_way = collections.deque()  # (when it is due, the end that it comes out of, the frame)
    delay = 0.0
    while True:
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            _, out, frame = under_way.popleft()
            try:
                out.send(frame)
            except OSError:
                pass  # as a wire does with what nobody takes
        patience = max(0, under_way[0][0] - now) if under_way else None
        for ready in select.select([*ends, 0], [], [], patience)[0]:
            if ready == 0:
                text = os.read(0, 100)
                if not text:
                    return
                delay = float(text.split()[-1]) / 1000
                os.write(1, text)
                continue
            for _ in range(64):
                try:
                    frame = ready.recv(65536)
                except BlockingIOError:
                    break
                under_way.append((time.monotonic() + delay, ends[ready], frame))


if __name__ == "__main__":
    if sys.argv[1] == "off":
        for interface in sys.argv[2:]:
            no_offloads(interface)
        sys.exit()
    carry(open_end(sys.argv[1]), open_end(sys.argv[2]))
