#!/usr/bin/env python3
"""Looks for what a public header declares and libwheels would hide: check_exports.py PROJECT_ROOT

A function that is not inline, and a class that has one, need WHEELS_API: without it everything builds and passes here, where
all is linked together, and whoever embeds the library has an undefined symbol.
"""
import pathlib
import re
import sys

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|^\s*#(?:[^\n]*\\\n)*[^\n]*", re.DOTALL | re.MULTILINE)
FUNCTION = re.compile(r"[\w>&*\]]\s+[&*]?(?:operator\S+|~?\w+)\s*\(|^\s*(?:explicit\s+)?~?\w+\s*\(")
ELSEWHERE = re.compile(r"\b(?:WHEELS_API|inline|constexpr|friend|using|static_assert|typedef)\b|=\s*(?:0|default|delete)\s*$")
TYPE = re.compile(r"\b(?:class|struct)\s+(WHEELS_API\s+)?(\w+)[^();]*$")


def statements(text):
    """(what stands before its end, that is `;`, `{` or `}`) of each statement, without comments and attributes."""
    text = re.sub(r"\[\[.*?\]\]|\b(?:public|private|protected)\s*:", "", COMMENT.sub("", text))
    start = 0
    for found in re.finditer(r"[;{}]", text):
        yield text[start:found.start()].strip(), found.group()
        start = found.end()


def hidden_in(text):
    """The names of what lacks the mark."""
    around = []  # what each open brace belongs to: a namespace, a class with or without the mark, or something else
    for statement, end in statements(text):
        inside = around[-1] if around else "namespace"
        if end == "{":
            opened = TYPE.search(statement)
            if re.match(r"(inline\s+)?namespace\b", statement):
                around.append("namespace")
            elif opened and inside in ("namespace", "hidden", "shown") and not statement.startswith(("enum", "template")):
                around.append("shown" if opened.group(1) or inside == "shown" else "hidden")
            else:
                around.append("body")
        elif end == "}":
            if around:
                around.pop()
        elif inside in ("namespace", "hidden") and statement.endswith((")", "const", "noexcept", "override", "&")):
            if FUNCTION.search(statement) and "(" in statement and not ELSEWHERE.search(statement) and "{" not in statement:
                yield " ".join(statement.split())


def self_test():
    wrong = ["namespace w {\nint f(int a);\n}", "struct S {\n    int size() const;\n};", "class C {\npublic:\n    C();\n};",
             "namespace w {\nclass C {\n    virtual ~C();\n};\n}", "std::vector<int> all(const std::string& of,\n    int n);"]
    right = ["WHEELS_API int f(int a);", "inline int f() { return g(1); }", "struct S { int x = f(1); };", "class WHEELS_API C { C(); };",
             "class C {\n    C() = default;\n    virtual int f() = 0;\n    int g() const { return h(2); }\n};",
             "// int f();\n#define F(x) f(x)\nenum class E { a };\nstatic_assert(!is(1));\nclass C;\nfriend int f(int);",
             "struct S {\n    explicit S(int a) : a_(a) {}\n    int a_;\n};"]
    missed = [text for text in wrong if not list(hidden_in(text))]
    blamed = [text for text in right if list(hidden_in(text))]
    for text in missed + blamed:
        print(f"self-test: {'not found' if text in missed else 'blamed'}: {text!r}: {list(hidden_in(text))}")
    return not missed and not blamed


def main():
    if not self_test():
        return 1
    status = 0
    for path in sorted((pathlib.Path(sys.argv[1]) / "include").rglob("*.hpp")):
        for name in hidden_in(path.read_text(encoding="utf-8")):
            print(f"{path.name}: needs WHEELS_API: {name}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
