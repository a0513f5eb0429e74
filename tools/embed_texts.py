#!/usr/bin/env python3
"""Writes text files into a C++ file, so that the program has them with it.

embed_texts.py OUTPUT HEADER NAMESPACE TYPE FUNCTION FILE...

HEADER declares `std::span<const TYPE> FUNCTION();`, where TYPE has a name and a text. The name is that of the file,
without `.md`.
"""
import pathlib
import sys

PIECE = 8000  # string literals longer than 64 KiB are not portable; adjacent ones are joined


def literal(text):
    pieces = [text[i:i + PIECE] for i in range(0, len(text), PIECE)]
    return "\n".join(f'R"page({piece})page"' for piece in pieces) or '""'


def main():
    output, header, namespace, kind, function, *files = sys.argv[1:]
    lines = [f'#include "{header}"', "", f"namespace {namespace} {{", "",
             f"std::span<const {kind}> {function}() {{", f"    static constexpr {kind} all[] = {{"]
    for file in map(pathlib.Path, files):
        lines.append(f'{{"{file.name.removesuffix(".md")}", {literal(file.read_text(encoding="utf-8"))}}},')
    lines += ["    };", "    return all;", "}", "", f"}}  // namespace {namespace}", ""]
    pathlib.Path(output).write_text("\n".join(lines), encoding="utf-8")


main()
