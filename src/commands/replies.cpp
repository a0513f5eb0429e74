#include "commands/replies.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "base/base64.hpp"
#include "base/date_time.hpp"
#include "base/text.hpp"
#include "commands/lock.hpp"
#include "wheels/error.hpp"

namespace wheels::replies {
namespace {

constexpr std::size_t short_id = 12;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// 12 digits of `sha256:…` or of a bare id; empty when it is neither.
std::string shorten_id(std::string_view id) {
    constexpr std::string_view prefix = "sha256:";
    if (id.substr(0, prefix.size()) == prefix) id.remove_prefix(prefix.size());
    if (id.size() < short_id || !is_hex(id)) return {};
    return std::string(id.substr(0, short_id));
}

[[noreturn]] void reject(std::string_view line) {
    throw Error(ErrorKind::command_failed,
                "cannot make sense of what Docker said about the host's containers: " + std::string(line));
}

void read_container(HostFacts& facts, const std::string& line, const Config& config) {
    const auto fields = text::split(line, '|');
    constexpr std::size_t count = 9;
    constexpr std::size_t count_when_close = 12;
    if (fields.size() != count && fields.size() != count_when_close) reject(line);
    Container container;
    container.id = shorten_id(fields[1]);
    container.name = fields[2].substr(fields[2].rfind('/') + 1);
    container.image_id = shorten_id(fields[3]);
    container.state = fields[5];
    if (container.id.empty() || container.name.empty() || container.state.empty()) reject(line);
    if (container.name == "kamal-proxy") {
        facts.proxy_image = fields[4];
        facts.proxy_running = container.state == "running";
    }
    if (fields[6] != config.service) return;
    container.role = fields[7];
    container.destination = fields[8];
    if (fields.size() == count_when_close) {
        container.created = parse_date_time(fields[9]);
        container.started = parse_date_time(fields[10]);
        container.health = fields[11];
        if (!container.created) reject(line);
    }
    facts.containers.push_back(std::move(container));
}

bool is_active(const Container& container) {
    return container.state == "running" || container.state == "restarting";
}

std::string without_colours(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
            i = std::min(text.find('m', i), text.size() - 1);
        } else {
            plain += text[i];
        }
    }
    return plain;
}

bool is_clean(const std::string& text) {
    const auto lines = text::lines(text);
    return std::all_of(lines.begin(), lines.end(),
                       [](const auto& line) { return text::neutralise(line) == line; });
}

}  // namespace

HostFacts parse_probe(std::string_view text, const Config& config) {
    HostFacts facts;
    facts.known = true;
    bool complete = false;
    for (const auto& line : text::lines(text)) {
        if (line.empty()) continue;
        if (line.rfind("container|", 0) == 0) {
            read_container(facts, line, config);
        } else if (line.rfind("latest|", 0) == 0) {
            const auto id = line.substr(line.find('|') + 1);
            if (!id.empty()) facts.latest_image_id = shorten_id(id);
            if (facts.latest_image_id && facts.latest_image_id->empty()) reject(line);
        } else if (line == "network|kamal") {
            facts.has_network = true;
        } else if (line == "end") {
            complete = true;
        } else {
            reject(line);
        }
    }
    if (!complete) {
        throw Error(ErrorKind::command_failed,
                    "the host's answer about its containers broke off in the middle");
    }
    return facts;
}

const Container* serving_container(const HostFacts& facts, const Config& config, const Role& role) {
    const Container* newest = nullptr;
    for (const auto& container : facts.containers) {
        if (!belongs_to(container, config, role) || !is_active(container)) continue;
        if (facts.latest_image_id && container.image_id == *facts.latest_image_id) return &container;
        if (newest == nullptr) newest = &container;
    }
    return newest;
}

std::vector<const Container*> stale_containers(const HostFacts& facts,
                                               const Config& config,
                                               const Role& role) {
    const auto* serving = serving_container(facts, config, role);
    std::vector<const Container*> found;
    for (const auto& container : facts.containers) {
        const bool is_up = is_active(container) || container.state == "paused";
        if (is_up && &container != serving && belongs_to(container, config, role))
            found.push_back(&container);
    }
    return found;
}

bool belongs_to(const Container& container, const Config& config, const Role& role) {
    const auto prefix = config.container_prefix(role) + "-";
    return container.role == role.name && container.destination == config.destination.value_or("") &&
           container.name.compare(0, prefix.size(), prefix) == 0;
}

std::string version_of(const Container& container, const Config& config, const Role& role) {
    return container.name.substr(config.container_prefix(role).size() + 1);
}

std::string original_version(std::string_view version) {
    constexpr std::string_view mark = "_replaced_";
    const auto at = version.rfind(mark);
    if (at == std::string_view::npos) return std::string(version);
    const auto digits = version.substr(at + mark.size());
    return std::string(digits.size() == 16 && is_hex(digits) ? version.substr(0, at) : version);
}

