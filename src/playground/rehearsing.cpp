#include "playground/rehearsing.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "async/run_all.hpp"
#include "async/with_deadline.hpp"
#include "base/line_splitter.hpp"
#include "base/text.hpp"
#include "playground/faults.hpp"
#include "playground/http.hpp"
#include "playground/layout.hpp"
#include "playground/load.hpp"
#include "playground/raising.hpp"

namespace wheels::playground {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_output = 32768;
constexpr std::chrono::seconds patience{10};  // for an answer that is not there yet
constexpr std::chrono::milliseconds between_looks{250};

/// Something was not as the script expects it.
struct Miss : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void keep_the_last(std::string& text, std::string_view bytes) {
    text += bytes;
    if (text.size() > 2 * most_output) text.erase(0, text.size() - most_output);
}

std::string shortened(const std::string& body) {
    return text::shorten(text::one_line(text::trim(body)), 200);
}

bool is_as_wanted(const Answer& answer, const script::Expectation& wanted) {
    if (wanted.status) return answer.status == *wanted.status;
    return answer.status != 0 && answer.body.find(wanted.text.value_or("")) != std::string::npos;
}

std::string told(const Answer& answer) {
    if (answer.status == 0) return answer.trouble;
    return fmt::format("status {} and \"{}\"", answer.status, shortened(answer.body));
}

}  // namespace

awaitable<RehearsalStep> Rehearsing::perform(script::Step step) {
    RehearsalStep done;
    done.line = step.line;
    done.text = step.text;
    const auto began = steady_clock::now();
    try {
        auto work = std::visit([&](auto& action) { return act(std::move(action), done); }, step.action);
        co_await std::move(work);
        done.outcome = RehearsalStep::Outcome::passed;
    } catch (const Miss& miss) {
        done.outcome = RehearsalStep::Outcome::failed;
        done.problem = miss.what();
    } catch (const Error& error) {
        done.outcome = RehearsalStep::Outcome::failed;
        done.problem = error.message() + (error.hint().empty() ? "" : "\n" + error.hint());
    }
    done.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
    if (done.output.size() > most_output) done.output.erase(0, done.output.size() - most_output);
    co_return done;
}

awaitable<void> Rehearsing::act(script::Image image, RehearsalStep&) {
    const auto members = co_await members_of(stage_.docker, stage_.id);
    auto config = in_playground(stage_.config, members);
    config.version = std::move(image.version);
    auto as = config.absolute_image();
    co_await provide_image(stage_.docker, std::move(image.image), std::move(as));
}

awaitable<void> Rehearsing::act(script::Command command, RehearsalStep& done) {
    int status = 0;
    bool ended = false;
    Tally tally;
    std::vector<Task> tasks;
    tasks.emplace_back("command", run_and_tell(command.words, done.output, status, ended));
    if (command.requests) {
        const auto url = script::parse_url(command.requests->url).value();
        auto name = url.host;
        std::optional<std::string> any;
        const auto members = co_await serving(std::move(name), std::move(any));
        std::vector<Target> targets;
        for (const auto& member : members)
            targets.emplace_back(member.ports.http, name_for(url, member.host));
        tasks.emplace_back("requests",
                           send_requests(targets, url.path, command.requests->count, ended, tally));
    }
    const auto outcomes = co_await run_all(std::move(tasks), 2, OnFailure::cancel_siblings);
    rethrow_first(outcomes);
    std::vector<std::string> wrong;
    if (status != command.status)
        wrong.push_back(fmt::format("exit status {} instead of {}", status, command.status));
    if (command.requests) {
        stage_.docker.say(tally.in_words());
        done.output += tally.in_words() + "\n";
        if (tally.failed > command.requests->may_fail) wrong.push_back(tally.in_words());
    }
    if (!wrong.empty()) throw Miss(text::join(wrong, "; "));
}

awaitable<void> Rehearsing::run_and_tell(std::vector<std::string> words,
                                         std::string& output,
                                         int& status,
                                         bool& ended) {
    status = co_await run(std::move(words), output);
    ended = true;
}

