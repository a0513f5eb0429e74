#include <fmt/format.h>

#include <cstdlib>

#include "base/gem_version.hpp"
#include "base/text.hpp"
#include "plan/diagnosis/diagnosis.hpp"
#include "plan/diagnosis/words.hpp"

namespace wheels::plan {
namespace {

using std::chrono::seconds;

constexpr seconds slow_login{10};
// From here on tokens and certificates are refused.
constexpr std::int64_t wrong_clock = 300;
constexpr std::int64_t inexact_clock = 5;

// An image is seldom smaller, and has to be there twice for a moment: packed and unpacked.
constexpr std::uint64_t least_disk = 512 * 1024;         // KiB
constexpr std::uint64_t little_disk = 2 * 1024 * 1024;   // KiB
constexpr std::uint64_t enough_disk = 20 * 1024 * 1024;  // KiB, however full it is
constexpr std::uint64_t little_memory = 128 * 1024;      // KiB
constexpr std::uint64_t least_inodes = 10'000;
constexpr std::string_view old_docker = "20.10";

const std::string make_room =
    "Make room: `docker system df` there shows what takes it, and `wheels deploy prune all` removes old "
    "versions.";

/// How far the host's clock is off, at the least: its whole second came between two moments of ours.
std::int64_t clock_error(const HostExam& exam, std::int64_t told) {
    const auto in_seconds = [](std::chrono::system_clock::time_point time) {
        return std::chrono::floor<seconds>(time.time_since_epoch()).count();
    };
    const auto earliest = in_seconds(exam.asked);
    const auto latest = in_seconds(exam.answered);
    if (told > latest) return told - latest;
    if (told < earliest) return told - earliest;
    return 0;
}

/// What was looked at when it happened.
std::string check_of(ErrorKind kind) {
    if (kind == ErrorKind::unknown_host) return "name";
    const bool by_docker = kind == ErrorKind::command_failed || kind == ErrorKind::timed_out;
    return by_docker ? "docker" : "ssh";
}

}  // namespace

Findings judge_way(const HostExam& exam) {
    if (exam.broken_off) {
        const auto& failure = *exam.broken_off;
        const auto remedy =
            failure.hint.empty() ? "look whether the host is up, and try again" : failure.hint;
        return {an_error(check_of(failure.kind), failure.message, as_sentence(remedy))};
    }
    if (exam.login < slow_login) return {};
    return {a_warning(
        "ssh", fmt::format("it took {} to log in", time_span(std::chrono::ceil<seconds>(exam.login).count())),
        "Look at the line, and at the host's sshd, which may look names up: `UseDNS no`.")};
}

Findings judge_clock(const HostExam& exam) {
    if (!exam.machine || !exam.machine->time) return {};
    const auto off = clock_error(exam, *exam.machine->time);
    if (std::abs(off) < inexact_clock) return {};
    auto text = fmt::format("the clock is {} {} that of this machine", time_span(std::abs(off)),
                            off > 0 ? "ahead of" : "behind");
    auto finding = std::abs(off) < wrong_clock ? a_warning("clock", std::move(text), {})
                                               : an_error("clock", std::move(text), {});
    finding.remedy =
        "See which of the two is right (`date -u`), and let NTP set the other: `timedatectl "
        "set-ntp true`.";
    return {std::move(finding)};
}

Findings judge_memory(const replies::Memory& memory) {
    if (memory.available >= little_memory) return {};
    return {
        a_warning("memory",
                  fmt::format("only {} of {} of memory are free, and a deploy runs both versions for a while",
                              amount(memory.available), amount(memory.total)),
                  "See what takes it: `docker stats --no-stream` there.")};
}

Findings judge_disk(const replies::Disk& disk, const std::string& folder) {
    const auto text =
        fmt::format("only {} of {} are free in {}", amount(disk.free), amount(disk.total), folder);
    if (disk.free < least_disk) return {an_error("disk", text, make_room)};
    if (disk.free_inodes && *disk.free_inodes < least_inodes)
        return {an_error("disk",
                         fmt::format("there is room for {} more files only in {}", *disk.free_inodes, folder),
                         make_room)};
    const bool nearly_full = disk.free < disk.total / 10 && disk.free < enough_disk;
    if (disk.free < little_disk || nearly_full) return {a_warning("disk", text, make_room)};
    return {};
}

Findings judge_docker(const replies::Docker& docker, const Config& config, const std::string& host) {
    const auto bootstrap = typed(config, "server bootstrap" + on(host));
    const auto why = docker.says.empty() ? std::string() : ": " + docker.says;
    switch (docker.state) {
        case replies::Docker::State::missing:
            return {an_error("docker", "there is no Docker", "Install it: " + bootstrap + ".")};
        case replies::Docker::State::denied:
            return {an_error("docker", "the user may not talk to Docker" + why,
                             "Put the user into Docker's group: " + bootstrap + " does that.")};
        case replies::Docker::State::silent:
            return {an_error(
                "docker", "Docker's daemon hangs: it does not answer within 10 seconds",
                "Restart it: `systemctl restart docker` there; `journalctl -u docker` may say why.")};
        case replies::Docker::State::down:
            return {an_error("docker", "Docker does not answer" + why,
                             "Start it: `systemctl start docker` there; `journalctl -u docker` says why it "
                             "stopped.")};
        case replies::Docker::State::answers: break;
    }
    if (!gem_version::is_older(docker.version, old_docker)) return {};
    return {a_warning("docker", fmt::format("Docker {} is old", docker.version),
                      fmt::format("Bring it to {} or later.", old_docker))};
}

Findings judge_login(const Login& login) {
    if (login.result.succeeded()) return {};
    auto why = replies::reason(login.result);
    if (login.result.status == 124) why = "no answer within 10 seconds";
    if (replies::refuses_account(login.result)) {
        return {
            an_error("registry",
                     fmt::format("{} does not take the account {}: {}", login.registry, login.account, why),
                     "Correct `registry/username`, or the secret of `registry/password`.")};
    }
    return {an_error("registry", fmt::format("cannot log in to {}: {}", login.registry, why),
                     "See that the registry is up, and that it can be reached from there.")};
}

}  // namespace wheels::plan
