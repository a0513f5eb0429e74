#include "ssh_config/settings.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "ssh_config/algorithms.hpp"
#include "ssh_config/reading.hpp"
#include "ssh_config/words.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh_config {
namespace {

int number(const std::string& digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

// OpenSSH writes addresses in one way, and names in lower case.
std::string canonical(const std::string& host) {
    in_addr four{};
    in6_addr six{};
    char text[INET6_ADDRSTRLEN];
    if (::inet_aton(host.c_str(), &four) != 0) return ::inet_ntop(AF_INET, &four, text, sizeof text);
    if (::inet_pton(AF_INET6, host.c_str(), &six) == 1) return ::inet_ntop(AF_INET6, &six, text, sizeof text);
    // An address with a zone.
    if (host.find(':') != std::string::npos) return host;
    return text::lower(host);
}

/// Makes Settings of what was read.
class Settling {
public:
    Settling(const Facts& facts, const Values& values) : facts_(facts), values_(values) {}

    Settings settle(std::string host_name) {
        refuse_what_we_do_not_do();
        settings_.host = facts_.host;
        settings_.host_name = std::move(host_name);
        who_and_where();
        tokens();
        proxies();
        keys();
        known_hosts();
        times();
        algorithms();
        for (const auto& [keyword, value] : values_)
            settings_.places[keyword] = std::pair(value.file, value.line);
        return std::move(settings_);
    }

private:
    const Value* find(std::string_view keyword) const {
        const auto found = values_.find(keyword);
        return found == values_.end() ? nullptr : &found->second;
    }
    std::optional<std::string> word(std::string_view keyword) const {
        const auto* value = find(keyword);
        return value == nullptr ? std::nullopt : std::optional(value->words.front());
    }
    bool is(std::string_view keyword, std::string_view wanted) const { return word(keyword) == wanted; }

    [[noreturn]] void fail(std::string_view keyword, const std::string& text) const {
        Problem problem;
        if (const auto* value = find(keyword)) {
            problem.file = value->file;
            problem.line = value->line;
        }
        problem.text = text::one_line(std::string(keyword) + ": " + text);
        throw Error(std::vector<Problem>{problem});
    }

    void refuse_what_we_do_not_do() const {
        const auto refuse_unless = [this](std::string_view keyword, std::string_view harmless,
                                          std::string_view why) {
            const auto given = word(keyword);
            if (!given || text::lower(*given) == harmless) return;
            fail(keyword, "not supported for " + facts_.host + ": " + std::string(why) +
                              "; leave it out for this host, or name another file under ssh/config of "
                              "deploy.yml");
        };
        refuse_unless("canonicalizehostname", "false", "names are looked up as they are written");
        refuse_unless("canonicalizepermittedcnames", "none", "names are looked up as they are written");
        refuse_unless("proxyusefdpass", "no", "a proxy's standard input and output are the connection");
        refuse_unless("bindinterface", "none", "BindAddress can say from where to connect");
        refuse_unless("knownhostscommand", "none", "host keys are looked for in files only");
        refuse_unless("revokedhostkeys", "none", "@revoked lines in known_hosts are heeded");
        refuse_unless("pubkeyauthentication", "true", "there is no other way to log in here than with keys");
        if (const auto reason = word("refuseconnection"))
            fail("refuseconnection", facts_.host + " is not to be connected to: " + *reason);
    }

    void who_and_where() {
        settings_.user = facts_.user ? *facts_.user : word("user").value_or(facts_.local_user);
        settings_.port = 22;
        if (const auto port = word("port")) settings_.port = static_cast<std::uint16_t>(number(*port));
        if (facts_.port) settings_.port = *facts_.port;
        if (const auto alias = word("hostkeyalias")) settings_.host_key_alias = text::lower(*alias);
        if (const auto family = word("addressfamily")) {
            settings_.family = *family == "inet"    ? Family::inet
                               : *family == "inet6" ? Family::inet6
                                                    : Family::any;
        }
        settings_.bind_address = word("bindaddress");
        if (const auto given = word("requiredrsasize"))
            settings_.required_rsa_size = static_cast<std::size_t>(number(*given));
    }

    void tokens() {
        const auto port = std::to_string(settings_.port);
        const auto jump = jump_text();
        auto jump_host = std::string();
        if (const auto jumps = parse_jumps(jump); jumps && !jump.empty()) jump_host = jumps->back().host;
        auto hash = [this, &port, &jump_host] {
            return facts_.sha1_hex(facts_.this_host + settings_.host_name + port + settings_.user +
                                   jump_host);
        };
        tokens_ = Tokens{
            {'L', facts_.this_host.substr(0, facts_.this_host.find('.'))},
            {'d', facts_.home},
            {'h', settings_.host_name},
            {'i', facts_.user_id},
            {'j', jump_host},
            {'k', settings_.host_key_alias.value_or(facts_.host)},
            {'l', facts_.this_host},
            {'n', facts_.host},
            {'p', port},
            {'u', facts_.local_user},
        };
        // OpenSSH: ssh.c expands User, but with neither itself nor the hash of which it is a part.
        if (!facts_.user && word("user")) settings_.user = expanded("user", settings_.user);
        tokens_['r'] = settings_.user;
        tokens_['C'] = hash();
    }

    std::string expanded(std::string_view keyword, const std::string& text) const {
        try {
            return expand(text, tokens_, facts_.environment);
        } catch (const NotExpandable& problem) {
            fail(keyword, problem.what());
        }
    }
    std::string path(std::string_view keyword, const std::string& text) const {
        try {
            return expand(expand_tilde(text, facts_.home, facts_.home_of), tokens_, facts_.environment);
        } catch (const NotExpandable& problem) {
            fail(keyword, problem.what());
        }
    }

    std::string jump_text() const {
        if (facts_.jump) return *facts_.jump == "none" ? "" : *facts_.jump;
        const auto given = word("proxyjump").value_or("none");
        return same_word(given, "none") ? "" : given;
    }

    void proxies() {
        Tokens narrow;
        for (const char c : {'h', 'k', 'n', 'p', 'r'}) narrow[c] = tokens_[c];
        try {
            if (const auto text = jump_text(); !text.empty()) {
                settings_.as_written["proxyjump"] = {text};
                settings_.jumps = parse_jumps(expand_percent(text, narrow));
                if (!settings_.jumps) fail("proxyjump", "'" + text + "' is no list of hosts");
            }
            const auto command = word("proxycommand").value_or("none");
            if (facts_.jump || same_word(command, "none")) return;
            settings_.as_written["proxycommand"] = {command};
            settings_.proxy_command = expand_percent(command, narrow);
        } catch (const NotExpandable& problem) {
            fail(find("proxyjump") != nullptr ? "proxyjump" : "proxycommand", problem.what());
        }
    }

    void keys() {
        settings_.identities_only = is("identitiesonly", "yes");
        if (const auto* files = find("identityfile")) {
            settings_.as_written["identityfile"] = files->words;
            for (const auto& file : files->words) {
                if (!same_word(file, "none")) settings_.identity_files.push_back(path("identityfile", file));
            }
        }
        if (const auto* files = find("certificatefile")) {
            settings_.as_written["certificatefile"] = files->words;
            for (const auto& file : files->words) {
                if (!same_word(file, "none"))
                    settings_.certificate_files.push_back(path("certificatefile", file));
            }
        }
        if (const auto agent = word("identityagent"))
            settings_.identity_agent = path("identityagent", *agent);
        settings_.forward_agent = word("forwardagent");
        if (const auto agent = word("forwardagent path")) {
            settings_.as_written["forwardagent"] = {path("forwardagent path", *agent)};
            if (settings_.forward_agent == "yes")
                settings_.forward_agent = settings_.as_written["forwardagent"].front();
        }
    }

    void known_hosts() {
        if (const auto strict = word("stricthostkeychecking")) {
            settings_.strict_checking = *strict == "true"         ? StrictChecking::yes
                                        : *strict == "false"      ? StrictChecking::no
                                        : *strict == "accept-new" ? StrictChecking::accept_new
                                                                  : StrictChecking::ask;
        }
        settings_.hash_known_hosts = is("hashknownhosts", "yes");
        settings_.check_host_ip = is("checkhostip", "yes");
        if (const auto* files = find("userknownhostsfile")) {
            settings_.user_known_hosts.emplace();
            for (const auto& file : files->words) {
                if (!same_word(file, "none"))
                    settings_.user_known_hosts->push_back(path("userknownhostsfile", file));
            }
        }
        if (const auto* files = find("globalknownhostsfile")) {
            settings_.global_known_hosts.emplace();
            for (const auto& file : files->words) {
                if (!same_word(file, "none")) settings_.global_known_hosts->push_back(file);
            }
        }
    }

    std::optional<std::chrono::seconds> seconds(std::string_view keyword) const {
        const auto given = word(keyword);
        if (!given || *given == "none") return std::nullopt;
        return std::chrono::seconds(number(*given));
    }

    void times() {
        settings_.connect_timeout = seconds("connecttimeout");
        settings_.alive_interval = seconds("serveraliveinterval");
        if (const auto count = word("serveralivecountmax")) settings_.alive_count = number(*count);
        if (const auto attempts = word("connectionattempts")) {
            settings_.connection_attempts = number(*attempts);
            if (*settings_.connection_attempts == 0) fail("connectionattempts", "0 attempts are none");
        }
    }

    std::optional<std::vector<std::string>> list(std::string_view keyword, AlgorithmKind kind) const {
        const auto given = word(keyword);
        if (!given) return std::nullopt;
        auto names = assemble(*given, kind);
        if (!names) fail(keyword, "'" + *given + "' names nothing that ssh knows");
        return names;
    }

    void algorithms() {
        settings_.ciphers = list("ciphers", AlgorithmKind::cipher);
        settings_.macs = list("macs", AlgorithmKind::mac);
        settings_.kex = list("kexalgorithms", AlgorithmKind::kex);
        settings_.host_key_algorithms = list("hostkeyalgorithms", AlgorithmKind::host_key);
        settings_.public_key_algorithms = list("pubkeyacceptedalgorithms", AlgorithmKind::public_key);
    }

    const Facts& facts_;
    const Values& values_;
    Tokens tokens_;
    Settings settings_;
};

// OpenSSH: ssh.c. A HostName may have %h in it.
std::string host_name_of(const Facts& facts, const Values& values) {
    const auto given = values.find("hostname");
    if (given == values.end()) return canonical(facts.host);
    try {
        return canonical(expand_percent(given->second.words.front(), Tokens{{'h', facts.host}}));
    } catch (const NotExpandable& unexpandable) {
        Problem problem;
        problem.file = given->second.file;
        problem.line = given->second.line;
        problem.text = std::string("hostname: ") + unexpandable.what();
        throw Error(std::vector<Problem>{problem});
    }
}

}  // namespace

std::variant<Settings, Question> settle(const Facts& facts,
                                        const Files& files,
                                        const std::vector<Source>& sources) {
    Reading reading(facts, files);
    try {
        reading.pass(sources);
        auto host_name = host_name_of(facts, reading.values());
        if (reading.wants_final_pass()) {
            reading.begin_final_pass(host_name);
            reading.pass(sources);
        }
        auto settings = Settling(facts, reading.values()).settle(std::move(host_name));
        if (const auto* user = reading.user_of_files()) {
            settings.user_of_files = user->words.front();
            settings.user_place = user->file + ":" + std::to_string(user->line);
        }
        return settings;
    } catch (const Unanswered& unanswered) {
        return Question{unanswered.command};
    }
}

std::vector<Source> usual_sources(const std::string& home) {
    std::vector<Source> sources;
    if (!home.empty()) sources.emplace_back(home + "/.ssh/config", true, false);
    sources.emplace_back("/etc/ssh/ssh_config", false, false);
    return sources;
}

}  // namespace wheels::ssh_config
