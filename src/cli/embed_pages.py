#!/usr/bin/env python3
"""Writes the pages of docs/ into a C++ file, so that `wheels deploy docs` has them with it.

embed_pages.py OUTPUT PAGE.md...
"""
import pathlib
import sys

PIECE = 8000  # string literals longer than 64 KiB are not portable; adjacent ones are joined


def literal(text):
    pieces = [text[i:i + PIECE] for i in range(0, len(text), PIECE)]
    return "\n".join(f'R"page({piece})page"' for piece in pieces) or '""'


def main():
    output, *pages = sys.argv[1:]
    lines = ['#include "cli/pages.hpp"', "", "namespace wheels::cli {", "",
             "std::span<const Page> pages() {", "    static constexpr Page all[] = {"]
    for page in map(pathlib.Path, pages):
        lines.append(f'{{"{page.stem}", {literal(page.read_text(encoding="utf-8"))}}},')
    lines += ["    };", "    return all;", "}", "", "}  // namespace wheels::cli", ""]
    pathlib.Path(output).write_text("\n".join(lines), encoding="utf-8")


main()
