#include "playground/docker.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>

#include "async/supervised.hpp"
#include "base/line_splitter.hpp"
#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::playground {
namespace {

constexpr std::size_t most_kept = 4U << 20U;
constexpr std::size_t longest_message = 400;
// A Docker that does not answer at all is not waited for for ever; images take long over a slow line, and
// what hosts have kept takes long to be removed from a slow disk.
constexpr std::chrono::minutes patience{3};
constexpr std::chrono::minutes patience_with_much{30};
// For what is begun when somebody interrupts.
constexpr std::chrono::seconds patience_at_the_end{20};

/// `docker network create`, for an error.
std::string short_name(const Words& argv) {
    if (argv.front() != "docker") return "docker save";
    std::string name = "docker";
    for (std::size_t i = 1; i < argv.size() && i < 3 && !argv[i].starts_with('-'); ++i) name += " " + argv[i];
    return name;
}

bool moves_much(const Words& argv) {
    if (argv.front() != "docker") return true;
    return argv[1] == "build" || argv[1] == "pull" || argv[1] == "push" || argv[1] == "rm" ||
           argv[1] == "volume";
}

/// The line that says why: docker begins it so, mostly; else the last one.
std::string reason_in(const std::string& said) {
    std::string last;
    for (const auto& line : text::lines(said)) {
        if (text::trim(line).empty() || line.find("--help'") != std::string::npos) continue;
        last = text::trim(line);
        for (const auto* beginning : {"docker: ", "Error", "ERROR"}) {
            if (last.starts_with(beginning)) return text::shorten(text::one_line(last), longest_message);
        }
    }
    return last.empty() ? "it said nothing" : text::shorten(text::one_line(last), longest_message);
}

}  // namespace

std::string remedy_for(const std::string& said) {
    struct Known {
        std::string_view part;
        std::string_view remedy;
    };
    static constexpr std::array known{
        Known{"permission denied while trying to connect",
              "Your user may not use Docker: `sudo usermod -aG docker $USER`, and log in again."},
        Known{"Cannot connect to the Docker daemon", "Start Docker: `sudo systemctl start docker`."},
        Known{"failed to connect to the docker API", "Start Docker: `sudo systemctl start docker`."},
        Known{"port is already allocated", "Somebody took a port in this moment: try again."},
        Known{"address already in use", "Somebody took a port in this moment: try again."},
        Known{"all predefined address pools have been fully subnetted",
              "Docker has no network left: `docker network prune` removes those that nothing uses."},
        Known{"operation not permitted",
              "The hosts of a playground need a Docker that may give containers CAP_SYS_ADMIN and "
              "CAP_NET_ADMIN."},
        Known{"\"/bin/sh\"",
              "There is no shell in it: the image of the hosts is built from a Debian or an Ubuntu."},
        Known{"no space left on device", "The disk of Docker is full: `docker system df` says of what."},
    };
    for (const auto& one : known) {
        if (said.find(one.part) != std::string::npos) return std::string(one.remedy);
    }
    return {};
}

awaitable<ChildResult> Docker::start(ChildSpec spec, ByteHandler on_output) {
    spec.environment = environment_block(environment_);
    const auto at_most = moves_much(spec.argv) ? patience_with_much : patience;
    spec.timeout = at_most;
    const auto name = short_name(spec.argv);
    try {
        auto result = co_await processes_.run(std::move(spec), std::move(on_output));
        if (result.timed_out)
            throw Error(ErrorKind::process,
                        fmt::format("{} has not ended within {} minutes", name, at_most.count()),
                        "See whether Docker answers: `docker version`.");
        co_return result;
    } catch (const StartError& error) {
        throw Error(ErrorKind::process, "a playground needs Docker on this machine: " + error.message(),
                    error.not_in_path() ? "Install Docker: https://docs.docker.com/engine/install/" : "");
    }
}

awaitable<std::string> Docker::run(ChildSpec spec) {
    const auto name = short_name(spec.argv);
    std::string output;
    std::string errors;
    const auto keep_in = [](std::string& text) {
        return [&text](std::string_view bytes) {
            if (text.size() < most_kept) text += bytes;
        };
    };
    spec.error_output = ChildSpec::ErrorOutput::separate;
    spec.on_error_output = keep_in(errors);
    ByteHandler on_output = keep_in(output);
    const auto result = co_await start(std::move(spec), std::move(on_output));
    if (result.status != 0)
        throw Error(ErrorKind::process, fmt::format("{} failed: {}", name, reason_in(errors + output)),
                    remedy_for(errors + output));
    co_return output;
}

awaitable<std::string> Docker::ask(Words words) {
    ChildSpec spec(std::move(words));
    auto answer = co_await run(std::move(spec));
    co_return answer;
}

awaitable<void> Docker::carry_out(Order order) {
    ChildSpec spec(std::move(order.words));
    spec.input = ChildSpec::Input::bytes;
    spec.input_bytes = Secret(std::move(order.input));
    co_await run(std::move(spec));
}

awaitable<void> Docker::make(Order order) {
    auto on = co_await this_coro::executor;
    Supervised supervised(on);
    bool cancelled = false;
    std::function<void()> on_cancelled = [&] {
        if (!std::exchange(cancelled, true)) supervised.stop_after(patience_at_the_end);
    };
    auto work = carry_out(std::move(order));
    const auto error = co_await supervised.run(std::move(work), std::nullopt, std::move(on_cancelled));
    if (cancelled) throw std::system_error(asio::error::operation_aborted);
    if (error) std::rethrow_exception(error);
}

awaitable<bool> Docker::succeeds(Words words) {
    ChildSpec spec(std::move(words));
    ByteHandler nobody = [](std::string_view) {};
    const auto result = co_await start(std::move(spec), std::move(nobody));
    co_return result.status == 0;
}

awaitable<void> Docker::show(Words words, std::string input) {
    const auto name = short_name(words);
    ChildSpec spec(std::move(words));
    spec.input = ChildSpec::Input::bytes;
    spec.input_bytes = Secret(std::move(input));
    std::string kept;
    LineSplitter lines([this](const LineSplitter::Piece& piece) {
        if (const auto line = text::trim(piece.text); !line.empty())
            sink_.on_event(event::BuildLine{std::string(line)});
    });
    ByteHandler on_output = [&](std::string_view bytes) {
        kept += bytes;
        if (kept.size() > most_kept) kept.erase(0, kept.size() - most_kept);
        lines.feed(bytes);
    };
    const auto result = co_await start(std::move(spec), std::move(on_output));
    lines.flush();
    if (result.status != 0)
        throw Error(ErrorKind::process, fmt::format("{} failed: {}", name, reason_in(kept)),
                    remedy_for(kept));
}

awaitable<void> Docker::shell(std::string line) {
    Words words{"/bin/sh", "-c", std::move(line)};
    ChildSpec spec(std::move(words));
    co_await run(std::move(spec));
}

void Docker::say(std::string text) {
    sink_.on_event(event::Notice{event::Notice::Level::info, {}, std::move(text)});
}

void Docker::warn(std::string text) {
    sink_.on_event(event::Notice{event::Notice::Level::warning, {}, std::move(text)});
}

}  // namespace wheels::playground
