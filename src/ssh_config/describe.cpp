#include "base/text.hpp"
#include "ssh_config/algorithms.hpp"
#include "ssh_config/settings.hpp"

// Settings in the words of `ssh -G`. OpenSSH: readconf.c, dump_client_config.
namespace wheels::ssh_config {
namespace {

std::string_view word(StrictChecking strict) {
    switch (strict) {
        case StrictChecking::yes: return "true";
        case StrictChecking::accept_new: return "accept-new";
        case StrictChecking::ask: return "ask";
        case StrictChecking::no: return "false";
    }
    return "";
}

std::string_view word(Family family) {
    switch (family) {
        case Family::any: return "any";
        case Family::inet: return "inet";
        case Family::inet6: return "inet6";
    }
    return "";
}

class Lines {
public:
    void add(std::string_view keyword, std::string_view value) {
        lines_.push_back(std::string(keyword) + " " + std::string(value));
    }
    void add(std::string_view keyword, bool yes) { add(keyword, std::string_view(yes ? "yes" : "no")); }
    void add(std::string_view keyword, long number) {
        add(keyword, std::string_view(std::to_string(number)));
    }
    void add(std::string_view keyword, const char* value) { add(keyword, std::string_view(value)); }
    void add(std::string_view keyword, const std::string& value) { add(keyword, std::string_view(value)); }
    void add(std::string_view keyword, const std::optional<std::string>& value) {
        if (value) add(keyword, *value);
    }
    void algorithms(std::string_view keyword,
                    const std::optional<std::vector<std::string>>& names,
                    AlgorithmKind kind) {
        add(keyword, text::join(names ? *names : default_algorithms(kind), ","));
    }
    void files(std::string_view keyword,
               const std::optional<std::vector<std::string>>& given,
               const std::vector<std::string>& usual) {
        const auto& paths = given ? *given : usual;
        add(keyword, paths.empty() ? std::string("none") : text::join(paths, " "));
    }
    std::vector<std::string> taken() { return std::move(lines_); }

private:
    std::vector<std::string> lines_;
};

// Only the last hop is put into a form of its own.
std::string jumps_as_written(const Settings& settings) {
    const auto written = settings.as_written.find("proxyjump");
    const auto& text = written->second.front();
    const auto comma = text.rfind(',');
    const auto begin = comma == std::string::npos ? 0 : comma + 1;
    const auto last = parse_jumps(text.substr(begin));
    return text.substr(0, begin) + (last ? last->front().to_string() : text.substr(begin));
}

}  // namespace

std::vector<std::string> describe(const Settings& settings,
                                  const Defaults& defaults,
                                  const std::string& home) {
    Lines lines;
    lines.add("user", settings.user);
    lines.add("hostname", settings.host_name);
    lines.add("port", static_cast<long>(settings.port));
    lines.add("addressfamily", word(settings.family));
    lines.add("checkhostip", settings.check_host_ip);
    lines.add("hashknownhosts", settings.hash_known_hosts);
    lines.add("identitiesonly", settings.identities_only);
    lines.add("requiredrsasize", static_cast<long>(settings.required_rsa_size));
    lines.add("stricthostkeychecking", word(settings.strict_checking));
    lines.add("connectionattempts", static_cast<long>(settings.connection_attempts.value_or(1)));
    lines.add("serveralivecountmax", static_cast<long>(settings.alive_count.value_or(defaults.alive_count)));
    lines.add("serveraliveinterval",
              static_cast<long>(settings.alive_interval.value_or(defaults.alive_interval).count()));
    lines.add("bindaddress", settings.bind_address);
    lines.algorithms("ciphers", settings.ciphers, AlgorithmKind::cipher);
    lines.algorithms("hostkeyalgorithms", settings.host_key_algorithms, AlgorithmKind::host_key);
    lines.add("hostkeyalias", settings.host_key_alias);
    lines.add("identityagent", settings.identity_agent);
    lines.algorithms("kexalgorithms", settings.kex, AlgorithmKind::kex);
    lines.algorithms("macs", settings.macs, AlgorithmKind::mac);
    lines.algorithms("pubkeyacceptedalgorithms", settings.public_key_algorithms, AlgorithmKind::public_key);
    const auto written = settings.as_written.find("identityfile");
    for (const auto& file :
         written == settings.as_written.end() ? defaults.identity_files : written->second) {
        lines.add("identityfile", file);
    }
    if (const auto files = settings.as_written.find("certificatefile"); files != settings.as_written.end()) {
        for (const auto& file : files->second) lines.add("certificatefile", file);
    }
    lines.files("globalknownhostsfile", settings.global_known_hosts,
                {"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"});
    lines.files("userknownhostsfile", settings.user_known_hosts,
                {home + "/.ssh/known_hosts", home + "/.ssh/known_hosts2"});
    const auto agent = settings.as_written.find("forwardagent");
    lines.add("forwardagent", agent == settings.as_written.end() ? settings.forward_agent.value_or("no")
                                                                 : agent->second.front());
    const auto timeout = settings.connect_timeout ? settings.connect_timeout : defaults.connect_timeout;
    lines.add("connecttimeout", timeout ? std::to_string(timeout->count()) : std::string("none"));
    if (settings.jumps) {
        lines.add("proxyjump", jumps_as_written(settings));
    } else if (const auto command = settings.as_written.find("proxycommand");
               command != settings.as_written.end()) {
        lines.add("proxycommand", command->second.front());
    }
    return lines.taken();
}

}  // namespace wheels::ssh_config