std::vector<std::string> versions(const HostFacts& facts, const Config& config, const Role& role) {
    std::vector<std::string> found;
    for (const auto& container : facts.containers) {
        if (belongs_to(container, config, role)) found.push_back(version_of(container, config, role));
    }
    return found;
}

bool has_container(const HostFacts& facts, const Config& config, const Role& role, std::string_view version) {
    const auto name = config.container_name(role, version);
    return std::any_of(facts.containers.begin(), facts.containers.end(),
                       [&](const Container& container) { return container.name == name; });
}

// kamal-proxy: cmd/formatting.go. The columns begin where their names do.
std::optional<std::vector<ProxyEntry>> parse_proxy_list(std::string_view text) {
    const auto lines = text::lines(without_colours(text));
    if (lines.empty()) return std::nullopt;
    std::vector<std::size_t> columns;
    std::size_t from = 0;
    for (const auto* name : {"Service", "Host", "Path", "Target", "State", "TLS"}) {
        from = lines.front().find(name, from);
        if (from == std::string::npos) return std::nullopt;
        columns.push_back(from);
    }
    std::vector<ProxyEntry> entries;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
        const auto cell = [&](std::size_t i) {
            if (columns[i] >= line->size()) return std::string();
            return std::string(text::trim(line->substr(columns[i], columns[i + 1] - columns[i])));
        };
        entries.push_back({cell(0), cell(3), cell(4)});
    }
    return entries;
}

Times parse_image_times(std::string_view text) {
    Times times;
    for (const auto& line : text::lines(text)) {
        const auto fields = text::split(line, '|');
        if (fields.size() != 2) continue;
        const auto id = shorten_id(fields[0]);
        const auto time = parse_date_time(fields[1]);
        if (!id.empty() && time) times[id] = *time;
    }
    return times;
}

std::string ContainerStatus::text() const {
    if (state.empty()) return "gone";
    if (restarts == 0) return state;
    return state + ", restarted " + (restarts == 1 ? "once" : std::to_string(restarts) + " times");
}

ContainerStatus parse_container_status(std::string_view text) {
    const auto line = text::one_line(text::trim(text));
    const auto words = text::split(line, ' ');
    ContainerStatus status;
    status.state = words.front();
    if (words.size() > 1) {
        const auto& count = words[1];
        std::from_chars(count.data(), count.data() + count.size(), status.restarts);
    }
    return status;
}

bool keeps_running(const ContainerStatus& before, const ContainerStatus& after) {
    return after.state == "running" && after.restarts == before.restarts;
}

std::string decode_lock_details(std::string_view file) {
    auto decoded = base64::decode(file);
    if (!decoded || !is_clean(*decoded)) return std::string(file);
    return *std::move(decoded);
}

bool is_lock_held(int status, std::string_view err) {
    if (status == commands::lock_held_status) return true;
    // The holder may have gone between our mkdir and the look at the directory.
    return status != 0 && err.find("File exists") != std::string_view::npos;
}

std::optional<std::string> parse_container_id(std::string_view docker_run_stdout) {
    const auto lines = text::lines(text::trim(docker_run_stdout));
    if (lines.empty()) return std::nullopt;
    auto id = shorten_id(text::trim(lines.back()));
    if (id.empty()) return std::nullopt;
    return id;
}

bool no_such_container(std::string_view output) {
    return contains(output, "No such container");
}

// kamal-proxy: server/target.go.
bool says_unhealthy(std::string_view output) {
    return contains(output, "failed to become healthy");
}

std::string architecture(std::string_view answer) {
    if (contains(answer, "aarch64")) return "arm64";
    if (contains(answer, "x86_64")) return "amd64";
    return std::string(text::trim(answer));
}

bool builder_missing(std::string_view output) {
    return contains(output, "context not found") || contains(output, "no builder") ||
           contains(output, "no compatible builder") || contains(output, "does not exist");
}

bool no_git_repository(std::string_view output) {
    return contains(output, "not a git repository");
}

std::string git_advice(std::string_view output) {
    for (const auto& line : text::lines(output)) {
        const auto words = text::trim(line);
        if (words.starts_with("git config ") && contains(words, "safe.directory")) return std::string(words);
    }
    return {};
}

// Docker's own words, and those of containerd, of Docker Hub for a repository, and of other registries.
bool no_such_tag(std::string_view output) {
    return contains(output, "manifest unknown") || contains(output, "not found: manifest") ||
           (contains(output, "failed to resolve reference") && contains(output, ": not found")) ||
           (contains(output, "manifest for ") && contains(output, " not found"));
}

bool is_automatic_lock(std::string_view details) {
    return contains(details, commands::automatic_lock_message);
}

}  // namespace wheels::replies
