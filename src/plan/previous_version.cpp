#include "plan/previous_version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <tuple>
#include <vector>

#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::plan {
namespace {

using Time = std::chrono::system_clock::time_point;

/// Where a version has to have a container.
struct Spot {
    std::string host;
    const Role* role = nullptr;
};

/// What the hosts have of a version.
struct Traces {
    std::string version;
    Time first = Time::max();          ///< Its oldest container, replaced ones included.
    Time last = Time::min();           ///< Its newest one that a rollback can count on.
    std::vector<std::string> missing;  ///< `h1 (web)`
};

const replies::HostFacts& facts_at(const std::map<std::string, replies::HostFacts>& facts,
                                   const std::string& host) {
    static const replies::HostFacts unknown;
    const auto found = facts.find(host);
    return found == facts.end() ? unknown : found->second;
}

Traces& traces_of(std::vector<Traces>& all, const std::string& version) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Traces& each) { return each.version == version; });
    if (found != all.end()) return *found;
    all.emplace_back().version = version;
    return all.back();
}

void collect(std::vector<Traces>& all,
             const Config& config,
             const Spot& spot,
             const replies::HostFacts& facts) {
    for (const auto& container : facts.containers) {
        if (!container.created || !replies::belongs_to(container, config, *spot.role)) continue;
        const auto named = replies::version_of(container, config, *spot.role);
        const auto version = replies::original_version(named);
        auto& traces = traces_of(all, version);
        traces.first = std::min(traces.first, *container.created);
        if (named == version) traces.last = std::max(traces.last, *container.created);
    }
}

std::string lacks(const Traces& traces) {
    return fmt::format("{} is not on {}", traces.version, text::join(traces.missing, ", "));
}

const Traces* newest_of_serving(const std::vector<Traces>& all, const PreviousVersion& found) {
    const Traces* newest = nullptr;
    for (const auto& each : all) {
        const bool serves =
            std::any_of(found.serving.begin(), found.serving.end(), [&](const PreviousVersion::Serving& s) {
                return replies::original_version(s.version) == each.version;
            });
        if (serves && (newest == nullptr || each.first > newest->first)) newest = &each;
    }
    return newest;
}

[[noreturn]] void nothing_serves(const std::vector<Traces>& all) {
    std::vector<std::string> names;
    for (const auto& each : all) names.push_back(each.version);
    throw Error(ErrorKind::command_failed, "no version of the app runs, so none is the one before it",
                names.empty() ? "There are no containers of the app; `wheels deploy` ships it."
                              : "Name the one to go back to: there are " + text::join(names, ", ") + ".");
}

[[noreturn]] void nothing_before(const Traces& now, const std::vector<std::string>& reasons) {
    throw Error(
        ErrorKind::command_failed,
        reasons.empty()
            ? fmt::format("there is no container of a version older than {}, which runs", now.version)
            : fmt::format("no version older than {}, which runs, is on every host: {}", now.version,
                          text::join(reasons, "; ")),
        "`wheels deploy app containers` shows what there is; `wheels deploy -P --version VERSION` ships one "
        "that the registry has.");
}

}  // namespace

std::optional<PreviousVersion> previous_version(const Config& config,
                                                const Scope& scope,
                                                const std::map<std::string, replies::HostFacts>& facts) {
    PreviousVersion previous;
    std::vector<Spot> spots;
    std::vector<Traces> all;
    for (const auto& host : scope.app_hosts) {
        const auto& there = facts_at(facts, host);
        if (!there.known) return std::nullopt;
        for (const auto* role : scope.roles_on(host)) {
            spots.push_back({host, role});
            collect(all, config, spots.back(), there);
            if (const auto* serving = replies::serving_container(there, config, *role))
                previous.serving.push_back({host, role->name, replies::version_of(*serving, config, *role)});
        }
    }
    for (auto& each : all) {
        for (const auto& [host, role] : spots) {
            if (!replies::has_container(facts_at(facts, host), config, *role, each.version))
                each.missing.push_back(fmt::format("{} ({})", host, role->name));
        }
    }
    // The newest first.
    std::sort(all.begin(), all.end(), [](const Traces& a, const Traces& b) {
        return std::tie(b.last, b.first, b.version) < std::tie(a.last, a.first, a.version);
    });

    const auto* now = newest_of_serving(all, previous);
    if (now == nullptr) nothing_serves(all);
    for (const auto& each : all) {
        if (each.first >= now->first) continue;
        if (each.missing.empty()) {
            previous.version = each.version;
            previous.made = each.last;
            return previous;
        }
        previous.passed_over.push_back(lacks(each));
    }
    nothing_before(*now, previous.passed_over);
}

}  // namespace wheels::plan
