#!/usr/bin/env python3
"""Finds what g++ 12 miscompiles silently in coroutines: check_coroutines.py PROJECT_ROOT

CONTRIBUTING.md has the table. This looks for its rows that can be seen in the text of one statement: braces (a value
or a lambda), or a choice, among the arguments of a call that is awaited. Prints one line for each, and ends with 1.
"""

import pathlib
import re
import sys

FOLDERS = ["src", "include", "examples", "bench", "test"]
NO_CODE = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"')
AWAIT = re.compile(r"\bco_await\b(?!\s*\(\s*\)\s*&)")  # not the operator itself


def blank(match):
    return " " * len(match.group())


def faults_in(code):
    code = NO_CODE.sub(blank, code)
    for match in AWAIT.finditer(code):
        depth = 0
        for at in range(match.end(), len(code)):
            character = code[at]
            if character in "([":
                depth += 1
            elif character in ")]":
                depth -= 1
            if depth < 0 or (depth == 0 and character in ";{"):
                if character == "{" and "if (" not in code[code.rfind("\n", 0, match.start()) : match.start()]:
                    yield code.count("\n", 0, match.start()) + 1
                break
            # Designators are for views alone, which own nothing that could be destroyed twice (wheels/ship_options.hpp).
            if depth > 0 and code.startswith("{.", at):
                break
            if depth > 0 and character in "{?":
                yield code.count("\n", 0, match.start()) + 1
                break


def self_test():
    wrong = [
        "co_await f(Options{1});",
        "co_await f({});",
        "co_await f(a, [x] { g(x); });",
        "co_await f(c ? a : b);",
        "auto x = co_await Type{}.run();",
        "co_await f(a,\n         verb::Boot{names});",
    ]
    right = [
        "co_await f(std::move(value));",
        "if (co_await f(x)) { g(); }",
        "// co_await f({});",
        'co_await f("{}?");',
        "auto x = co_await f(a[0]); g({});",
        'co_await project.deploy({.version = "v2"});',
        "auto operator co_await() && noexcept { return Part{}; }",
    ]
    missed = [code for code in wrong if not list(faults_in(code))]
    blamed = [code for code in right if list(faults_in(code))]
    for code in missed:
        print(f"self-test: was not found out: {code}")
    for code in blamed:
        print(f"self-test: was blamed for nothing: {code}")
    return not missed and not blamed


def main():
    if not self_test():
        return 1
    root = pathlib.Path(sys.argv[1])
    found = 0
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            for line in faults_in(path.read_text(encoding="utf-8")):
                print(f"{path.relative_to(root)}:{line}: g++ 12 miscompiles this: name the value first (CONTRIBUTING.md)")
                found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
