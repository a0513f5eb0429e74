#include "api/ssh_settings.hpp"

#include <glob.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "api/files.hpp"
#include "base/environment.hpp"
#include "ssh/host_entry.hpp"
#include "ssh/known_hosts.hpp"
#include "ssh_config/settings.hpp"

namespace wheels::api {
namespace {

using namespace ssh_config;

std::string name_of_this_host() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::vector<std::string> addresses_of_this_host() {
    std::vector<std::string> found;
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return found;
    for (const auto* one = all; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr) continue;
        const auto family = one->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6) continue;
        std::array<char, NI_MAXHOST> text{};
        const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        if (::getnameinfo(one->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            found.emplace_back(text.data());
    }
    ::freeifaddrs(all);
    return found;
}

std::vector<std::string> paths_of(const std::string& pattern) {
    std::vector<std::string> found;
    glob_t paths{};
    if (::glob(pattern.c_str(), 0, nullptr, &paths) == 0)
        found.assign(paths.gl_pathv, paths.gl_pathv + paths.gl_pathc);
    ::globfree(&paths);
    return found;
}

Files::Text text_of(const std::string& path, bool guarded) {
    Files::Text found;
    struct stat status{};
    if (guarded && ::stat(path.c_str(), &status) == 0 &&
        ((status.st_uid != 0 && status.st_uid != ::getuid()) || (status.st_mode & 022) != 0)) {
        found.problem = "others may write to it: chmod go-w, and let it be yours";
        return found;
    }
    found.text = read_file(path, path);
    return found;
}

Facts facts_of(const Surroundings& surroundings) {
    Facts facts;
    const auto* user = ::getpwuid(::getuid());
    facts.local_user = !surroundings.user.empty() ? surroundings.user : user != nullptr ? user->pw_name : "";
    facts.user_id = std::to_string(::getuid());
    facts.home = surroundings.home;
    facts.this_host = name_of_this_host();
    facts.addresses = addresses_of_this_host();
    facts.environment = [&surroundings](const std::string& name) -> std::optional<std::string> {
        const auto found = surroundings.environment.find(name);
        return found == surroundings.environment.end() ? std::nullopt : std::optional(found->second);
    };
    facts.home_of = [](const std::string& name) -> std::optional<std::string> {
        const auto* found = ::getpwnam(name.c_str());
        return found == nullptr ? std::nullopt : std::optional<std::string>(found->pw_dir);
    };
    facts.sha1_hex = ssh::sha1_hex;
    return facts;
}

std::vector<Source> sources_of(const Config& config, const Surroundings& surroundings) {
    if (config.ssh.read_default_config) return usual_sources(surroundings.home);
    std::vector<Source> sources;
    for (const auto& path : config.ssh.config_files) {
        const auto expanded = path.starts_with("~/") ? surroundings.home + path.substr(1) : path;
        sources.emplace_back(absolute_path(surroundings.project_root, expanded), true, true);
    }
    return sources;
}

/// What is asked for, decides where one connects, whom one trusts or how, and is not built yet.
void refuse_what_is_not_built(const Settings& settings) {
    std::vector<std::string> asked;
    if (settings.jumps) asked.emplace_back("proxyjump");
    if (settings.proxy_command) asked.emplace_back("proxycommand");
    if (!settings.certificate_files.empty()) asked.emplace_back("certificatefile");
    if (settings.ciphers) asked.emplace_back("ciphers");
    if (settings.macs) asked.emplace_back("macs");
    if (settings.kex) asked.emplace_back("kexalgorithms");
    if (settings.host_key_algorithms) asked.emplace_back("hostkeyalgorithms");
    if (settings.public_key_algorithms) asked.emplace_back("pubkeyacceptedalgorithms");
    if (settings.family != Family::any) asked.emplace_back("addressfamily");
    if (settings.bind_address) asked.emplace_back("bindaddress");
    if (settings.check_host_ip) asked.emplace_back("checkhostip");
    if (settings.forward_agent.value_or("no") != "no") asked.emplace_back("forwardagent");
    std::vector<Problem> problems;
    for (const auto& keyword : asked) {
        Problem problem;
        if (const auto place = settings.places.find(keyword); place != settings.places.end()) {
            problem.file = place->second.first;
            problem.line = place->second.second;
        }
        problem.text = keyword + ": not supported yet, and asked for by " + settings.host;
        problems.push_back(std::move(problem));
    }
    if (!problems.empty()) throw Error(problems);
}

std::string agent_socket(const std::string& said, const Surroundings& surroundings) {
    if (said == "none") return {};
    if (said == "SSH_AUTH_SOCK") return variable(surroundings.environment, said);
    if (said.starts_with('$')) return variable(surroundings.environment, said.substr(1));
    return said;
}

HostSettings host_settings(const Settings& said, const Surroundings& surroundings) {
    using std::chrono::milliseconds;
    HostSettings settings;
    settings.host_name = said.host_name;
    settings.user = said.user;
    settings.port = said.port;
    settings.keys = said.identity_files;
    settings.keys_only = said.identities_only;
    if (said.identity_agent) settings.agent_socket = agent_socket(*said.identity_agent, surroundings);
    settings.known_as = said.host_key_alias;
    settings.host_keys.user_files = said.user_known_hosts;
    settings.host_keys.global_files = said.global_known_hosts;
    settings.host_keys.accept_new =
        said.strict_checking == StrictChecking::accept_new || said.strict_checking == StrictChecking::no;
    settings.host_keys.may_ask = said.strict_checking != StrictChecking::yes;
    settings.host_keys.hashed = said.hash_known_hosts;
    if (said.connect_timeout) settings.connect_limit = milliseconds(*said.connect_timeout);
    if (const auto interval = said.alive_interval.value_or(std::chrono::seconds(0)); interval.count() > 0) {
        settings.keepalive_interval = milliseconds(interval);
        settings.keepalive_limit = milliseconds(interval * (said.alive_count.value_or(3) + 1));
    }
    return settings;
}

awaitable<bool> ends_well(std::string command, const Surroundings& surroundings, ProcessRunner& processes) {
    auto shell = variable(surroundings.environment, "SHELL");
    if (shell.empty()) shell = "/bin/sh";
    std::vector<std::string> argv{shell, "-c", std::move(command)};
    ChildSpec spec(std::move(argv));
    spec.directory = surroundings.project_root;
    spec.environment = environment_block(surroundings.environment);
    ByteHandler nobody = [](std::string_view) {};
    const auto result = co_await processes.run(std::move(spec), std::move(nobody));
    co_return result.status == 0;
}

}  // namespace

awaitable<std::map<std::string, HostSettings>> ssh_settings(const Config& config,
                                                            std::vector<std::string> hosts,
                                                            const Surroundings& surroundings,
                                                            ProcessRunner& processes,
                                                            Sink& sink) {
    std::map<std::string, HostSettings> all;
    const auto sources = sources_of(config, surroundings);
    if (sources.empty()) co_return all;
    Files files;
    files.read = text_of;
    files.glob = paths_of;
    auto facts = facts_of(surroundings);
    bool told = false;
    for (const auto& host : hosts) {
        const auto entry = ssh::parse_host_entry(host);
        facts.host = entry.host;
        facts.user = entry.user.value_or(config.ssh.user);
        facts.port = entry.port;
        if (!facts.port && config.ssh.port_given) facts.port = config.ssh.port;
        auto answer = settle(facts, files, sources);
        while (const auto* question = std::get_if<Question>(&answer)) {
            auto command = question->command;
            const bool well = co_await ends_well(command, surroundings, processes);
            facts.answers[command] = well;
            answer = settle(facts, files, sources);
        }
        const auto& said = std::get<Settings>(answer);
        refuse_what_is_not_built(said);
        const bool outvoted = said.user_of_files && *said.user_of_files != said.user;
        if (!told && outvoted && !entry.user && !config.ssh.user_given) {
            told = true;
            sink.on_event(event::Notice{event::Notice::Level::warning,
                                        {},
                                        said.user_place + " names the user " + *said.user_of_files + " for " +
                                            host + ", but " + said.user +
                                            " logs in, as with Kamal: ssh/user of deploy.yml says who"});
        }
        all.emplace(host, host_settings(said, surroundings));
    }
    co_return all;
}

}  // namespace wheels::api
