#include "plan/phases/accessories.hpp"

#include <algorithm>
#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/accessory.hpp"
#include "commands/folders.hpp"
#include "commands/proxy.hpp"
#include "plan/phases/registry.hpp"

namespace wheels::plan {
namespace {

Sequence prepare_commands(const RunState& run, const Accessory& accessory) {
    auto sequence = login_commands(accessory.registry ? *accessory.registry : run.config.registry);
    sequence.push_back(commands::create_network());
    return sequence;
}

Sequence file_commands(const RunState& run, const Accessory& accessory) {
    const auto files = run.files.of_accessories.find(&accessory);
    if (files == run.files.of_accessories.end()) return {};
    return commands::upload_accessory_files(accessory, files->second);
}

// Booted or not, its folders and files are brought up to date.
Sequence upload_commands(const RunState& run, const Accessory& accessory) {
    auto sequence = commands::make_accessory_directories(accessory);
    append(sequence, file_commands(run, accessory));
    return sequence;
}

// Up to `docker run`, whose answer is the container's id.
Sequence start_commands(const RunState& run, const Accessory& accessory, const std::string& host) {
    Sequence sequence{run.audit("Booted " + accessory.name + " accessory")};
    append(sequence, commands::upload_accessory_env(run.config, accessory));
    sequence.push_back(commands::run_accessory(run.config, accessory, host));
    return sequence;
}

/// Makes the container the target of the accessory's service at the proxy, where it has one.
Dialogue<> lead_proxy_to(RunState& run, const Accessory& accessory, std::string id, std::string condition) {
    if (!accessory.proxy) co_return;
    auto deploy = commands::upload_certificate(run.config, accessory);
    deploy.push_back(commands::accessory_proxy_deploy(run.config, accessory, id));
    for (auto& command : deploy) command.condition = condition;
    co_await tell(std::move(deploy));
}

Dialogue<> run_new(RunState& run, std::string host, const Accessory& accessory) {
    auto sequence = start_commands(run, accessory, host);
    const auto condition = "if there is no container " + accessory.service;
    for (auto& command : sequence) command.condition = condition;
    const auto results = co_await tell(std::move(sequence));
    if (!accessory.proxy) co_return;
    auto id = id_of_started(results.back(), host, "boot accessory " + accessory.name);
    co_await lead_proxy_to(run, accessory, std::move(id), condition);
}

Dialogue<> boot_after(RunState& run, std::string host, const Accessory& accessory, Sequence before) {
    auto prepare = std::move(before);
    prepare.push_back(commands::accessory_containers(accessory));
    const auto questions = prepare.size();
    append(prepare, upload_commands(run, accessory));
    const auto results = co_await tell(std::move(prepare));
    const auto& found = results.at(questions - 1);
    if (found.answered && !text::trim(found.out).empty()) {
        run.note(host, accessory.service + " is not booted: there is a container already");
        co_return;
    }
    co_await run_new(run, host, accessory);
}

Dialogue<> start(RunState& run, const Accessory& accessory) {
    Sequence sequence{run.audit("Started " + accessory.name + " accessory"),
                      commands::start_accessory(accessory)};
    if (accessory.proxy) sequence.push_back(commands::running_accessory(accessory));
    const auto results = co_await tell(std::move(sequence));
    if (!accessory.proxy) co_return;
    std::string id(text::trim(results.back().out));
    co_await lead_proxy_to(run, accessory, std::move(id), "");
}

Sequence stop_commands(const RunState& run, const Accessory& accessory) {
    Sequence sequence{run.audit("Stopped " + accessory.name + " accessory"),
                      commands::stop_accessory(accessory)};
    if (accessory.proxy) sequence.push_back(commands::proxy_remove_service(accessory.service));
    return sequence;
}

Sequence pull_commands(const RunState& run, const Accessory& accessory) {
    return {run.audit("Pull " + accessory.name + " accessory image"),
            commands::pull_accessory_image(accessory)};
}

Sequence remove_container_commands(const RunState& run, const Accessory& accessory) {
    return {run.audit("Remove " + accessory.name + " accessory container"),
            commands::remove_accessory_container(accessory)};
}

Sequence remove_image_commands(const RunState& run, const Accessory& accessory) {
    return {run.audit("Removed " + accessory.name + " accessory image"),
            commands::remove_accessory_image(accessory)};
}

Sequence remove_commands(const RunState& run, const Accessory& accessory) {
    auto sequence = stop_commands(run, accessory);
    append(sequence, remove_container_commands(run, accessory));
    append(sequence, remove_image_commands(run, accessory));
    sequence.push_back(commands::remove_accessory_directory(accessory));
    return sequence;
}

/// One phase on the hosts of an accessory.
Phase phase_of(const Accessory& accessory,
               std::string title,
               std::function<Dialogue<>(RunState& run, const std::string& host)> make) {
    Phase phase;
    phase.title = std::move(title);
    phase.steps = [&accessory, make = std::move(make)](RunState& run) {
        return on_each(among(run.scope.hosts, accessory.hosts),
                       [&](const std::string& host) { return make(run, host); });
    };
    return phase;
}

/// The same commands on the hosts of each accessory, one accessory after the other.
Phases phases_of(const std::vector<const Accessory*>& accessories,
                 const std::string& title,
                 const std::function<Sequence(const RunState&, const Accessory&)>& make) {
    Phases phases;
    for (const auto* accessory : accessories) {
        phases.push_back(phase_of(
            *accessory, title + " " + accessory->name,
            [make, accessory](RunState& run, const std::string&) { return say(make(run, *accessory)); }));
    }
    return phases;
}

Phases reboot(const Accessory& accessory) {
    auto pull = [&accessory](RunState& run, const std::string&) {
        auto sequence = prepare_commands(run, accessory);
        append(sequence, pull_commands(run, accessory));
        return say(std::move(sequence));
    };
    auto replace = [&accessory](RunState& run, const std::string& host) {
        auto sequence = stop_commands(run, accessory);
        append(sequence, remove_container_commands(run, accessory));
        return boot_after(run, host, accessory, std::move(sequence));
    };
    return {phase_of(accessory, "Pull the image of accessory " + accessory.name, pull),
            phase_of(accessory, "Replace accessory " + accessory.name, replace)};
}

}  // namespace

std::vector<const Accessory*> accessories_named(const RunState& run, const std::vector<std::string>& names) {
    std::vector<std::string> known;
    for (const auto& accessory : run.config.accessories) known.push_back(accessory.name);
    for (const auto& name : names) {
        if (text::contains(known, name)) continue;
        throw Error(ErrorKind::usage, "there is no accessory " + text::one_line(name),
                    known.empty()
                        ? "deploy.yml has no accessories."
                        : "deploy.yml has: " + text::join(known, ", ") + "; `all` means all of them.");
    }
    std::vector<const Accessory*> found;
    for (const auto& accessory : run.config.accessories) {
        if (!names.empty() && !text::contains(names, accessory.name)) continue;
        if (!among(run.scope.hosts, accessory.hosts).empty()) {
            found.push_back(&accessory);
        } else if (!names.empty()) {
            throw Error(
                ErrorKind::usage, "accessory " + accessory.name + " is on no host in question",
                "It is on: " + text::join(accessory.hosts, ", ") + "; see --hosts, --roles and --primary.");
        }
    }
    return found;
}

std::vector<std::string> hosts_of(const RunState& run, const std::vector<const Accessory*>& accessories) {
    auto hosts = run.scope.hosts;
    std::erase_if(hosts, [&](const std::string& host) {
        return std::none_of(accessories.begin(), accessories.end(),
                            [&](const Accessory* each) { return text::contains(each->hosts, host); });
    });
    return hosts;
}

Phases boot_accessories(const std::vector<const Accessory*>& accessories) {
    Phases phases;
    for (const auto* accessory : accessories) {
        auto boot = [accessory](RunState& run, const std::string& host) {
            return boot_after(run, host, *accessory, prepare_commands(run, *accessory));
        };
        phases.push_back(phase_of(*accessory, phases.empty() ? "Boot the accessories" : "", boot));
    }
    return phases;
}

Phases reboot_accessories(const std::vector<const Accessory*>& accessories) {
    Phases phases;
    for (const auto* accessory : accessories) append(phases, reboot(*accessory));
    return phases;
}

Phases start_accessories(const std::vector<const Accessory*>& accessories) {
    Phases phases;
    for (const auto* accessory : accessories) {
        phases.push_back(
            phase_of(*accessory, "Start accessory " + accessory->name,
                     [accessory](RunState& run, const std::string&) { return start(run, *accessory); }));
    }
    return phases;
}

Phases stop_accessories(const std::vector<const Accessory*>& accessories) {
    return phases_of(accessories, "Stop accessory", stop_commands);
}

Phases remove_accessories(const std::vector<const Accessory*>& accessories) {
    return phases_of(accessories, "Remove accessory", remove_commands);
}

Phases accessory_step(verb::AccessoryStep::What what, const std::vector<const Accessory*>& accessories) {
    using What = verb::AccessoryStep::What;
    switch (what) {
        case What::upload: return phases_of(accessories, "Upload the files of accessory", file_commands);
        case What::directories:
            return phases_of(accessories, "Make the folders of accessory",
                             [](const RunState&, const Accessory& accessory) {
                                 return commands::make_accessory_directories(accessory);
                             });
        case What::pull_image: return phases_of(accessories, "Pull the image of accessory", pull_commands);
        case What::remove_container:
            return phases_of(accessories, "Remove the container of accessory", remove_container_commands);
        case What::remove_image:
            return phases_of(accessories, "Remove the image of accessory", remove_image_commands);
        case What::remove_directory:
            return phases_of(accessories, "Remove the folder of accessory",
                             [](const RunState&, const Accessory& accessory) {
                                 return Sequence{commands::remove_accessory_directory(accessory)};
                             });
    }
    return {};
}

}  // namespace wheels::plan
