#include "testing/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace wheels::testing {
namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// The word after `flag` in a shell line, without its quotes.
std::string word_after(const std::string& line, const std::string& flag) {
    const auto at = line.find(flag);
    if (at == std::string::npos) return {};
    auto begin = line.find_first_not_of(" =\"'", at + flag.size());
    if (begin == std::string::npos) return {};
    return line.substr(begin, line.find_first_of(" :\"'", begin) - begin);
}

std::string last_word(const std::string& line) {
    return line.substr(line.rfind(' ') + 1);
}

// What the command that takes the lock writes into the details file.
std::string details_in(const std::string& line) {
    const std::string start = "printf '%s\\n' ";
    const auto begin = line.find(start) + start.size();
    return line.substr(begin, line.find("''", begin) - begin);
}

// Base64 without what stands between its pieces.
std::string in_one_piece(std::string words) {
    std::erase_if(words, [](char c) { return c == ' ' || c == '\''; });
    return words;
}

// `closely`: each was made a minute after the one before.
std::string probe_reply(const Server& host, bool closely) {
    std::string text;
    for (auto c = host.containers.rbegin(); c != host.containers.rend(); ++c) {
        text += fmt::format("container|{}|/{}|sha256:{:064}|image|{}|{}|{}|", c->id, c->name, 0,
                            c->running ? "running" : "exited", c->service, c->role);
        if (closely)
            text += fmt::format("|2026-01-01T12:{:02}:00Z|2026-01-01T13:00:00Z|", host.containers.rend() - c);
        text += "\n";
    }
    return text + "latest|\nnetwork|kamal\nend\n";
}

// As kamal-proxy keeps it, as far as it is read.
std::string proxy_state(const Server& host) {
    std::string text;
    for (const auto& [service, id] : host.serving) {
        const auto rollout = host.rollouts.find(service);
        const bool splits = rollout != host.rollouts.end() && rollout->second.percent;
        text += fmt::format(
            R"({}{{"name": "{}", "active_targets": ["{}:80"], "rollout_targets": {}, "rollout_controller": {}}})",
            text.empty() ? "" : ", ", service, id,
            rollout == host.rollouts.end() ? "null" : fmt::format("[\"{}:80\"]", rollout->second.id),
            splits ? fmt::format(R"({{"percentage": {}, "allowlist": null}})", *rollout->second.percent)
                   : "null");
    }
    return "[" + text + "]\n";
}

void change_rollout(Server& host, const std::string& line) {
    const auto service_after = [&](const std::string& verb) {
        return word_after(line, "kamal-proxy rollout " + verb);
    };
    if (contains(line, "rollout deploy"))
        host.rollouts[service_after("deploy")].id = word_after(line, "--target");
    if (contains(line, "rollout set"))
        host.rollouts[service_after("set")].percent = std::atoi(word_after(line, "--percent").c_str());
    if (contains(line, "rollout stop")) host.rollouts[service_after("stop")].percent.reset();
}

}  // namespace

const Server::Container& Server::add(std::string name, std::string role, std::size_t& next_id) {
    Container container;
    container.id = fmt::format("{:012x}{:052x}", next_id++, 0);
    container.name = std::move(name);
    container.role = std::move(role);
    return containers.emplace_back(std::move(container));
}

bool Server::runs(const std::string& id) const {
    return std::any_of(containers.begin(), containers.end(),
                       [&](const auto& each) { return each.id.substr(0, 12) == id && each.running; });
}

ExecResult Server::perform(const Command& command, std::size_t& next_id) {
    const auto& line = command.line;
    auto by_name = [&](const std::string& wanted) {  // or by the 12 digits of its id
        return std::find_if(containers.begin(), containers.end(), [&](const Container& c) {
            return c.name == wanted || c.id.substr(0, 12) == wanted;
        });
    };
    ExecResult result;
    if (contains(line, "(if LC_ALL=C mkdir .kamal/lock-")) {
        if (lock_details) {
            result.status = 75;
        } else {
            lock_details = details_in(line);
        }
    } else if (contains(line, "rm -r .kamal/lock-")) {
        const auto ours = word_after(line, "\" = ");
        const bool has_it = lock_details && (ours.empty() || in_one_piece(*lock_details) == ours);
        result.status = has_it ? 0 : 75;
        if (has_it) lock_details.reset();
    } else if (contains(line, "cat .kamal/lock-")) {
        result.status = lock_details ? 0 : 1;
        result.out = lock_details.value_or("");
    } else if (contains(line, "docker ps -a --format")) {
        result.out = probe_reply(*this, contains(line, "{{.Created}}"));
    } else if (contains(line, "docker run --detach --restart")) {
        Container container;
        container.id = fmt::format("{:012x}{:052x}", 0xabc000 + next_id++, 0);
        container.name = word_after(line, "--name");
        container.role = word_after(line, "role=");
        container.service = word_after(line, "service=");
        result.out = container.id + "\n";
        containers.push_back(std::move(container));
    } else if (contains(line, "docker run --name")) {  // an accessory, which no probe lists
        result.out = fmt::format("{:064x}\n", 0xacc000 + next_id++);
    } else if (contains(line, "docker rename")) {
        const auto renamed = by_name(word_after(line, "docker rename"));
        if (renamed == containers.end()) {
            result.status = 1;
        } else {
            renamed->name = last_word(line);
        }
    } else if (contains(line, "kamal-proxy.state")) {
        result.out = proxy_state(*this);
    } else if (contains(line, "kamal-proxy rollout")) {
        change_rollout(*this, line);
    } else if (contains(line, "kamal-proxy deploy")) {
        serving[word_after(line, "kamal-proxy deploy")] = word_after(line, "--target");
    } else if (contains(line, "docker stop")) {
        const auto filtered = word_after(line, "name=^");
        const auto stopped =
            by_name(filtered.empty() ? last_word(line) : filtered.substr(0, filtered.size() - 1));
        if (stopped == containers.end()) {
            result.status = 1;
        } else {
            stopped->running = false;
        }
    } else if (contains(line, ".State.Health.Status")) {
        result.out = "running\n";
    }
    return result;
}

}  // namespace wheels::testing
