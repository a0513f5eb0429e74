#include <fmt/format.h>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/examination.hpp"
#include "plan/diagnosis/diagnosis.hpp"
#include "plan/diagnosis/words.hpp"

namespace wheels::plan {
namespace {

namespace asked = commands::asked;

const std::string without_building = ", or deploy what is in the registry with --skip-push.";

bool lacks(const HereExam& here, std::string_view question) {
    const auto found = here.answers.find(question);
    return found != here.answers.end() && !found->second.succeeded();
}

/// A builder elsewhere needs docker's program alone.
bool needs_daemon(const Config& config) {
    const auto& builder = config.builder;
    const bool builds_here =
        !builder.arches.empty() && !builder.remote && !builder.driver.starts_with("cloud");
    return builds_here || config.registry.is_local();
}

void judge_docker_here(const HereExam& here, const Config& config, Findings& findings) {
    const bool builds = !config.builder.arches.empty();
    if (!builds && !config.registry.is_local()) return;
    const auto docker = replies::parse_docker(here.answers);
    const auto otherwise = builds && !config.registry.is_local() ? without_building : ".";
    if (docker.state == replies::Docker::State::missing) {
        findings.push_back(
            an_error("tools", "there is no docker on this machine", "Install docker here" + otherwise));
        return;
    }
    if (docker.state != replies::Docker::State::answers && needs_daemon(config)) {
        const auto why = docker.state == replies::Docker::State::silent ? "it hangs" : docker.says;
        findings.push_back(an_error("tools", "docker does not answer on this machine: " + why,
                                    "Start it, or let DOCKER_HOST name another one" + otherwise));
    }
    if (lacks(here, asked::buildx)) {
        findings.push_back(an_error("tools", "docker has no buildx on this machine",
                                    "Install docker's plugin buildx here" + otherwise));
    }
    if (lacks(here, asked::pack)) {
        findings.push_back(an_error("tools", "there is no pack on this machine",
                                    "Install buildpacks' pack here" + otherwise));
    }
}

void judge_agent(const HereExam& here, const Config& config, Findings& findings) {
    const auto found = here.answers.find(asked::agent);
    if (found == here.answers.end()) return;
    // ssh-add: 0 with keys, 1 without, 2 when there is no agent. 3: nobody names one.
    const int status = found->second.status;
    const bool needed = config.builder.ssh && config.builder.ssh->find("default") != std::string::npos;
    const std::string start = "Start one: `eval \"$(ssh-agent)\" && ssh-add`.";
    if (needed && status != 0) {
        const auto* text = status == 1 ? "`builder/ssh` needs an ssh-agent with keys, and this one has none"
                                       : "`builder/ssh` needs an ssh-agent, and none answers";
        findings.push_back(an_error("tools", text, status == 1 ? "Give it one: `ssh-add`." : start));
    } else if (status == 2) {
        findings.push_back(a_warning("tools", "$SSH_AUTH_SOCK names an ssh-agent that does not answer",
                                     start + " Or unset the variable."));
    }
}

}  // namespace

Findings judge_tools(const HereExam& here, const Config& config) {
    Findings findings;
    judge_docker_here(here, config, findings);
    if (lacks(here, asked::git) && !config.builder.context) {
        findings.push_back(an_error("tools", "there is no git on this machine, and a clone is built",
                                    "Install git here, or set `builder: {context: .}`."));
    }
    if (lacks(here, asked::ssh)) {
        findings.push_back(an_error("tools",
                                    "there is no ssh on this machine, by which docker reaches the builder",
                                    "Install OpenSSH's client here."));
    }
    judge_agent(here, config, findings);
    if (config.version.empty()) {
        findings.push_back(
            a_warning("version", "this folder has no version: it is no git repository with a commit",
                      "Commit (`git init`, `git add .`, `git commit`), or name one with --version."));
    }
    return findings;
}

Findings judge_hooks(const HereExam& here) {
    Findings findings;
    const auto found = here.answers.find(asked::hooks);
    if (found == here.answers.end()) return findings;
    for (const auto& path : text::lines(found->second.out)) {
        if (path.empty()) continue;
        findings.push_back(an_error("hooks", fmt::format("{} cannot be run", path),
                                    fmt::format("Let it be run: `chmod +x {}`.", shell::quote(path))));
    }
    return findings;
}

}  // namespace wheels::plan
