#include "api/ssh_settings.hpp"

#include <glob.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "api/files.hpp"
#include "api/playground_hosts.hpp"
#include "base/account.hpp"
#include "base/environment.hpp"
#include "base/file_text.hpp"
#include "ssh/host_entry.hpp"
#include "ssh/known_hosts.hpp"
#include "ssh_config/settings.hpp"
#include "ssh_config/tokens.hpp"

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
    auto read = read_file_text(path);
    found.text = std::move(read.text);
    if (!found.text && read.error != ENOENT && read.error != ENOTDIR)
        found.problem = "cannot be read: " + read.problem;
    return found;
}

Facts facts_of(const Surroundings& surroundings) {
    Facts facts;
    facts.local_user = surroundings.user;
    if (facts.local_user.empty()) {
        if (const auto account = account_of(::getuid())) facts.local_user = account->name;
    }
    facts.user_id = std::to_string(::getuid());
    facts.home = surroundings.home;
    facts.this_host = name_of_this_host();
    facts.addresses = addresses_of_this_host();
    facts.environment = [&surroundings](const std::string& name) -> std::optional<std::string> {
        const auto found = surroundings.environment.find(name);
        return found == surroundings.environment.end() ? std::nullopt : std::optional(found->second);
    };
    facts.home_of = [](const std::string& name) -> std::optional<std::string> {
        auto account = account_of(name);
        return account ? std::optional(std::move(account->home)) : std::nullopt;
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

std::string agent_socket(const std::string& said, const Surroundings& surroundings) {
    if (said == "none") return {};
    if (said == "SSH_AUTH_SOCK") return variable(surroundings.environment, said);
    if (said.starts_with('$')) return variable(surroundings.environment, said.substr(1));
    return said;
}

/// As `ssh -G` has it: deploy.yml decides whether, the files may say which one.
void decide_forwarding(ssh_config::Settings& said, const Config& config) {
    if (!config.ssh.forward_agent) return;
    const auto which = said.as_written.find("forwardagent");
    said.forward_agent = which != said.as_written.end() ? which->second.front() : "yes";
    if (*config.ssh.forward_agent) return;
    said.forward_agent = "no";
    said.as_written.erase("forwardagent");
}

// OpenSSH: ssh.c. IdentityAgent is the agent that is forwarded, too, unless ForwardAgent names another one.
std::string lent_agent(const ssh_config::Settings& said, const Surroundings& surroundings) {
    const auto which = said.forward_agent.value_or("no");
    if (which == "no") return {};
    if (which != "yes") return agent_socket(which, surroundings);
    return agent_socket(said.identity_agent.value_or("SSH_AUTH_SOCK"), surroundings);
}

HostSettings host_settings(const ssh_config::Settings& said, const Surroundings& surroundings) {
    using std::chrono::milliseconds;
    HostSettings settings;
    settings.host_name = said.host_name;
    settings.user = said.user;
    settings.port = said.port;
    settings.keys = said.identity_files;
    settings.certificates = said.certificate_files;
    settings.keys_only = said.identities_only;
    if (said.identity_agent) settings.agent_socket = agent_socket(*said.identity_agent, surroundings);
    settings.lent_agent = lent_agent(said, surroundings);
    settings.proxy_command = said.proxy_command;
    settings.known_as = said.host_key_alias;
    settings.host_keys.user_files = said.user_known_hosts;
    settings.host_keys.global_files = said.global_known_hosts;
    settings.host_keys.accept_new =
        said.strict_checking == StrictChecking::accept_new || said.strict_checking == StrictChecking::no;
    settings.host_keys.may_ask = said.strict_checking != StrictChecking::yes;
    settings.host_keys.hashed = said.hash_known_hosts;
    settings.host_keys.check_ip = said.check_host_ip;
    settings.dial.family = said.family == Family::inet    ? ssh::DialRules::Family::four
                           : said.family == Family::inet6 ? ssh::DialRules::Family::six
                                                          : ssh::DialRules::Family::any;
    settings.dial.from = said.bind_address.value_or("");
    settings.algorithms.rsa_bits = said.required_rsa_size;
    settings.algorithms.kex = said.kex;
    settings.algorithms.ciphers = said.ciphers;
    settings.algorithms.macs = said.macs;
    settings.algorithms.host_keys = said.host_key_algorithms;
    settings.algorithms.signatures = said.public_key_algorithms;
    settings.attempts = said.connection_attempts;
    if (said.connect_timeout) settings.connect_limit = milliseconds(*said.connect_timeout);
    if (const auto interval = said.alive_interval.value_or(std::chrono::seconds(0)); interval.count() > 0) {
        settings.keepalive_interval = milliseconds(interval);
        settings.keepalive_limit = milliseconds(interval * (said.alive_count.value_or(3) + 1));
    }
    return settings;
}

Problem problem_of(const std::string& key, std::string text) {
    Problem problem;
    problem.key = key;
    problem.text = std::move(text);
    return problem;
}

/// Asks the files about hosts and their jump hosts.
class Asking {
public:
    Asking(const Config& config, const Surroundings& surroundings, ProcessRunner& processes, Sink& sink)
        : config_(config),
          surroundings_(surroundings),
          processes_(processes),
          sink_(sink),
          sources_(sources_of(config, surroundings)),
          facts_(facts_of(surroundings)) {
        files_.read = text_of;
        files_.glob = paths_of;
    }

    awaitable<void> ask_about(std::string host) {
        const auto entry = ssh::parse_host_entry(host);
        auto facts = facts_about(entry);
        auto said = co_await settled(std::move(facts));
        if (!config_.ssh.proxy && config_.ssh.proxy_command) said.proxy_command = own_proxy_command(said);
        decide_forwarding(said, config_);
        const bool outvoted = said.user_of_files && *said.user_of_files != said.user;
        if (!told_ && outvoted && !entry.user && !config_.ssh.user_given) {
            told_ = true;
            sink_.on_event(event::Notice{event::Notice::Level::warning,
                                         {},
                                         said.user_place + " names the user " + *said.user_of_files +
                                             " for " + host + ", but " + said.user +
                                             " logs in, as with Kamal: ssh/user of deploy.yml says who"});
        }
        auto settings = host_settings(said, surroundings_);
        tell_of_missing_agent(settings);
        std::vector<std::string> on_the_way;
        settings.via = co_await hops_to(said, std::move(on_the_way));
        all_.emplace(std::move(host), std::move(settings));
    }

    std::map<std::string, HostSettings> taken() { return std::move(all_); }

    /// What counts for a host, in the words of `ssh -G`.
    awaitable<std::vector<std::string>> described(std::string host) {
        const auto entry = ssh::parse_host_entry(host);
        auto facts = facts_about(entry);
        auto said = co_await settled(std::move(facts));
        const auto& ssh = config_.ssh;
        if (!ssh.keys.empty() || !ssh.key_data.empty()) said.as_written["identityfile"] = ssh.keys;
        said.identities_only = said.identities_only || ssh.keys_only;
        if (config_.accept_new_hosts && said.strict_checking != StrictChecking::no)
            said.strict_checking = StrictChecking::accept_new;
        decide_forwarding(said, config_);
        if (!ssh.proxy && ssh.proxy_command) said.as_written["proxycommand"] = {own_proxy_command(said)};
        Defaults ours;
        ours.identity_files = {"~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"};
        const SshOptions options;
        using std::chrono::seconds;
        ours.connect_timeout = std::chrono::duration_cast<seconds>(options.connect_limit);
        ours.alive_interval = std::chrono::duration_cast<seconds>(options.keepalive_interval);
        ours.alive_count = static_cast<int>(options.keepalive_limit / options.keepalive_interval) - 1;
        co_return describe(said, ours, surroundings_.home);
    }

private:
    Facts facts_about(const ssh::HostEntry& entry) const {
        if (const auto& proxy = config_.ssh.proxy; proxy && *proxy != "none" && !parse_jumps(*proxy))
            throw Error(std::vector<Problem>{
                problem_of("ssh/proxy", "'" + *proxy +
                                            "' is no list of hosts: HOST, USER@HOST or USER@HOST:PORT "
                                            "(an IPv6 address in brackets), several with commas")});
        auto facts = facts_;
        facts.host = entry.host;
        facts.user = entry.user.value_or(config_.ssh.user);
        facts.port = entry.port;
        if (!facts.port && config_.ssh.port_given) facts.port = config_.ssh.port;
        facts.jump = config_.ssh.proxy;
        if (!facts.jump && config_.ssh.proxy_command) facts.jump = "none";
        return facts;
    }

    awaitable<ssh_config::Settings> settled(Facts facts) {
        auto answer = settle(facts, files_, sources_);
        while (const auto* question = std::get_if<Question>(&answer)) {
            auto command = question->command;
            auto line = command;
            const bool well = co_await ends_well(std::move(line));
            facts.answers[command] = well;
            answer = settle(facts, files_, sources_);
        }
        auto said = std::get<ssh_config::Settings>(std::move(answer));
        co_return said;
    }

    // OpenSSH: each of a list is connected to through the one before it, the first as its own settings say.
    awaitable<std::optional<std::string>> hops_to(const ssh_config::Settings& said,
                                                  std::vector<std::string> on_the_way) {
        std::optional<std::string> via;
        if (!said.jumps) co_return via;
        for (const auto& jump : *said.jumps) {
            const auto name = via ? *via + "," + jump.to_string() : "jump host " + jump.to_string();
            if (all_.count(name) == 0) {
                auto facts = facts_;
                facts.host = jump.host;
                facts.user = jump.user;
                facts.port = jump.port;
                if (via) facts.jump = "none";
                auto of_hop = co_await settled(std::move(facts));
                auto settings = host_settings(of_hop, surroundings_);
                settings.is_jump = true;
                settings.via = via;
                if (!via) {
                    for (const auto& other : on_the_way) {
                        if (other == name) throw loop(said, jump);
                    }
                    auto further = on_the_way;
                    further.push_back(name);
                    settings.via = co_await hops_to(of_hop, std::move(further));
                }
                all_.emplace(name, std::move(settings));
            }
            via = name;
        }
        co_return via;
    }

    // Only where deploy.yml wants it: in the files it may stand for all hosts, and mean others.
    void tell_of_missing_agent(const HostSettings& settings) {
        if (!config_.ssh.forward_agent.value_or(false) || !settings.lent_agent.empty() || told_of_agent_)
            return;
        told_of_agent_ = true;
        sink_.on_event(event::Notice{event::Notice::Level::warning,
                                     {},
                                     "ssh/forward_agent: there is no ssh-agent to lend to the hosts "
                                     "(SSH_AUTH_SOCK is not set): start one, and load a key with ssh-add"});
    }

    static Error loop(const ssh_config::Settings& said, const Jump& jump) {
        Problem problem;
        if (const auto place = said.places.find("proxyjump"); place != said.places.end()) {
            problem.file = place->second.first;
            problem.line = place->second.second;
        }
        problem.text = "proxyjump: the way to " + jump.to_string() + " leads through itself";
        return Error(std::vector<Problem>{problem});
    }

    std::string own_proxy_command(const ssh_config::Settings& said) const {
        const Tokens tokens{
            {'h', said.host_name}, {'n', said.host}, {'p', std::to_string(said.port)}, {'r', said.user}};
        try {
            return expand_percent(*config_.ssh.proxy_command, tokens);
        } catch (const NotExpandable& problem) {
            throw Error(std::vector<Problem>{problem_of("ssh/proxy_command", problem.what())});
        }
    }

    awaitable<bool> ends_well(std::string command) {
        auto shell = variable(surroundings_.environment, "SHELL");
        if (shell.empty()) shell = "/bin/sh";
        std::vector<std::string> argv{shell, "-c", std::move(command)};
        ChildSpec spec(std::move(argv));
        spec.directory = surroundings_.project_root;
        spec.environment = environment_block(surroundings_.environment);
        ByteHandler nobody = [](std::string_view) {};
        const auto result = co_await processes_.run(std::move(spec), std::move(nobody));
        co_return result.status == 0;
    }

    const Config& config_;
    const Surroundings& surroundings_;
    ProcessRunner& processes_;
    Sink& sink_;
    const std::vector<Source> sources_;
    Files files_;
    const Facts facts_;
    std::map<std::string, HostSettings> all_;
    bool told_ = false;
    bool told_of_agent_ = false;
};

}  // namespace

awaitable<std::map<std::string, HostSettings>> ssh_settings(const Config& config,
                                                            std::vector<std::string> hosts,
                                                            const Surroundings& surroundings,
                                                            ProcessRunner& processes,
                                                            Sink& sink) {
    if (config.playground) co_return settings_of_playground(config, hosts);
    Asking asking(config, surroundings, processes, sink);
    for (auto& host : hosts) co_await asking.ask_about(std::move(host));
    co_return asking.taken();
}

awaitable<std::vector<std::string>> ssh_report(const Config& config,
                                               std::vector<std::string> hosts,
                                               const Surroundings& surroundings,
                                               ProcessRunner& processes,
                                               Sink& sink) {
    Asking asking(config, surroundings, processes, sink);
    std::vector<std::string> report;
    for (const auto& host : hosts) {
        auto name = host;
        const auto lines = co_await asking.described(std::move(name));
        report.push_back("host " + host);
        report.insert(report.end(), lines.begin(), lines.end());
    }
    co_return report;
}

}  // namespace wheels::api
