// How fast a log goes through redaction: 64 MB in pieces of 16 KiB, as from a channel, with 50 secrets.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "base/stream_redactor.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t size = 64U << 20U;
constexpr std::size_t piece = 16384;

std::string filled(const std::string& line) {
    std::string text;
    text.reserve(size + line.size());
    while (text.size() < size) text += line;
    text.resize(size);
    return text;
}

void measure(const char* what, const std::string& text, const std::vector<wheels::Secret>& secrets) {
    const auto before = Clock::now();
    const wheels::Redactor redactor(secrets);
    const auto made = Clock::now();
    wheels::StreamRedactor stream(redactor);
    std::size_t out = 0;
    for (std::size_t at = 0; at < text.size(); at += piece) out += stream.feed(text.substr(at, piece)).size();
    out += stream.flush().size();
    const std::chrono::duration<double, std::nano> took = Clock::now() - made;
    const std::chrono::duration<double, std::milli> making = made - before;
    std::printf("%-34s %6.2f ns a byte, %5.1f MB out; made in %.1f ms\n", what,
                took.count() / static_cast<double>(text.size()), static_cast<double>(out) / 1e6,
                making.count());
}

}  // namespace

int main() {
    std::vector<wheels::Secret> secrets;
    for (int i = 0; i < 50; ++i)
        secrets.emplace_back("s3cr3t-" + std::to_string(i * 7919) + "/of+the\"app\"?x=" + std::to_string(i));
    const std::string line = "#12 [build 3/9] RUN bundle install --jobs 4: Fetching gem metadata 200 OK\n";

    measure("no secrets", filled(line), {});
    measure("a build's log", filled(line), secrets);
    measure("with a secret in every line", filled(line.substr(0, 40) + secrets[7].reveal() + "\n"), secrets);
    measure("beginnings of secrets, no secret", filled("s3cr3t-s3cr3t-1 "), secrets);
    return 0;
}
