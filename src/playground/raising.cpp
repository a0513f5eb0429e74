#include "playground/raising.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <set>
#include <utility>

#include "async/run_all.hpp"
#include "async/shielded.hpp"
#include "async/with_deadline.hpp"
#include "base/text.hpp"
#include "playground/http.hpp"
#include "playground/texts.hpp"
#include "wheels/error.hpp"

namespace wheels::playground {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t at_a_time = 8;
constexpr const char* usual_base = "debian:12";
constexpr std::chrono::seconds patience_with_registry{10};
constexpr std::chrono::milliseconds between_looks{100};

/// Ports of 127.0.0.1 that nobody has now, all different. They are chosen here and not by Docker, which
/// would choose others each time a host is switched on.
std::vector<std::uint16_t> free_ports(const executor& on, std::size_t count) {
    std::vector<asio::ip::tcp::acceptor> held;
    std::vector<std::uint16_t> ports;
    for (std::size_t i = 0; i < count; ++i) {
        const asio::ip::tcp::endpoint anywhere(asio::ip::address_v4::loopback(), 0);
        held.emplace_back(on, anywhere);
        ports.push_back(held.back().local_endpoint().port());
    }
    return ports;
}

std::string subnet_in(const std::string& answer) {
    const auto lines = text::lines(answer);
    return lines.empty() ? "" : std::string(text::trim(lines.front()));
}

Words names_in(const std::string& answer) {
    Words names;
    for (const auto& line : text::lines(answer)) {
        if (const auto name = text::trim(line); !name.empty()) names.emplace_back(name);
    }
    return names;
}

/// Brings one up, and remembers what it began.
class Raising {
public:
    Raising(Docker& docker, const Config& config, Wanted wanted) : docker_(docker), config_(config) {
        ground_.id = std::move(wanted.id);
        ground_.project = std::move(wanted.project);
        base_ = std::move(wanted.base);
        ground_.base = base_.value_or(usual_base);
        ground_.service = config.service;
        ground_.places = layout_of(config);
    }

    awaitable<std::vector<Member>> run() {
        auto members = co_await members_of(docker_, ground_.id);
        const auto* registry = registry_among(members);
        if (registry == nullptr) {
            // There may be remains of one that came up or went only in part: nobody has its keys any more.
            co_await take_down(docker_, ground_.id);
            members.clear();
        }
        is_new_ = members.empty();
        if (is_new_) {
            co_await lay_ground();
        } else {
            if (base_ && *base_ != registry->base)
                throw Error(ErrorKind::usage,
                            fmt::format("the playground is up, and its hosts are built from {}, not from {}",
                                        registry->base, *base_),
                            "Take it down first: `wheels deploy playground down`.");
            ground_.base = registry->base;
            co_await make_image();  // another version of wheels may have built that of the others
            ground_.keys = *registry->keys;
            co_await find_subnet();
            co_await remove_others(members);
        }
        co_await make_hosts(members);
        members = co_await members_of(docker_, ground_.id);
        co_return members;
    }

    /// After run() has failed.
    awaitable<void> undo() {
        if (is_new_) {
            co_await take_down(docker_, ground_.id);
            co_return;
        }
        if (begun_.empty()) co_return;
        auto containers = remove_containers(begun_);
        co_await docker_.succeeds(std::move(containers));
        auto volumes = remove_volumes(begun_);
        co_await docker_.succeeds(std::move(volumes));
    }

private:
    awaitable<void> lay_ground() {
        co_await make_image();
        docker_.sink().on_event(event::PhaseStarted{"Start the registry and the hosts"});
        auto ask = make_keys(ground_.base);
        const auto keys = co_await docker_.ask(std::move(ask));
        ground_.keys = Keys::parse(keys);
        Order first(create_network(ground_.id, ""), "");
        co_await docker_.make(std::move(first));
        co_await find_subnet();
        auto remove = remove_network(ground_.id);
        co_await docker_.ask(std::move(remove));
        Order second(create_network(ground_.id, ground_.subnet), "");
        co_await docker_.make(std::move(second));
        auto on = co_await this_coro::executor;
        const auto port = free_ports(on, 1).front();
        auto registry = run_registry(ground_, port);
        co_await docker_.make(std::move(registry));
        co_await wait_for_registry(port);
    }