awaitable<int> Rehearsing::run(std::vector<std::string> words, std::string& output) {
    auto argv = stage_.command;
    argv.insert(argv.end(), words.begin(), words.end());
    ChildSpec spec(std::move(argv));
    spec.directory = stage_.surroundings.project_root;
    spec.environment = environment_block(stage_.surroundings.environment);
    spec.grace = std::chrono::seconds(60);  // a deploy that is interrupted cleans up behind itself
    LineSplitter lines([this](const LineSplitter::Piece& piece) {
        // So that it can be told from what the rehearsal itself says.
        stage_.docker.say("| " + std::string(piece.text));
    });
    ByteHandler on_output = [&](std::string_view bytes) {
        keep_the_last(output, bytes);
        lines.feed(bytes);
    };
    const auto result = co_await stage_.processes.run(std::move(spec), std::move(on_output));
    lines.flush();
    co_return result.status;
}

/// The hosts whose proxy is asked. Throws a Miss when there is none.
awaitable<std::vector<Member>> Rehearsing::serving(std::string host_of_url, std::optional<std::string> only) {
    const auto members = co_await members_of(stage_.docker, stage_.id);
    std::vector<Member> found;
    const auto hosts = only ? stage_.config.proxy_hosts() : hosts_serving(stage_.config, host_of_url);
    for (const auto& host : hosts) {
        const auto* member = host_among(members, host);
        if (member == nullptr || member->ports.http == 0) continue;
        const bool wanted = only ? *only == host : unreachable_.count(host) == 0;
        if (wanted) found.push_back(*member);
    }
    if (found.empty())
        throw Miss(only ? *only + " has no kamal-proxy to ask"
                        : "there is no host left that could be asked for " +
                              (host_of_url.empty() ? "it" : std::move(host_of_url)));
    co_return found;
}

/// What a path alone is asked of.
std::string Rehearsing::name_for(const script::Url& url, const std::string& host) const {
    return url.host.empty() ? name_served_on(stage_.config, host) : url.host;
}

awaitable<void> Rehearsing::act(script::Expectation wanted, RehearsalStep&) {
    const auto url = script::parse_url(wanted.url).value();
    auto name = url.host;
    auto only = wanted.host;
    const auto members = co_await serving(std::move(name), std::move(only));
    const auto deadline = steady_clock::now() + patience;
    for (const auto& member : members) {
        for (;;) {
            auto host = name_for(url, member.host);
            auto path = url.path;
            const auto answer = co_await get(member.ports.http, std::move(host), std::move(path), patience);
            if (is_as_wanted(answer, wanted)) break;
            if (steady_clock::now() > deadline) {
                const auto what = wanted.status ? fmt::format("status {}", *wanted.status)
                                                : "\"" + wanted.text.value_or("") + "\"";
                throw Miss(fmt::format("{} answers {} instead of {}", member.host, told(answer), what));
            }
            co_await sleep_for(between_looks);
        }
    }
}

awaitable<void> Rehearsing::act(script::Break wanted, RehearsalStep&) {
    const auto members = co_await members_of(stage_.docker, stage_.id);
    const auto* member = host_among(members, wanted.host);
    if (member == nullptr) throw Miss("there is no container for " + wanted.host);
    auto host = *member;
    co_await break_host(stage_.docker, std::move(host), wanted.fault);
    if (wanted.fault == Fault::power || wanted.fault == Fault::network) unreachable_.insert(wanted.host);
}

awaitable<void> Rehearsing::act(script::Mend wanted, RehearsalStep&) {
    const auto members = co_await members_of(stage_.docker, stage_.id);
    const auto* member = host_among(members, wanted.host);
    if (member == nullptr) throw Miss("there is no container for " + wanted.host);
    auto host = *member;
    co_await mend_host(stage_.docker, std::move(host));
    unreachable_.erase(wanted.host);
}

awaitable<void> Rehearsing::act(script::Pause pause, RehearsalStep&) {
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(pause.time);
    co_await sleep_for(time);
}

}  // namespace wheels::playground
