#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "commands/examination.hpp"
#include "commands/proxy.hpp"
#include "plan/diagnosis/diagnosis.hpp"
#include "plan/diagnosis/words.hpp"

namespace wheels::plan {
namespace {

namespace asked = commands::asked;

void add(Findings& to, Findings more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void add_if_told(std::vector<std::string>& parts, const std::string& part) {
    if (!part.empty()) parts.push_back(part);
}

/// `v0.13.1+ds1`, whole: of anything else that a program says, a part may be a part of a secret.
bool is_version(std::string_view word) {
    if (word.starts_with('v')) word.remove_prefix(1);
    const auto dot = word.find_first_not_of("0123456789");
    return dot != std::string_view::npos && dot > 0 && word[dot] == '.' && dot + 1 < word.size() &&
           word.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.+~-") == std::string_view::npos;
}

// `git version 2.39.5`, `github.com/docker/buildx v0.13.1 4788…`
std::string version_in(const HereExam& here, std::string_view question, const std::string& name) {
    const auto found = here.answers.find(question);
    if (found == here.answers.end() || !found->second.succeeded()) return {};
    for (const auto& word : text::split(text::one_line(text::trim(found->second.out)), ' ')) {
        if (is_version(word)) return name + " " + word;
    }
    return name;
}

std::string summary_of(const HereExam& here) {
    std::vector<std::string> parts;
    const auto docker = replies::parse_docker(here.answers);
    if (docker.state == replies::Docker::State::answers) parts.push_back("Docker " + docker.version);
    add_if_told(parts, version_in(here, asked::buildx, "buildx"));
    add_if_told(parts, version_in(here, asked::pack, "pack"));
    add_if_told(parts, version_in(here, asked::git, "git"));
    return text::join(parts, ", ");
}

std::string summary_of(const HostExam& exam) {
    if (!exam.machine) return {};
    std::vector<std::string> parts;
    if (exam.has_docker()) {
        parts.push_back("Docker " + exam.machine->docker.version);
        parts.push_back(exam.machine->docker.architecture);
    }
    if (exam.facts.proxy_running) {
        const auto tag = commands::proxy_tag(*exam.facts.proxy_image);
        parts.push_back(fmt::format("kamal-proxy {}", tag.empty() ? *exam.facts.proxy_image : tag));
    }
    if (exam.disk) parts.push_back(amount(exam.disk->free) + " of disk free");
    if (exam.machine->memory) parts.push_back(amount(exam.machine->memory->available) + " of memory");
    parts.push_back(fmt::format("login in {:.1f} s", std::chrono::duration<double>(exam.login).count()));
    return text::join(parts, ", ");
}

Checkup of_this_machine(const HereExam& here, const Config& config) {
    Checkup checkup{"local", summary_of(here), {}};
    if (here.broken_off)
        checkup.findings.push_back(
            an_error("tools", here.broken_off->message, "Look whether this machine can run programs."));
    add(checkup.findings, judge_tools(here, config));
    add(checkup.findings, judge_hooks(here));
    for (const auto& login : here.logins) add(checkup.findings, judge_login(login));
    return checkup;
}

Findings of_machine(const HostExam& exam, const Config& config, const std::string& host) {
    auto findings = judge_way(exam);
    if (!exam.machine) return findings;
    add(findings, judge_clock(exam));
    add(findings, judge_docker(exam.machine->docker, config, host));
    if (exam.machine->memory) add(findings, judge_memory(*exam.machine->memory));
    if (exam.disk) {
        const auto& folder = exam.machine->docker.folder;
        add(findings, judge_disk(*exam.disk, folder.empty() ? "/var/lib/docker" : folder));
    }
    for (const auto& login : exam.logins) add(findings, judge_login(login));
    return findings;
}

Checkup of_host(
    const HostExam& exam, const Config& config, const Scope& scope, const std::string& host, bool deploying) {
    Checkup checkup{host, summary_of(exam), of_machine(exam, config, host)};
    if (!exam.machine) return checkup;
    if (text::contains(scope.app_hosts, host))
        add(checkup.findings, judge_architecture(exam.machine->docker, config));
    if (text::contains(scope.proxy_hosts, host)) {
        add(checkup.findings, judge_ports(exam, config, host));
        add(checkup.findings, judge_proxy(exam, config, scope, host));
    }
    add(checkup.findings, judge_lock(exam, config, host));
    if (deploying) return checkup;
    add(checkup.findings, judge_containers(exam, config, scope, host));
    add(checkup.findings, judge_leftovers(exam, config));
    return checkup;
}

}  // namespace

std::vector<Checkup> judge(const Examination& examination, const Config& config, const Scope& scope) {
    if (examination.dry) return {};
    const bool deploying = is_deploying(examination, config);
    std::vector<Checkup> checkups{of_this_machine(examination.here, config)};
    for (const auto& host : scope.hosts) {
        const auto found = examination.hosts.find(host);
        if (found == examination.hosts.end()) continue;
        checkups.push_back(of_host(found->second, config, scope, host, deploying));
    }
    return checkups;
}

}  // namespace wheels::plan
