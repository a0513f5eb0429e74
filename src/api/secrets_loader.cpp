#include "api/secrets_loader.hpp"

#include <chrono>
#include <map>
#include <utility>

#include "api/files.hpp"
#include "async/run_all.hpp"
#include "base/environment.hpp"
#include "base/redactor.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels::api {
namespace {

// Long enough for somebody who has to find a second factor.
constexpr std::chrono::minutes command_timeout{5};
constexpr std::size_t max_at_once = 16;
constexpr std::size_t max_output = 1024 * 1024;
constexpr std::size_t max_complaint = 64 * 1024;
constexpr std::size_t shown_complaint = 400;

std::map<std::string, std::string> with_destination(const Surroundings& surroundings,
                                                    const std::optional<std::string>& destination) {
    auto environment = surroundings.environment;
    environment["KAMAL_DESTINATION"] = destination.value_or("");  // as Kamal sets it
    return environment;
}

Error failed(const config::CommandRequest& request, const std::string& why) {
    Problem problem;
    if (request.mark.file) problem.file = *request.mark.file;
    problem.line = request.mark.line;
    problem.column = request.mark.column;
    problem.key = request.name;
    problem.text = "its $(command) " + why;
    return Error(std::vector<Problem>{problem});
}

// A shell looks for a program of that name, which nobody who has only this one has.
std::string without_kamal(const config::CommandRequest& request, int status) {
    constexpr int not_found = 127;
    if (status != not_found || request.command.find("kamal secrets ") == std::string::npos) return {};
    return "; `kamal secrets …` needs no Kamal where it is the whole command: leave out pipes, and put JSON "
           "that no "
           "`kamal secrets fetch` printed into single quotes";
}

}  // namespace

SecretsLoader::SecretsLoader(const std::string& path,
                             const std::optional<std::string>& destination,
                             const Surroundings& surroundings,
                             ProcessRunner& processes)
    : destination_(destination), surroundings_(surroundings), processes_(processes) {
    // Kamal 2.12: secrets.rb. With a destination its file takes the place of the plain one.
    looked_for_ = {path + "-common", destination ? path + "." + *destination : path};
    std::vector<config::SecretLine> lines;
    for (const auto& name : looked_for_) {
        const auto text = read_file(absolute_path(surroundings.project_root, name), name);
        if (!text) continue;
        files_.push_back(name);
        const auto file = std::make_shared<const std::string>(name);
        auto more = config::parse_secrets(file, *text, findings_);
        for (auto& line : more) lines.push_back(std::move(line));
    }
    resolution_.emplace(std::move(lines), with_destination(surroundings, destination));
}

SecretsLoader::SecretsLoader(const std::map<std::string, Secret>& values,
                             const Surroundings& surroundings,
                             ProcessRunner& processes)
    : surroundings_(surroundings), processes_(processes) {
    looked_for_ = {"the secrets that were given"};
    files_ = looked_for_;
    config::Mark mark;
    mark.file = std::make_shared<const std::string>(looked_for_.front());
    std::vector<config::SecretLine> lines;
    for (const auto& [name, value] : values) {
        config::SecretPart literal;
        literal.text = value.reveal();
        lines.push_back({name, {std::move(literal)}, mark});
    }
    resolution_.emplace(std::move(lines), surroundings.environment);
}

awaitable<config::SecretValues> SecretsLoader::load() {
    if (findings_.failed()) throw Error(findings_.problems());
    auto on = co_await this_coro::executor;
    vaults_.emplace(with_destination(surroundings_, destination_), surroundings_.project_root, processes_, on,
                    [this] { return known(); });
    vaults_->lend_terminal(surroundings_.lends_terminal);
    for (;;) {
        if (auto unfit = resolution_->unfit(); !unfit.empty()) throw Error(std::move(unfit));
        auto requests = resolution_->ready();
        if (requests.empty()) break;
        std::vector<Answer> answers(requests.size());
        std::vector<Task> tasks;
        for (std::size_t i = 0; i < requests.size(); ++i) {
            answers[i].id = requests[i].id;
            auto label = requests[i].name;
            tasks.emplace_back(std::move(label), run(std::move(requests[i]), answers[i]));
        }
        const auto outcomes = co_await run_all(std::move(tasks), max_at_once, OnFailure::cancel_siblings);
        rethrow_first(outcomes);
        for (auto& answer : answers) resolution_->answer(answer.id, std::move(answer.text));
    }
    config::SecretValues values(resolution_->values(), resolution_->names(), files_, looked_for_,
                                resolution_->why_empty());
    co_return values;
}

std::vector<Secret> SecretsLoader::known() const {
    auto known = printed_;
    for (const auto& [name, value] : resolution_->values()) known.push_back(value);
    return known;
}

awaitable<void> SecretsLoader::run(config::CommandRequest request, Answer& answer) {
    const auto inside = co_await run_inside(request, answer.text);
    if (!inside) answer.text = co_await run_in_shell(std::move(request));
    // At once, for what commands say that fail while others are still at work.
    printed_.emplace_back(answer.text);
}

// False when it is a command for the shell.
awaitable<bool> SecretsLoader::run_inside(const config::CommandRequest& request, std::string& answer) {
    auto words = shell::split_words(text::trim(request.command));
    if (!words) co_return false;
    std::optional<std::string> output;
    try {
        output = co_await vaults_->run_inline(std::move(*words));
    } catch (const Error& error) {
        throw failed(request,
                     "failed: " + error.message() + (error.hint().empty() ? "" : "; " + error.hint()));
    }
    if (output) answer = std::move(*output);
    co_return output.has_value();
}

awaitable<std::string> SecretsLoader::run_in_shell(config::CommandRequest request) {
    ChildSpec child({"/bin/sh", "-c", request.command});
    child.directory = surroundings_.project_root;
    child.environment = environment_block(with_destination(surroundings_, destination_));
    std::string complaint;
    if (surroundings_.lends_terminal) {
        // Somebody is there, whom a vault's tool may ask for a password.
        child.input = ChildSpec::Input::inherit;
        child.error_output = ChildSpec::ErrorOutput::inherit;
        child.own_group = false;
    } else {
        child.error_output = ChildSpec::ErrorOutput::separate;
        child.on_error_output = [&complaint](std::string_view bytes) {
            complaint += bytes;
            if (complaint.size() > max_complaint) complaint.erase(0, complaint.size() - max_complaint);
        };
    }
    child.timeout = command_timeout;
    std::string output;
    ByteHandler collect = [&output](std::string_view bytes) {
        if (output.size() <= max_output) output += bytes;
    };
    auto result = co_await processes_.run(std::move(child), std::move(collect));
    if (result.timed_out) throw failed(request, "took longer than 5 minutes");
    if (result.status != 0) {
        // What it had printed by then may be a secret, and other commands have printed theirs.
        printed_.emplace_back(output);
        auto said = text::one_line(Redactor(known()).redact(complaint));
        if (said.size() > shown_complaint) said = "…" + said.substr(said.size() - shown_complaint);
        throw failed(request, "ended with status " + std::to_string(result.status) +
                                  (said.empty() ? "" : ": " + said) + without_kamal(request, result.status));
    }
    if (output.size() > max_output) throw failed(request, "printed more than 1 MiB");
    co_return output;
}

}  // namespace wheels::api
