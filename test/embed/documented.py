"""The C++ of README.md and docs/embedding.md, word for word, as one file that can be compiled."""
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


def program(source):
    text = BEFORE
    for name in ("README.md", "docs/embedding.md"):
        page = (source / name).read_text(encoding="utf-8")
        for number, block in enumerate(re.findall(r"^```cpp\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)):
            before = page[:page.index(block)].count("\n") + 1
            place = f'#line {before} "{name}"\n'
            function = f"{re.sub('[^a-z]', '_', name.lower())}_{number}"
            if block.startswith("class "):
                text += f"namespace {function} {{\n{place}{block}}}\n"
            else:
                text += f"asio::awaitable<void> {function}() {{\n{place}{block}co_return;\n}}\n"
    return text
