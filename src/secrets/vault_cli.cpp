#include "secrets/vault_cli.hpp"

#include <utility>

#include "async/run_all.hpp"
#include "base/environment.hpp"
#include "base/redactor.hpp"
#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::secrets {
namespace {

constexpr std::size_t at_once = 8;

// The tail of what a tool said of its trouble, as part of a message.
std::string last_words(std::string_view errors) {
    const auto trimmed = text::trim(errors);
    const std::size_t limit = 400;
    const auto tail = trimmed.size() > limit ? trimmed.substr(trimmed.size() - limit) : trimmed;
    return text::one_line(tail);
}

}  // namespace

std::vector<Secret> Desk::secrets() const {
    auto all = known ? known() : std::vector<Secret>();
    for (const auto& [account, session] : sessions) all.emplace_back(session);
    return all;
}

VaultCli::VaultCli(const VaultTool& tool,
                   std::map<std::string, std::string> environment,
                   std::string directory,
                   ProcessRunner& processes,
                   Desk& desk)
    : tool_(tool),
      environment_(std::move(environment)),
      directory_(std::move(directory)),
      processes_(processes),
      desk_(desk),
      turns_before_(desk.turns) {}

ChildSpec VaultCli::spec_for(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), std::string(tool_.program));
    ChildSpec spec(std::move(arguments));
    spec.directory = directory_;
    spec.environment = environment_block(environment_);
    return spec;
}

awaitable<CliReply> VaultCli::start(ChildSpec spec) {
    CliReply reply;
    spec.on_error_output = [&reply](std::string_view bytes) {
        reply.err += bytes;
        if (reply.err.size() > 65536) reply.err.erase(0, reply.err.size() - 32768);
    };
    ByteHandler on_output = [&reply](std::string_view bytes) { reply.out += bytes; };
    ChildResult result;
    try {
        result = co_await processes_.run(std::move(spec), std::move(on_output));
    } catch (const StartError& error) {
        fail_to_run(error);
    }
    reply.status = result.status;
    if (result.timed_out) fail("`" + std::string(tool_.program) + "` did not answer in time", reply);
    co_return reply;
}

awaitable<CliReply> VaultCli::run(std::vector<std::string> arguments) {
    auto spec = spec_for(std::move(arguments));
    spec.error_output = ChildSpec::ErrorOutput::separate;
    spec.timeout = std::chrono::minutes(2);
    auto reply = co_await start(std::move(spec));
    co_return reply;
}

awaitable<CliReply> VaultCli::ask(std::vector<std::string> arguments) {
    if (!desk_.is_lent) {
        auto reply = co_await run(std::move(arguments));
        co_return reply;
    }
    auto spec = spec_for(std::move(arguments));
    spec.input = ChildSpec::Input::inherit;
    spec.error_output = ChildSpec::ErrorOutput::inherit;
    spec.own_group = false;
    spec.timeout = std::chrono::minutes(10);
    auto reply = co_await start(std::move(spec));
    co_return reply;
}

awaitable<void> VaultCli::run_into(std::vector<std::string> arguments, CliReply& reply) {
    reply = co_await run(std::move(arguments));
}

awaitable<std::vector<CliReply>> VaultCli::run_each(std::vector<std::vector<std::string>> arguments) {
    std::vector<CliReply> replies(arguments.size());
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < arguments.size(); ++i)
        tasks.emplace_back("fetch", run_into(std::move(arguments[i]), replies[i]));
    const auto outcomes = co_await run_all(std::move(tasks), at_once, OnFailure::cancel_siblings);
    rethrow_first(outcomes);
    co_return replies;
}

awaitable<VaultCli::Turn> VaultCli::turn() {
    auto lock = co_await desk_.terminal.lock();
    co_return Turn(std::move(lock), desk_, desk_.turns != turns_before_);
}

std::optional<std::string> VaultCli::session(const std::string& account) const {
    const auto found = desk_.sessions.find(std::string(tool_.adapter) + "\n" + account);
    if (found == desk_.sessions.end()) return std::nullopt;
    return found->second;
}

void VaultCli::remember_session(const std::string& account, std::string session) {
    desk_.sessions[std::string(tool_.adapter) + "\n" + account] = std::move(session);
}

void VaultCli::set_environment(std::string name, std::string value) {
    environment_[std::move(name)] = std::move(value);
}

std::string VaultCli::environment(const std::string& name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() ? std::string() : found->second;
}

void VaultCli::fail_to_run(const StartError& error) const {
    const std::string state = error.not_in_path() ? " CLI is not installed (" : " CLI cannot be run (";
    fail("the " + std::string(tool_.product) + state + error.message() + ")",
         "install it (" + std::string(tool_.install) + "), and log in with `" + std::string(tool_.login) +
             "`");
}

void VaultCli::fail(std::string message, const CliReply& reply) const {
    const auto said = last_words(Redactor(desk_.secrets()).redact(reply.err));
    if (!said.empty()) message += ": " + said;
    fail(std::move(message), "check with `" + std::string(tool_.login) + "` that you are logged in");
}

void VaultCli::fail(std::string message, std::string hint) const {
    throw Error(ErrorKind::config, std::string(tool_.adapter) + ": " + text::one_line(message),
                std::move(hint));
}

}  // namespace wheels::secrets
