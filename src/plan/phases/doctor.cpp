#include "plan/phases/doctor.hpp"

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/examination.hpp"
#include "commands/probe.hpp"
#include "commands/registry.hpp"
#include "plan/diagnosis/diagnosis.hpp"

namespace wheels::plan {
namespace {

namespace asked = commands::asked;

// All but pre-connect, which runs before anybody is asked, and is checked for that.
const std::vector<std::string> examined_hooks{"docker-setup",      "pre-build",     "pre-deploy",
                                              "pre-app-boot",      "post-app-boot", "pre-proxy-reboot",
                                              "post-proxy-reboot", "post-deploy",   "post-deploy-failure"};

struct Questions {
    Sequence sequence;
    std::vector<Login> logins;  ///< Whose results are to come: of the last commands, in their order.
};

void add_account(Questions& questions, const Registry& registry) {
    if (!commands::needs_login(registry)) return;
    Login login;
    login.registry = registry.server.value_or("Docker Hub");
    login.account = registry.username;
    for (const auto& other : questions.logins) {
        if (other.registry == login.registry && other.account == login.account) return;
    }
    questions.sequence.push_back(commands::try_account(registry));
    questions.logins.push_back(std::move(login));
}

bool is_refused_here(const RunState& run, const Registry& registry) {
    for (const auto& login : run.examination.here.logins) {
        const bool same =
            login.registry == registry.server.value_or("Docker Hub") && login.account == registry.username;
        if (same && !login.result.succeeded() && replies::refuses_account(login.result)) return true;
    }
    return false;
}

/// The answers by the names of the commands; of the last ones, those of the logins.
replies::Answers sorted(const Sequence& sequence,
                        std::vector<ExecResult> results,
                        std::vector<Login>& logins) {
    replies::Answers answers;
    const auto plain = sequence.size() - logins.size();
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (i >= plain) {
            logins[i - plain].result = std::move(results[i]);
        } else {
            answers[sequence[i].name] = std::move(results[i]);
        }
    }
    return answers;
}

bool has_docker(const replies::Answers& answers) {
    return replies::parse_docker(answers).state != replies::Docker::State::missing;
}

// Once it is known that there is a docker to log in with.
Dialogue<> try_account_here(RunState& run) {
    auto& here = run.examination.here;
    Questions questions;
    add_account(questions, run.config.registry);
    if (questions.sequence.empty()) co_return;
    const auto sequence = questions.sequence;
    auto results = co_await tell(std::move(questions.sequence));
    sorted(sequence, std::move(results), questions.logins);
    if (!run.examination.dry) here.logins = std::move(questions.logins);
}

Dialogue<> ask_this_machine(RunState& run, bool tries_accounts) {
    auto& here = run.examination.here;
    try {
        auto sequence = commands::examine_this_machine(run.config, examined_hooks);
        const auto told = sequence;
        auto results = co_await tell(std::move(sequence));
        run.examination.dry = !results.empty() && !results.front().answered;
        std::vector<Login> none;
        here.answers = sorted(told, std::move(results), none);
        const bool can_log_in = run.examination.dry || has_docker(here.answers);
        if (tries_accounts && can_log_in) {
            auto login = try_account_here(run);
            co_await std::move(login);
        }
    } catch (const Error& error) {
        here.broken_off = failure_of(error, {}, "look at this machine");
    }
}

Dialogue<> ask_machine(RunState& run, HostExam& exam) {
    const auto began = run.clock.ticks();
    co_await connect();
    exam.login = std::chrono::duration_cast<std::chrono::milliseconds>(run.clock.ticks() - began);
    auto sequence = commands::examine_machine(run.config);
    const auto told = sequence;
    exam.asked = run.clock.now();
    auto results = co_await tell(std::move(sequence));
    exam.answered = run.clock.now();
    if (run.examination.dry) co_return;
    std::vector<Login> none;
    exam.machine = replies::parse_machine(sorted(told, std::move(results), none));
}

/// What is asked once it is known how Docker is; in a dry run, all of it.
Questions further_questions(const RunState& run,
                            const HostExam& exam,
                            const std::string& host,
                            bool tries_accounts) {
    Questions questions;
    const auto folder = exam.machine ? exam.machine->docker.folder : std::string();
    questions.sequence.push_back(commands::ask_disk(folder.empty() ? "/var/lib/docker" : folder));
    if (!run.examination.dry && !exam.has_docker()) return questions;
    questions.sequence.push_back(commands::list_containers());
    if (text::contains(run.scope.app_hosts, host) || text::contains(run.scope.proxy_hosts, host)) {
        auto inventory = commands::probe_host(run.config);
        inventory.checked = false;
        questions.sequence.push_back(std::move(inventory));
    }
    if (!tries_accounts) return questions;
    if (!is_refused_here(run, run.config.registry)) add_account(questions, run.config.registry);
    for (const auto& accessory : run.config.accessories) {
        if (accessory.registry && text::contains(accessory.hosts, host))
            add_account(questions, *accessory.registry);
    }
    return questions;
}

Dialogue<> ask_further(RunState& run, HostExam& exam, std::string host, bool tries_accounts) {
    auto questions = further_questions(run, exam, host, tries_accounts);
    const auto told = questions.sequence;
    auto results = co_await tell(std::move(questions.sequence));
    if (run.examination.dry) co_return;
    const auto answers = sorted(told, std::move(results), questions.logins);
    exam.logins = std::move(questions.logins);
    exam.disk = replies::parse_disk(answers.at(std::string(asked::disk)));
    const auto containers = answers.find(asked::containers);
    if (containers != answers.end() && containers->second.succeeded())
        exam.containers = replies::parse_containers(containers->second);
    const auto inventory = answers.find("look at the host");
    if (inventory != answers.end() && inventory->second.succeeded())
        exam.facts = replies::parse_probe(inventory->second.out, run.config);
}

Dialogue<> ask_host(RunState& run, std::string host, bool tries_accounts) {
    auto& exam = run.examination.hosts[host];
    try {
        auto first = ask_machine(run, exam);
        co_await std::move(first);
        auto second = ask_further(run, exam, host, tries_accounts);
        co_await std::move(second);
    } catch (const Error& error) {
        exam.broken_off = failure_of(error, host, "connect");
    }
}

Dialogue<> conclude(RunState& run) {
    run.checkups = judge(run.examination, run.config, run.scope);
    co_return;
}

}  // namespace

Phases examine_all(bool tries_accounts) {
    auto here = on_this_machine("Look at this machine", [tries_accounts](RunState& run) {
        return ask_this_machine(run, tries_accounts);
    });
    Phase hosts;
    hosts.title = "Look at the hosts";
    hosts.steps = [tries_accounts](RunState& run) {
        return on_each(run.scope.hosts,
                       [&](const std::string& host) { return ask_host(run, host, tries_accounts); });
    };
    auto conclusions = on_this_machine({}, conclude);
    return {std::move(here), std::move(hosts), std::move(conclusions)};
}

}  // namespace wheels::plan