    /// Ports are those of the machine that Docker runs on, which may be another one.
    awaitable<void> wait_for_registry(std::uint16_t port) {
        const auto deadline = steady_clock::now() + patience_with_registry;
        for (;;) {
            std::string name = "localhost";
            std::string path = "/v2/";
            const auto answer = co_await get(port, std::move(name), std::move(path), patience_with_registry);
            if (answer.status != 0) co_return;
            if (steady_clock::now() > deadline)
                throw Error(
                    ErrorKind::process,
                    fmt::format("the playground's registry does not answer at 127.0.0.1:{}: {}", port,
                                answer.trouble),
                    "A playground needs a Docker that runs on this machine and opens ports here: look at "
                    "`docker context ls` and DOCKER_HOST.");
            co_await sleep_for(between_looks);
        }
    }

    awaitable<void> make_image() {
        auto known = has_image(image_name(ground_.base));
        if (co_await docker_.succeeds(std::move(known))) co_return;
        docker_.sink().on_event(event::PhaseStarted{"Build the image of the hosts from " + ground_.base});
        auto build = build_image(ground_.base);
        std::string dockerfile(text_named("Dockerfile"));
        co_await docker_.show(std::move(build), std::move(dockerfile));
    }

    awaitable<void> find_subnet() {
        auto ask = ask_subnet(ground_.id);
        const auto answer = co_await docker_.ask(std::move(ask));
        ground_.subnet = subnet_in(answer);
    }

    /// Containers whose hosts deploy.yml has no more, or has otherwise.
    awaitable<void> remove_others(const std::vector<Member>& members) {
        Words names;
        for (const auto& member : members) {
            if (!member.host.empty() && !index_of(member)) names.push_back(member.container);
        }
        if (names.empty()) co_return;
        auto containers = remove_containers(names);
        co_await docker_.ask(std::move(containers));
        auto volumes = remove_volumes(names);
        co_await docker_.succeeds(std::move(volumes));
    }

    std::optional<std::size_t> index_of(const Member& member) const {
        for (std::size_t i = 0; i < ground_.places.size(); ++i) {
            const auto& place = ground_.places[i];
            if (place.host == member.host && container_of(ground_.id, i) == member.container &&
                fingerprint_of(place) == member.made_for)
                return i;
        }
        return std::nullopt;
    }

    awaitable<void> make_hosts(const std::vector<Member>& members) {
        auto on = co_await this_coro::executor;
        const auto ports = free_ports(on, 2 * ground_.places.size());
        const auto* registry = registry_among(members);
        if (registry != nullptr && !registry->running) {
            auto start = start_container(registry->container);
            co_await docker_.ask(std::move(start));
        }
        std::vector<Task> tasks;
        for (std::size_t i = 0; i < ground_.places.size(); ++i) {
            const auto& host = ground_.places[i].host;
            const auto* member = host_among(members, host);
            if (member != nullptr && !index_of(*member)) member = nullptr;
            const Ports own(ports[2 * i], ports[2 * i + 1]);
            tasks.emplace_back(host, member == nullptr ? make_host(i, own) : keep_host(i, member->running));
        }
        const auto outcomes = co_await run_all(std::move(tasks), at_a_time, OnFailure::cancel_siblings);
        rethrow_first(outcomes);
        co_await give_images();
    }

    awaitable<void> make_host(std::size_t index, Ports ports) {
        const auto name = container_of(ground_.id, index);
        begun_.push_back(name);
        auto run = run_host(ground_, index, ports);
        co_await docker_.make(std::move(run));
        co_await wait_for(name);
    }

    awaitable<void> keep_host(std::size_t index, bool is_running) {
        const auto name = container_of(ground_.id, index);
        if (!is_running) {
            auto start = start_container(name);
            co_await docker_.ask(std::move(start));
            co_await wait_for(name);
        }
        auto lead = lead_addresses(ground_, index);
        co_await docker_.ask(std::move(lead));
    }

    awaitable<void> wait_for(std::string container) {
        auto wait = wait_for_host(container);
        if (co_await docker_.succeeds(std::move(wait))) co_return;
        auto ask = last_words_of(container);
        ask.insert(ask.begin(), {"sh", "-c", "exec \"$@\" 2>&1", "sh"});
        const auto said = co_await docker_.ask(std::move(ask));
        auto lines = text::lines(said);
        for (auto& line : lines) docker_.warn(container + ": " + line);
        throw Error(ErrorKind::process, fmt::format("the container {} does not come up as a host", container),
                    "Its last words are above.");
    }

