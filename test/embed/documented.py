"""The C++ and the C of README.md and docs/embedding.md, word for word, each as one file that can be compiled."""
import re

# What the examples take for granted.
BEFORE = """\
#include <asio/awaitable.hpp>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <wheels/blocking.hpp>
#include <wheels/project.hpp>
#include <wheels/testing.hpp>

#define CHECK(truth) static_cast<void>(truth)
#define CHECK_FALSE(truth) static_cast<void>(truth)
using namespace std::chrono_literals;
extern wheels::testing::RecordingSink progress;
extern wheels::Surroundings surroundings;
extern const wheels::Project project;
extern const std::string token;
void remember(const std::string& host, const std::optional<std::string>& version);
"""



BEFORE_C = """\
#include <stdio.h>
#include <wheels.h>

void on_event(void *user, const char *json, size_t length);
"""


def blocks(source, language):
    """Each with a name for it, and where it is."""
    for name in ("README.md", "docs/embedding.md"):
        page = (source / name).read_text(encoding="utf-8")
        for number, block in enumerate(re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)):
            before = page[:page.index(block)].count("\n") + 1
            yield f"{re.sub('[^a-z]', '_', name.lower())}_{number}", f'#line {before} "{name}"\n', block


def program(source):
    text = BEFORE
    for function, place, block in blocks(source, "cpp"):
        if block.startswith("class "):
            text += f"namespace {function} {{\n{place}{block}}}\n"
        else:
            text += f"asio::awaitable<void> {function}() {{\n{place}{block}co_return;\n}}\n"
    return text


def c_program(source):
    return BEFORE_C + "".join(f"void {function}(void);\nvoid {function}(void) {{\n{place}{block}}}\n"
                              for function, place, block in blocks(source, "c"))
