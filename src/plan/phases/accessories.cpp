#include "plan/phases/accessories.hpp"

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/accessory.hpp"
#include "commands/proxy.hpp"
#include "plan/phases/registry.hpp"

namespace wheels::plan {
namespace {

// Up to the question for the accessory's containers: where there is one, it is not booted.
Sequence prepare_commands(const RunState& run, const Accessory& accessory) {
    auto sequence = login_commands(accessory.registry ? *accessory.registry : run.config.registry);
    sequence.push_back(commands::create_network());
    sequence.push_back(commands::accessory_containers(accessory));
    return sequence;
}

// Booted or not, its folders and files are brought up to date.
Sequence upload_commands(const RunState& run, const Accessory& accessory) {
    auto sequence = commands::make_accessory_directories(accessory);
    const auto files = run.files.of_accessories.find(&accessory);
    if (files != run.files.of_accessories.end())
        append(sequence, commands::upload_accessory_files(accessory, files->second));
    return sequence;
}

// Up to `docker run`, whose answer is the container's id.
Sequence start_commands(const RunState& run, const Accessory& accessory, const std::string& host) {
    Sequence sequence{run.audit("Booted " + accessory.name + " accessory")};
    append(sequence, commands::upload_accessory_env(run.config, accessory));
    sequence.push_back(commands::run_accessory(run.config, accessory, host));
    return sequence;
}

Dialogue<> start(RunState& run, std::string host, const Accessory& accessory) {
    auto sequence = start_commands(run, accessory, host);
    const auto condition = "if there is no container " + accessory.service;
    for (auto& command : sequence) command.condition = condition;
    const auto results = co_await tell(std::move(sequence));
    if (!accessory.proxy) co_return;
    const auto id = id_of_started(results.back(), host, "boot accessory " + accessory.name);
    auto deploy = commands::upload_certificate(run.config, accessory);
    deploy.push_back(commands::accessory_proxy_deploy(run.config, accessory, id));
    for (auto& command : deploy) command.condition = condition;
    co_await tell(std::move(deploy));
}

Dialogue<> boot(RunState& run, std::string host, const Accessory& accessory) {
    auto prepare = prepare_commands(run, accessory);
    const auto questions = prepare.size();
    append(prepare, upload_commands(run, accessory));
    const auto results = co_await tell(std::move(prepare));
    const auto& found = results.at(questions - 1);
    if (found.answered && !text::trim(found.out).empty()) {
        run.note(host, accessory.service + " is not booted: there is a container already");
        co_return;
    }
    co_await start(run, host, accessory);
}

}  // namespace

Phases boot_accessories(const RunState& run) {
    Phases phases;
    for (const auto& accessory : run.config.accessories) {
        Phase phase;
        if (phases.empty()) phase.title = "Boot the accessories";
        phase.steps = [&accessory](RunState& of) {
            return on_each(among(of.scope.hosts, accessory.hosts),
                           [&](const std::string& host) { return boot(of, host, accessory); });
        };
        phases.push_back(std::move(phase));
    }
    return phases;
}

}  // namespace wheels::plan
