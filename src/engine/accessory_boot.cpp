#include "engine/accessory_boot.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "commands/replies.hpp"
#include "engine/project_files.hpp"

namespace wheels::engine {

AccessoryBoot::AccessoryBoot(
    const Config& config, const plan::Scope& scope, Author author, HostWork& work, const Collaborators& with)
    : config_(config), scope_(scope), author_(std::move(author)), work_(work), with_(with) {}

void AccessoryBoot::read_files() {
    std::vector<Problem> problems;
    for (const auto& accessory : config_.accessories) {
        files_[&accessory] = read_accessory_files(with_.project_root, accessory, with_.environment, problems);
    }
    if (!problems.empty()) throw Error(std::move(problems));
}

awaitable<void> AccessoryBoot::all() {
    for (const auto& accessory : config_.accessories) co_await on_all_hosts(&accessory);
}

awaitable<void> AccessoryBoot::on_all_hosts(const Accessory* accessory) {
    std::vector<Task> tasks;
    for (const auto& host : scope_.hosts) {
        const auto& hosts = accessory->hosts;
        if (std::find(hosts.begin(), hosts.end(), host) != hosts.end())
            tasks.emplace_back(host, on_host(host, accessory));
    }
    co_await join(std::move(tasks));
}

awaitable<void> AccessoryBoot::on_host(std::string host, const Accessory* accessory) {
    auto prepare = plan::prepare_accessory(voice(), *accessory);
    const auto found = co_await work_.run(host, std::move(prepare));
    auto upload = plan::upload_accessory(*accessory, files_[accessory]);
    co_await work_.run(host, std::move(upload));
    if (!dry_run && !text::trim(found.back().out).empty()) {
        const auto text = accessory->service + " is not booted: there is a container already";
        with_.sink.on_event(event::Notice{event::Notice::Level::info, host, text});
        co_return;
    }
    co_await start(std::move(host), accessory);
}

awaitable<void> AccessoryBoot::start(std::string host, const Accessory* accessory) {
    auto sequence = plan::start_accessory(voice(), *accessory, host);
    if (dry_run) {
        for (auto& command : sequence) command.condition = "if there is no container " + accessory->service;
    }
    const auto results = co_await work_.run(host, std::move(sequence));
    if (!accessory->proxy) co_return;
    const auto& said = results.back().out;
    const auto id = dry_run ? std::optional(said) : replies::parse_container_id(said);
    if (!id) {
        Failure failure;
        failure.kind = ErrorKind::command_failed;
        failure.host = host;
        failure.step = "boot accessory " + accessory->name;
        failure.message = "docker run did not answer with a container id";
        failure.remote_lines = text::lines(said);
        throw Error(std::vector<Failure>{failure});
    }
    Sequence deploy{commands::accessory_proxy_deploy(config_, *accessory, *id)};
    co_await work_.run(std::move(host), std::move(deploy));
}

plan::Voice AccessoryBoot::voice() const {
    return {config_, author_, iso8601(with_.now())};
}

}  // namespace wheels::engine
