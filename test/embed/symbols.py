#!/usr/bin/env python3
"""symbols.py LIBRARY: the names that a shared or static library lets be seen, one a line, as C++ has them.

library/symbols.txt is such a list, of the shared library. After a change to the interface: test/embed/symbols.py
build/library/libwheels.so > library/symbols.txt, and what was there in the last release has to be there still.
"""
import re
import subprocess
import sys

# Asio's version is a part of the guard's name, and another one on another machine.
ASIO_VERSION = re.compile(r"(built_with_asio_)\d+")


def symbols(library):
    words = ["nm", "--defined-only", "--extern-only", "--format=posix"] + ["--dynamic"] * (".so" in str(library))
    listed = subprocess.run([*words, str(library)], text=True, capture_output=True, check=True).stdout
    names = "\n".join(line.split()[0] for line in listed.splitlines() if " " in line)
    shown = subprocess.run(["c++filt", "-r"], input=names, text=True, capture_output=True, check=True).stdout
    # Constructors and destructors have two names each that are one in C++.
    return sorted({ASIO_VERSION.sub(r"\1VERSION", name) for name in shown.splitlines()})


if __name__ == "__main__":
    print("\n".join(symbols(sys.argv[1])))
