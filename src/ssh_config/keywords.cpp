#include "ssh_config/keywords.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/port.hpp"
#include "base/text.hpp"

namespace wheels::ssh_config {
namespace {

struct Entry {
    std::string_view keyword;
    Keyword means;
};

constexpr std::array acted_on{
    Entry{"host", {"host", Kind::host}},
    Entry{"match", {"match", Kind::match}},
    Entry{"include", {"include", Kind::include}},
    Entry{"ignoreunknown", {"ignoreunknown", Kind::ignore_unknown}},
    Entry{"addressfamily", {"addressfamily", Kind::family}},
    Entry{"bindaddress", {"bindaddress", Kind::text}},
    Entry{"bindinterface", {"bindinterface", Kind::text}},
    Entry{"canonicalizehostname", {"canonicalizehostname", Kind::canonicalize}},
    Entry{"canonicalizepermittedcnames", {"canonicalizepermittedcnames", Kind::files}},
    Entry{"certificatefile", {"certificatefile", Kind::repeated}},
    Entry{"checkhostip", {"checkhostip", Kind::flag}},
    Entry{"ciphers", {"ciphers", Kind::algorithms}},
    Entry{"connectionattempts", {"connectionattempts", Kind::number}},
    Entry{"connecttimeout", {"connecttimeout", Kind::time}},
    Entry{"dsaauthentication", {"pubkeyauthentication", Kind::publickey}},
    Entry{"forwardagent", {"forwardagent", Kind::forward_agent}},
    Entry{"globalknownhostsfile", {"globalknownhostsfile", Kind::files}},
    Entry{"hashknownhosts", {"hashknownhosts", Kind::flag}},
    Entry{"hostkeyalgorithms", {"hostkeyalgorithms", Kind::algorithms}},
    Entry{"hostkeyalias", {"hostkeyalias", Kind::text}},
    Entry{"hostname", {"hostname", Kind::text}},
    Entry{"identitiesonly", {"identitiesonly", Kind::flag}},
    Entry{"identityagent", {"identityagent", Kind::agent}},
    Entry{"identityfile", {"identityfile", Kind::repeated}},
    Entry{"identityfile2", {"identityfile", Kind::repeated}},
    Entry{"kexalgorithms", {"kexalgorithms", Kind::algorithms}},
    Entry{"knownhostscommand", {"knownhostscommand", Kind::command}},
    Entry{"macs", {"macs", Kind::algorithms}},
    Entry{"port", {"port", Kind::port}},
    Entry{"proxycommand", {"proxycommand", Kind::command}},
    Entry{"proxyjump", {"proxyjump", Kind::jump}},
    Entry{"proxyusefdpass", {"proxyusefdpass", Kind::flag}},
    Entry{"pubkeyacceptedalgorithms", {"pubkeyacceptedalgorithms", Kind::algorithms}},
    Entry{"pubkeyacceptedkeytypes", {"pubkeyacceptedalgorithms", Kind::algorithms}},
    Entry{"pubkeyauthentication", {"pubkeyauthentication", Kind::publickey}},
    Entry{"refuseconnection", {"refuseconnection", Kind::text}},
    Entry{"requiredrsasize", {"requiredrsasize", Kind::number}},
    Entry{"revokedhostkeys", {"revokedhostkeys", Kind::files}},
    Entry{"serveralivecountmax", {"serveralivecountmax", Kind::number}},
    Entry{"serveraliveinterval", {"serveraliveinterval", Kind::time}},
    Entry{"stricthostkeychecking", {"stricthostkeychecking", Kind::strict}},
    Entry{"tag", {"tag", Kind::text}},
    Entry{"user", {"user", Kind::text}},
    Entry{"userknownhostsfile", {"userknownhostsfile", Kind::files}},
};

// What is asked for here has to do with terminals, other ways to log in, forwarded ports, the multiplexing of
// several programs, or lets more keys be trusted than we do (VerifyHostKeyDNS,
// NoHostAuthenticationForLocalhost).
constexpr std::array<std::string_view, 93> passed_over{
    "addkeystoagent",
    "afstokenpassing",
    "batchmode",
    "canonicaldomains",
    "canonicalizefallbacklocal",
    "canonicalizemaxdots",
    "casignaturealgorithms",
    "challengeresponseauthentication",
    "channeltimeout",
    "cipher",
    "clearallforwardings",
    "compression",
    "compressionlevel",
    "controlmaster",
    "controlpath",
    "controlpersist",
    "dynamicforward",
    "enableescapecommandline",
    "enablesshkeysign",
    "escapechar",
    "exitonforwardfailure",
    "fallbacktorsh",
    "fingerprinthash",
    "forkafterauthentication",
    "forwardx11",
    "forwardx11timeout",
    "forwardx11trusted",
    "gatewayports",
    "globalknownhostsfile2",
    "gssapiauthentication",
    "gssapiclientidentity",
    "gssapidelegatecredentials",
    "gssapikexalgorithms",
    "gssapikeyexchange",
    "gssapirenewalforcesrekey",
    "gssapiserveridentity",
    "gssapitrustdns",
    "hostbasedacceptedalgorithms",
    "hostbasedauthentication",
    "hostbasedkeytypes",
    "ipqos",
    "kbdinteractiveauthentication",
    "kbdinteractivedevices",
    "keepalive",
    "kerberosauthentication",
    "kerberostgtpassing",
    "localcommand",
    "localforward",
    "loglevel",
    "logverbose",
    "nohostauthenticationforlocalhost",
    "numberofpasswordprompts",
    "obscurekeystroketiming",
    "passwordauthentication",
    "permitlocalcommand",
    "permitremoteopen",
    "pkcs11provider",
    "preferredauthentications",
    "protocol",
    "protocolkeepalives",
    "rekeylimit",
    "remotecommand",
    "remoteforward",
    "requesttty",
    "rhostsauthentication",
    "rhostsrsaauthentication",
    "rsaauthentication",
    "securitykeyprovider",
    "sendenv",
    "sessiontype",
    "setenv",
    "setuptimeout",
    "skeyauthentication",
    "smartcarddevice",
    "stdinnull",
    "streamlocalbindmask",
    "streamlocalbindunlink",
    "syslogfacility",
    "tcpkeepalive",
    "tisauthentication",
    "tunnel",
    "tunneldevice",
    "updatehostkeys",
    "usekeychain",
    "useprivilegedport",
    "userknownhostsfile2",
    "useroaming",
    "usersh",
    "verifyhostkeydns",
    "versionaddendum",
    "visualhostkey",
    "warnweakcrypto",
    "xauthlocation",
};

struct Choice {
    std::string_view word;
    std::string_view normal;
};

using Choices = std::vector<Choice>;

const Choices& choices(Kind kind) {
    static const Choices flag{{"true", "yes"}, {"false", "no"}, {"yes", "yes"}, {"no", "no"}};
    static const Choices strict{
        {"true", "true"}, {"false", "false"},          {"yes", "true"}, {"no", "false"}, {"ask", "ask"},
        {"off", "false"}, {"accept-new", "accept-new"}};
    static const Choices family{{"inet", "inet"}, {"inet6", "inet6"}, {"any", "any"}};
    static const Choices publickey{{"true", "true"}, {"false", "false"},     {"yes", "true"},
                                   {"no", "false"},  {"unbound", "unbound"}, {"host-bound", "host-bound"}};
    static const Choices canonicalize{
        {"true", "true"}, {"false", "false"}, {"yes", "true"}, {"no", "false"}, {"always", "always"}};
    if (kind == Kind::strict) return strict;
    if (kind == Kind::family) return family;
    if (kind == Kind::publickey) return publickey;
    if (kind == Kind::canonicalize) return canonicalize;
    return flag;
}

std::optional<std::string> chosen(Kind kind, const std::string& word) {
    const auto lower = text::lower(word);
    for (const auto& choice : choices(kind)) {
        if (choice.word == lower) return std::string(choice.normal);
    }
    return std::nullopt;
}

std::optional<std::string> number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value < 0) return std::nullopt;
    return std::to_string(value);
}

}  // namespace

