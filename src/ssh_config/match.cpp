#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.hpp"
#include "ssh_config/patterns.hpp"
#include "ssh_config/reading.hpp"
#include "ssh_config/words.hpp"

// The lines that begin with Match. OpenSSH: readconf.c, match_cfg_line.
namespace wheels::ssh_config {
namespace {

constexpr std::array<std::string_view, 10> with_argument{
    "host",   "originalhost", "user", "localuser", "localnetwork",
    "tagged", "command",      "exec", "version",   "sessiontype"};

// What we would say if we were ssh: `Match version` has to fit some version, `sessiontype` is what we open.
constexpr std::string_view our_version = "OpenSSH_9.2p1";
constexpr std::string_view our_session = "exec";

}  // namespace

bool Reading::match(const std::vector<std::string>& words, const Place& place) {
    bool result = true;
    std::size_t criteria = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto name = text::lower(words[i]);
        std::optional<std::string> argument;
        if (const auto equals = name.find('='); equals != std::string::npos) {
            argument = words[i].substr(equals + 1);
            name.resize(equals);
        }
        const bool negated = name.starts_with('!');
        if (negated) name.erase(0, 1);
        if (name == "all") {
            const bool alone = criteria <= 1 && i + 1 == words.size() && !argument;
            if (!alone) fail(place, "match: all stands alone, or after canonical or final");
            return result && !negated;
        }
        ++criteria;
        bool matched = false;
        if (name == "canonical" || name == "final") {
            if (name == "final") wants_final_pass_ = true;
            matched = final_pass_;
        } else {
            if (std::find(with_argument.begin(), with_argument.end(), name) == with_argument.end())
                fail(place, "match has no criterion " + name);
            if (!argument && ++i < words.size()) argument = words[i];
            const bool may_be_empty = name == "tagged" || name == "command";
            if (!argument || (argument->empty() && !may_be_empty))
                fail(place, "match: nothing follows " + name);
            matched = criterion(name, *argument, result, place);
        }
        if (matched == negated) result = false;
    }
    if (criteria == 0) fail(place, "match has no criterion");
    return result;
}

bool Reading::criterion(const std::string& name,
                        const std::string& argument,
                        bool asked,
                        const Place& place) {
    const auto fits = [&argument](const std::string& text) {
        if (text.empty()) return argument.empty();
        return match_list(text, argument) == ListMatch::positive;
    };
    if (name == "host") return matches_host(host_name(), argument);
    if (name == "originalhost") return matches_host(facts_.host, argument);
    if (name == "user") return fits(remote_user());
    if (name == "localuser") return fits(facts_.local_user);
    if (name == "tagged") return fits(value("tag") == nullptr ? "" : *value("tag"));
    if (name == "command") return fits("");
    if (name == "version") return fits(std::string(our_version));
    if (name == "sessiontype") return fits(std::string(our_session));
    if (name == "localnetwork") {
        try {
            return matches_network(facts_.addresses, argument);
        } catch (const std::invalid_argument& problem) {
            fail(place, std::string("match localnetwork: ") + problem.what());
        }
    }
    std::string command;
    try {
        command = expand_percent(argument, tokens());
    } catch (const NotExpandable& problem) {
        fail(place, std::string("match exec: ") + problem.what());
    }
    if (!asked) return true;
    const auto answer = facts_.answers.find(command);
    if (answer == facts_.answers.end()) throw Unanswered{command};
    return answer->second;
}

std::string Reading::host_name() const {
    if (final_pass_) return final_host_;
    const auto* given = value("hostname");
    if (given == nullptr) return facts_.host;
    return expand_percent(*given, Tokens{{'h', facts_.host}});
}

std::string Reading::remote_user() const {
    if (facts_.user) return *facts_.user;
    const auto* given = value("user");
    return given == nullptr ? facts_.local_user : *given;
}

Tokens Reading::tokens() const {
    const auto host = host_name();
    const auto* port = value("port");
    const auto* alias = value("hostkeyalias");
    const auto* jump = value("proxyjump");
    const auto port_text = facts_.port ? std::to_string(*facts_.port) : port == nullptr ? "22" : *port;
    const auto jump_host = jump == nullptr || *jump == "none" ? std::string() : *jump;
    return Tokens{
        {'C', facts_.sha1_hex(facts_.this_host + host + port_text + remote_user() + jump_host)},
        {'L', facts_.this_host.substr(0, facts_.this_host.find('.'))},
        {'d', facts_.home},
        {'h', host},
        {'i', facts_.user_id},
        {'j', jump_host},
        {'k', alias == nullptr ? host : *alias},
        {'l', facts_.this_host},
        {'n', facts_.host},
        {'p', port_text},
        {'r', remote_user()},
        {'u', facts_.local_user},
    };
}

}  // namespace wheels::ssh_config
