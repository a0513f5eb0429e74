#!/usr/bin/env python3
"""Holds the includes to the layers: check_layers.py PROJECT_ROOT [--self-test]

Every folder of src/ may include itself and what MAY_INCLUDE names; a third-party header may be
included by the files that THIRD_PARTY names only. Prints one line for every include that breaks
a rule, and ends with 1 then.
"""
import pathlib
import re
import sys
import tempfile

# folder: the folders of src/ that it may include. include/wheels is open to all, but for what PUBLIC says.
MAY_INCLUDE = {
    "base": [],
    "config": ["base"],
    "scaffold": ["base", "config"],
    "async": ["base"],
    "commands": ["base", "config"],
    "plan": ["base", "config", "commands"],
    "transport": ["base", "async", "config", "commands"],
    "process": ["base", "async", "commands", "transport"],
    "ssh_config": ["base"],
    "ssh": ["base", "async", "commands", "transport", "ssh_config"],
    "secrets": ["base", "async", "commands", "transport"],
    "playground": ["base", "async", "config", "commands", "transport", "ssh"],
    "engine": ["base", "async", "config", "commands", "plan", "transport"],
    "output": ["base"],
    "json": ["base"],
    "testing": ["base", "async", "commands", "transport"],
    "blocking": ["base", "async", "api"],
    "c_api": ["base"],
    "api": ["base", "async", "config", "scaffold", "commands", "plan", "transport", "process", "ssh_config", "ssh",
            "secrets", "playground", "engine"],
    # The command has no powers of its own: what it does, an embedder can do from include/wheels.
    "cli": ["base", "async", "output"],
}

# Public headers that bring Asio with them: not for the folders below async.
ASYNC_PUBLIC = {f"wheels/{name}.hpp" for name in ("awaitable", "clock", "connector", "doctor", "playground", "process_runner", "project", "prompter",
                                                 "secrets")}
WITHOUT_ASYNC = {"base", "config", "commands", "plan", "output", "scaffold", "ssh_config"}

# beginning of a third-party include: which files of src/ and include/ may have it (regular expression)
THIRD_PARTY = {
    "asio": r"src/(async|transport|process|ssh|secrets|playground|engine|testing|api|blocking|cli)/|include/wheels/awaitable\.hpp",
    "libssh2": r"src/ssh/[^/]*\.cpp",
    "openssl/": r"src/ssh/[^/]*\.cpp",
    "yaml-cpp/": r"src/config/yaml_tree\.cpp",
    "nlohmann/": r"src/(output|secrets|json|c_api)/[^/]*\.cpp|src/json/parts\.hpp|src/c_api/json_input\.hpp|src/secrets/json_reply\.hpp|src/config/report_json\.cpp|src/commands/proxy_state\.cpp",
    "fmt/": r"src/",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[>"]', re.MULTILINE)


def violations_in(relative, text):
    """The broken rules of one file, as texts."""
    parts = pathlib.PurePosixPath(relative).parts
    layer = parts[1] if parts[0] == "src" and len(parts) > 2 else None
    if layer is not None and layer not in MAY_INCLUDE:
        yield f"{relative}: the folder {layer} has no place among the layers"
        return
    for included in INCLUDE.findall(text):
        first = included.split("/")[0]
        for name, allowed in THIRD_PARTY.items():
            if included.startswith(name) and not re.match(allowed, relative):
                yield f"{relative}: {included} is not for this file"
        if layer is None:
            if first in MAY_INCLUDE and "/" in included:
                yield f"{relative}: a public header must not include {included}"
        elif first in MAY_INCLUDE and "/" in included and first != layer and first not in MAY_INCLUDE[layer]:
            yield f"{relative}: {layer} must not include {included}"
        elif included in ASYNC_PUBLIC and layer in WITHOUT_ASYNC:
            yield f"{relative}: {layer} must not include {included}"


def violations_below(root):
    found = []
    for top in ("include", "src"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".hpp", ".cpp"):
                relative = path.relative_to(root).as_posix()
                found.extend(violations_in(relative, path.read_text(encoding="utf-8")))
    installed = (root / "meson.build").read_text(encoding="utf-8")
    for path in sorted((root / "include").rglob("*.hpp")):
        relative = path.relative_to(root).as_posix()
        if f"'{relative}'" not in installed:
            found.append(f"{relative}: is not installed, see install_headers of meson.build")
    # Tests look for their own headers first, and would get these for ours.
    for path in sorted((root / "test").rglob("*.hpp")):
        relative = path.relative_to(root / "test").as_posix()
        if (root / "src" / relative).exists():
            found.append(f"test/{relative}: hides src/{relative}")
    return found


def self_test():
    """A rule that cannot be broken is no rule: each of these files has to be found out."""
    wrong = {
        "src/base/text.cpp": '#include "commands/app.hpp"\n',
        "src/commands/app.cpp": '#include "engine/work.hpp"\n',
        "src/commands/lock.cpp": "#  include <asio/post.hpp>\n",
        "src/plan/plan.hpp": '#include "wheels/project.hpp"\n',
        "src/engine/work.cpp": '#include "ssh/session.hpp"\n',
        "src/ssh/session.hpp": "#include <libssh2.h>\n",
        "src/config/config.cpp": "#include <yaml-cpp/yaml.h>\n",
        "src/new_room/x.cpp": "\n",
        "include/wheels/config.hpp": '#include "base/text.hpp"\n',
        "src/cli/verbs/deploy.cpp": '#include "plan/scope.hpp"\n',
        "include/wheels/forgotten.hpp": "\n",
        "test/ssh/session.hpp": "\n",
    }
    right = {
        "meson.build": "install_headers('include/wheels/config.hpp', 'include/wheels/kept.hpp')\n",
        "include/wheels/kept.hpp": "#include <string>\n",
        "src/commands/app.hpp": '#include <string>\n#include "base/shell.hpp"\n#include "wheels/config.hpp"\n',
        "src/ssh/session.cpp": '#include <libssh2.h>\n#include "wheels/connector.hpp"\n',
        "src/commands/probe.cpp": '// #include <asio.hpp> would be wrong\n',
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {**wrong, **right}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        found = {line.split(":")[0] for line in violations_below(root)}
    missed, blamed = set(wrong) - found, found & set(right)
    for name in sorted(missed):
        print(f"self-test: {name} was not found out")
    for name in sorted(blamed):
        print(f"self-test: {name} was blamed for nothing")
    return not missed and not blamed


def main():
    if not self_test():
        return 1
    if "--self-test" in sys.argv[2:]:
        return 0
    found = violations_below(pathlib.Path(sys.argv[1]))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