std::optional<Keyword> find_keyword(std::string_view keyword) {
    for (const auto& entry : acted_on) {
        if (entry.keyword == keyword) return entry.means;
    }
    const auto found = std::find(passed_over.begin(), passed_over.end(), keyword);
    if (found == passed_over.end()) return std::nullopt;
    return Keyword{*found, Kind::pass_over};
}

std::optional<long> parse_time(std::string_view text) {
    if (text.empty()) return std::nullopt;
    long total = 0;
    while (!text.empty()) {
        long value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || value < 0 || *text.data() == '-') return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        long unit = 1;
        if (!text.empty()) {
            switch (text.front()) {
                case 's':
                case 'S': break;
                case 'm':
                case 'M': unit = 60; break;
                case 'h':
                case 'H': unit = 3600; break;
                case 'd':
                case 'D': unit = 86400; break;
                case 'w':
                case 'W': unit = 604800; break;
                default: return std::nullopt;
            }
            text.remove_prefix(1);
        }
        if (value > std::numeric_limits<int>::max() / unit) return std::nullopt;
        total += value * unit;
        if (total > std::numeric_limits<int>::max()) return std::nullopt;
    }
    return total;
}

std::optional<std::string> normal_value(Kind kind, const std::string& word) {
    if (kind == Kind::flag || kind == Kind::strict || kind == Kind::family || kind == Kind::publickey ||
        kind == Kind::canonicalize) {
        return chosen(kind, word);
    }
    if (kind == Kind::time) {
        if (word == "none") return "none";
        const auto seconds = parse_time(word);
        return seconds ? std::optional(std::to_string(*seconds)) : std::nullopt;
    }
    if (kind == Kind::number) return number(word);
    if (kind == Kind::port) {
        const auto port = parse_port(word);
        return port ? std::optional(std::to_string(*port)) : std::nullopt;
    }
    if (kind == Kind::forward_agent) return chosen(Kind::flag, word).value_or(word);
    return word;
}

}  // namespace wheels::ssh_config