    /// What a host could pull itself, and mostly has no need to: it is here, or is pulled once for all.
    awaitable<void> give_images() {
        for (const auto& image : images_of(config_)) {
            auto known = has_image(image);
            if (!co_await docker_.succeeds(std::move(known))) {
                if (begun_.empty()) continue;
                docker_.say("Pulling " + image);
                auto pull = pull_image(image);
                if (!co_await docker_.succeeds(std::move(pull))) {
                    docker_.warn(fmt::format(
                        "this machine's Docker cannot pull {}: the hosts of the playground will try it "
                        "themselves when a run needs it",
                        image));
                    continue;
                }
            }
            std::vector<Task> tasks;
            for (std::size_t i = 0; i < ground_.places.size(); ++i) {
                const auto container = container_of(ground_.id, i);
                tasks.emplace_back(container, give_image(image, container));
            }
            const auto outcomes = co_await run_all(std::move(tasks), at_a_time, OnFailure::cancel_siblings);
            rethrow_first(outcomes);
        }
    }

    awaitable<void> give_image(std::string image, std::string container) {
        auto line = carry_image(image, container);
        try {
            co_await docker_.shell(std::move(line));
        } catch (const Error& error) {
            // One that was up already may be broken on purpose.
            if (text::contains(begun_, container)) throw;
            docker_.warn(fmt::format("{} was not given {}: {}", container, image, error.message()));
        }
    }

    Docker& docker_;
    const Config& config_;
    Ground ground_;
    std::optional<std::string> base_;
    bool is_new_ = false;
    Words begun_;  ///< Containers of hosts; each has a volume of its name.
};

}  // namespace

awaitable<std::vector<Member>> members_of(Docker& docker, std::string id) {
    auto ask = list_members(id);
    const auto answer = co_await docker.ask(std::move(ask));
    co_return parse_members(answer);
}

awaitable<std::vector<Member>> bring_up(Docker& docker, const Config& config, Wanted wanted) {
    Raising raising(docker, config, std::move(wanted));
    std::exception_ptr wrong;
    try {
        auto members = co_await raising.run();
        co_return members;
    } catch (...) {
        wrong = std::current_exception();
    }
    co_await this_coro::throw_if_cancelled(false);
    auto undo = raising.undo();
    try {
        co_await shielded(std::move(undo));
    } catch (const Error& error) {
        docker.warn("what was begun could not be removed: " + error.message());
    }
    co_await this_coro::throw_if_cancelled(true);
    std::rethrow_exception(wrong);
}

awaitable<Removed> take_down(Docker& docker, std::string id) {
    const auto members = co_await members_of(docker, id);
    Words names;
    for (const auto& member : members) names.push_back(member.container);
    if (!names.empty()) {
        auto remove = remove_containers(names);
        co_await docker.ask(std::move(remove));
    }
    std::size_t others = 0;
    auto ask_volumes = list_volumes(id);
    const auto volumes = co_await docker.ask(std::move(ask_volumes));
    if (const auto found = names_in(volumes); !found.empty()) {
        others += found.size();
        auto remove = remove_volumes(found);
        co_await docker.ask(std::move(remove));
    }
    auto ask_networks = list_networks(id);
    const auto networks = co_await docker.ask(std::move(ask_networks));
    if (const auto found = names_in(networks); !found.empty()) {
        others += found.size();
        auto remove = remove_networks(found);
        co_await docker.ask(std::move(remove));
    }
    for (const auto& member : members) {
        if (member.registry_port == 0) continue;
        auto ask_images = list_images();
        const auto images = co_await docker.ask(std::move(ask_images));
        if (const auto found = images_of_registry(member.registry_port, images); !found.empty()) {
            auto remove = remove_images(found);
            co_await docker.succeeds(std::move(remove));
        }
    }
    co_return Removed{members.size(), others};
}

awaitable<void> provide_image(Docker& docker, std::string image, std::string as) {
    auto known = has_image(image);
    if (!co_await docker.succeeds(std::move(known))) {
        docker.say("Pulling " + image);
        auto pull = pull_image(image);
        co_await docker.ask(std::move(pull));
    }
    auto tag = tag_image(image, as);
    co_await docker.ask(std::move(tag));
    auto push = push_image(as);
    std::optional<Error> wrong;
    try {
        co_await docker.ask(std::move(push));
    } catch (const Error& error) {
        wrong = error;
    }
    Words tags{as};
    auto untag = remove_images(tags);
    co_await docker.succeeds(std::move(untag));
    if (wrong) throw Error(*wrong);
}

}  // namespace wheels::playground
