#include "engine/inspection.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "commands/accessory.hpp"
#include "commands/app.hpp"
#include "commands/audit.hpp"
#include "commands/proxy.hpp"

namespace wheels::engine {
namespace {

bool contains(const std::vector<std::string>& hosts, const std::string& host) {
    return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

}  // namespace

Inspection::Inspection(
    const Filter& filter, const Config& config, const Collaborators& with, executor on, bool dry_run)
    : config_(config),
      redactor_(config.sensitive()),
      sink_(with.sink, redactor_),
      scope_(plan::scope_of(config, filter)),
      pool_(with.connector, on),
      work_(pool_, sink_, dry_run),
      lock_(config, work_, with) {}

awaitable<std::vector<HostText>> Inspection::details() {
    auto questions = [this](const std::string& host) {
        std::vector<Question> asked;
        if (contains(scope_.proxy_hosts, host)) asked.push_back({"Proxy Host", commands::proxy_details()});
        for (const auto* role : scope_.roles_on(host))
            asked.push_back({"App Host", commands::app_details(config_, *role)});
        for (const auto& accessory : config_.accessories) {
            if (contains(accessory.hosts, host))
                asked.push_back(
                    {"Accessory " + accessory.name + " Host", commands::accessory_details(accessory)});
        }
        return asked;
    };
    std::function<std::vector<Question>(const std::string&)> named = questions;
    auto answers = co_await ask(std::move(named));
    co_return answers;
}

awaitable<std::vector<HostText>> Inspection::audit() {
    auto questions = [this](const std::string&) {
        return std::vector<Question>{Question{"App Host", commands::reveal_audit(config_)}};
    };
    std::function<std::vector<Question>(const std::string&)> named = questions;
    auto answers = co_await ask(std::move(named));
    co_return answers;
}

awaitable<std::vector<HostText>> Inspection::ask(
    std::function<std::vector<Question>(const std::string&)> questions) {
    std::map<std::string, std::vector<HostText>> by_host;
    std::vector<Task> tasks;
    for (const auto& host : scope_.hosts) {
        tasks.emplace_back(host, ask_host(host, questions(host), by_host[host]));
    }
    co_await join(std::move(tasks));
    std::vector<HostText> answers;
    for (const auto& host : scope_.hosts) {
        for (auto& answer : by_host[host]) answers.push_back(std::move(answer));
    }
    co_return answers;
}

awaitable<void> Inspection::ask_host(std::string host,
                                     std::vector<Question> questions,
                                     std::vector<HostText>& answers) {
    Sequence sequence;
    for (const auto& question : questions) sequence.push_back(question.command);
    auto results = co_await work_.run(host, std::move(sequence));
    for (std::size_t i = 0; i < results.size(); ++i) {
        HostText answer;
        answer.host = host;
        answer.title = questions[i].title;
        answer.text = redactor_.redact(text::trim(results[i].out));
        answers.push_back(std::move(answer));
    }
}

awaitable<std::optional<std::string>> Inspection::lock_status() {
    auto status = co_await lock_.status();
    co_return status;
}

awaitable<void> Inspection::acquire_lock(Author author, std::string message) {
    LockWait no_wait;
    co_await lock_.acquire(std::move(author), std::move(message), no_wait);
}

awaitable<void> Inspection::release_lock() {
    co_await lock_.force_release();
}

awaitable<void> Inspection::close() {
    co_await pool_.close();
}

}  // namespace wheels::engine
