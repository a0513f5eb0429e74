#include "commands/examination_replies.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.hpp"
#include "commands/examination.hpp"
#include "commands/replies.hpp"

namespace wheels::replies {
namespace {

namespace asked = commands::asked;

template <typename Number>
std::optional<Number> number(std::string_view digits, int base = 10) {
    Number value{};
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
    if (digits.empty() || error != std::errc() || stop != end) return std::nullopt;
    return value;
}

std::vector<std::string> words(std::string_view line) {
    std::vector<std::string> found;
    for (auto& word : text::split(line, ' ')) {
        if (!word.empty()) found.push_back(std::move(word));
    }
    return found;
}

std::string output_of(const Answers& answers, std::string_view question) {
    const auto found = answers.find(question);
    return found == answers.end() ? std::string() : found->second.out;
}

bool says(const ExecResult& answer, std::string_view words_of_it) {
    return text::lower(answer.out + answer.err).find(words_of_it) != std::string::npos;
}

std::string platform_of(std::string_view architecture) {
    if (architecture == "armv7l") return "arm/v7";
    if (architecture == "armv6l") return "arm/v6";
    if (architecture == "i686" || architecture == "i386") return "386";
    return replies::architecture(architecture);
}

std::optional<Memory> parse_memory(std::string_view table) {
    std::optional<std::uint64_t> total;
    std::optional<std::uint64_t> available;
    for (const auto& line : text::lines(table)) {
        const auto fields = words(line);
        if (fields.size() < 2) continue;
        if (fields[0] == "MemTotal:") total = number<std::uint64_t>(fields[1]);
        if (fields[0] == "MemAvailable:") available = number<std::uint64_t>(fields[1]);
    }
    if (!total || !available) return std::nullopt;
    return Memory{*total, *available};
}

// `users:(("nginx",pid=612,fd=6),…)`
std::string program_in(std::string_view line) {
    constexpr std::string_view before = "users:((\"";
    const auto at = line.find(before);
    if (at == std::string_view::npos) return {};
    const auto name = line.substr(at + before.size());
    return std::string(name.substr(0, name.find('"')));
}

// A line of ss (`LISTEN 0 511 0.0.0.0:80 0.0.0.0:* …`), or the kernel's `00000000:0050`.
std::optional<Listener> parse_listener(std::string_view line) {
    const auto fields = words(line);
    const bool of_ss = fields.size() > 3;
    if (fields.empty() || (!of_ss && fields.size() != 1)) return std::nullopt;
    const auto& address = of_ss ? fields[3] : fields[0];
    const auto port = number<std::uint16_t>(address.substr(address.rfind(':') + 1), of_ss ? 10 : 16);
    if (!port) return std::nullopt;
    return Listener{*port, of_ss ? program_in(line) : std::string()};
}

std::vector<Listener> parse_listeners(std::string_view table) {
    std::vector<Listener> found;
    for (const auto& line : text::lines(table)) {
        if (auto listener = parse_listener(line)) found.push_back(*std::move(listener));
    }
    return found;
}

std::optional<FoundLock> parse_lock(const Answers& answers) {
    const auto found = answers.find(asked::lock);
    if (found == answers.end() || !found->second.succeeded()) return std::nullopt;
    const std::string_view said = found->second.out;
    const auto end = said.find('\n');
    FoundLock lock;
    lock.since = number<std::int64_t>(text::trim(said.substr(0, end)));
    if (end != std::string_view::npos) lock.details = decode_lock_details(said.substr(end + 1));
    return lock;
}

// `0.0.0.0:80->80/tcp`, `[::]:8000-8010->8000-8010/tcp`; `443/tcp` is not published.
std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_port(std::string_view text) {
    const auto arrow = text.find("->");
    if (arrow == std::string_view::npos || !text.ends_with("/tcp")) return std::nullopt;
    auto outside = text.substr(0, arrow);
    outside.remove_prefix(outside.rfind(':') + 1);
    const auto dash = outside.find('-');
    const auto first = number<std::uint16_t>(outside.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : number<std::uint16_t>(outside.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    return std::pair(*first, *last);
}

// The numbers before the percentage: total, used and free.
std::optional<std::pair<std::uint64_t, std::uint64_t>> parse_df(std::string_view line) {
    const auto fields = words(line);
    for (std::size_t i = 3; i < fields.size(); ++i) {
        if (!fields[i].ends_with('%')) continue;
        const auto total = number<std::uint64_t>(fields[i - 3]);
        const auto free = number<std::uint64_t>(fields[i - 1]);
        if (total && free) return std::pair(*total, *free);
    }
    return std::nullopt;
}

}  // namespace

bool ListedContainer::publishes(std::uint16_t port) const {
    return std::any_of(ports.begin(), ports.end(),
                       [&](const auto& range) { return range.first <= port && port <= range.second; });
}

std::string reason(const ExecResult& answer) {
    return std::string(text::trim(text::is_blank(answer.err) ? answer.out : answer.err));
}

Docker parse_docker(const Answers& answers) {
    Docker docker;
    const auto found = answers.find(asked::docker);
    if (found == answers.end()) return docker;
    const auto& answer = found->second;
    const auto fields = text::split(text::trim(answer.out), '|');
    // Some versions end with 0 and say nothing of the daemon.
    if (answer.succeeded() && fields.size() == 3 && !fields[0].empty()) {
        docker.state = Docker::State::answers;
        docker.version = fields[0];
        docker.architecture = platform_of(fields[1]);
        docker.folder = fields[2];
        return docker;
    }
    docker.says = reason(answer);
    if (answer.status == 127) {
        docker.state = Docker::State::missing;
    } else if (answer.status == 124) {
        docker.state = Docker::State::silent;
    } else {
        docker.state = says(answer, "permission denied") ? Docker::State::denied : Docker::State::down;
    }
    return docker;
}

Machine parse_machine(const Answers& answers) {
    Machine machine;
    machine.time = number<std::int64_t>(text::trim(output_of(answers, asked::time)));
    machine.memory = parse_memory(output_of(answers, asked::memory));
    machine.docker = parse_docker(answers);
    machine.listeners = parse_listeners(output_of(answers, asked::listeners));
    machine.lock = parse_lock(answers);
    machine.folders = text::lines(output_of(answers, asked::folders));
    const auto boot_config = answers.find(asked::boot_config);
    if (boot_config != answers.end() && boot_config->second.succeeded())
        machine.boot_config = std::string(text::trim(boot_config->second.out));
    return machine;
}

// Two tables of df, each with a heading: blocks, then inodes.
std::optional<Disk> parse_disk(const ExecResult& answer) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> rows;
    for (const auto& line : text::lines(answer.out)) {
        if (const auto row = parse_df(line)) rows.push_back(*row);
    }
    if (rows.empty()) return std::nullopt;
    Disk disk{rows[0].first, rows[0].second, std::nullopt};
    // btrfs has no such number, and says 0.
    if (rows.size() > 1 && rows[1].first > 0) disk.free_inodes = rows[1].second;
    return disk;
}

std::vector<ListedContainer> parse_containers(const ExecResult& answer) {
    std::vector<ListedContainer> found;
    for (const auto& line : text::lines(answer.out)) {
        const auto fields = text::split(line, '|');
        if (fields.size() != 4) continue;
        ListedContainer container{fields[0], fields[1], fields[2], {}};
        for (const auto& part : text::split(fields[3], ',')) {
            if (const auto range = parse_port(text::trim(part))) container.ports.push_back(*range);
        }
        found.push_back(std::move(container));
    }
    return found;
}

bool refuses_account(const ExecResult& answer) {
    for (const auto* words_of_it : {"unauthorized", "denied", "incorrect username or password",
                                    "authentication required", "no basic auth", "401 ", "403 "}) {
        if (says(answer, words_of_it)) return true;
    }
    return false;
}

}  // namespace wheels::replies
