#include "ssh/ssh_connector.hpp"
#include "ssh/rsa_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "async/semaphore.hpp"
#include "async/with_deadline.hpp"
#include "base/text.hpp"
#include "ssh/channel_carrier.hpp"
#include "ssh/dial.hpp"
#include "ssh/host_entry.hpp"
#include "ssh/host_key.hpp"
#include "ssh/keyring.hpp"
#include "ssh/login.hpp"
#include "ssh/refusals.hpp"
#include "ssh/remote_forward.hpp"
#include "ssh/ssh_runner.hpp"
#include "wheels/error.hpp"

namespace wheels {
namespace {

using namespace ssh;
using std::chrono::milliseconds;

constexpr int most_attempts = 8;
constexpr milliseconds first_pause{250};
constexpr milliseconds longest_pause{2000};

KeyringOptions keyring_options(const SshOptions& options, const HostSettings& host) {
    KeyringOptions keyring;
    keyring.keys = options.keys;
    keyring.key_texts = options.key_texts;
    if ((keyring.keys.empty() && keyring.key_texts.empty()) || (host.is_jump && !host.keys.empty()))
        keyring.keys = host.keys;
    keyring.certificates = host.certificates;
    keyring.keys_only = options.keys_only || host.keys_only;
    keyring.home = options.home;
    keyring.agent_socket = host.agent_socket.value_or(options.agent_socket);
    return keyring;
}

bool is_too_small(const std::string& public_blob, const AlgorithmRules& rules) {
    const auto bits = rsa_bits(plain_key(public_blob));
    return bits > 0 && bits < rules.rsa_bits;
}

constexpr std::string_view certificate_suffix = "-cert-v01@openssh.com";

bool may_sign(const std::string& public_blob, const std::vector<std::string>& algorithms) {
    const auto type = key_type(public_blob);
    return std::any_of(algorithms.begin(), algorithms.end(), [&type](const std::string& algorithm) {
        if (algorithm == type) return true;
        const bool is_certificate = algorithm.ends_with(certificate_suffix);
        if (is_certificate != type.ends_with(certificate_suffix)) return false;
        return plain_algorithm(type) == "ssh-rsa" && algorithm.starts_with("rsa-sha2-");
    });
}

/// One attempt that came to nothing.
struct Setback : std::exception {
    Setback(std::string setback_cause, int allowed_attempts, std::string setback_hint = {})
        : cause(std::move(setback_cause)), attempts(allowed_attempts), hint(std::move(setback_hint)) {}
    const char* what() const noexcept override { return cause.c_str(); }
    std::string cause;
    int attempts;  ///< How many are worth it, this one included.
    std::string hint;
    ErrorKind kind = ErrorKind::connect;
};

}  // namespace

SshOptions::SshOptions() = default;
HostSettings::HostSettings() = default;

struct SshConnector::State {
    State(const executor& on, SshOptions given)
        : options(std::move(given)),
          executor_(on),
          questions(on, options.prompter),
          starts(on, std::max<std::size_t>(options.max_concurrent_starts, 1)),
          chance(std::random_device()()) {
        for (const auto& [name, said] : options.hosts) {
            if (said.via) gate_of_way.emplace(way_to(*said.via), *said.via);
        }
    }

    /// An authenticated session, or a Setback. `deadline` is moved by the time that questions take.
    awaitable<std::shared_ptr<Session>> attempt(Address address,
                                                std::string user,
                                                const HostSettings& host,
                                                std::shared_ptr<Session> gate,
                                                Clock::time_point& deadline) {
        std::shared_ptr<Session> session;
        const bool direct = !gate && !host.proxy_command;
        auto& host_keys = host_keys_of(host);
        auto& keyring = keyring_of(host);
        const Address known_as = host.known_as ? Address(*host.known_as, 22) : address;
        std::string ip;
        const bool eager = slow_hosts.count(address.spoken()) == 0;
        try {
            if (gate) {
                session = co_await reach_through(std::move(gate), *host.via, address, deadline);
            } else if (host.proxy_command) {
                session = Session::over(executor_, options.run_proxy(*host.proxy_command));
            } else {
                auto rules = host.dial;
                const auto limit = Clock::now() + host.connect_limit.value_or(options.connect_limit);
                auto socket = co_await dial(address, std::move(rules), std::min(limit, deadline));
                asio::error_code gone;
                if (host.host_keys.check_ip) ip = socket.remote_endpoint(gone).address().to_string();
                session = Session::over(std::move(socket));
            }
            co_await handshake(*session, host_keys.preference(known_as), host.algorithms, eager, deadline);
        } catch (const DialFailure& failure) {
            Setback setback(failure.cause, host.attempts.value_or(attempts_for(failure.kind)));
            if (failure.kind == DialFailure::Kind::name) {
                setback.kind = ErrorKind::unknown_host;
                setback.hint = "correct the host's name in deploy.yml, or make it known in DNS or /etc/hosts";
            }
            throw setback;
        } catch (const HandshakeFailure& failure) {
            slow_hosts.insert(address.spoken());
            const int worth_it = host.attempts.value_or(direct ? most_attempts : 3);
            throw Setback(failure.cause, failure.retry ? worth_it : 1, failure.hint);
        }
        const auto asked = Clock::now();
        auto shown = host_key(*session);
        if (is_too_small(shown, host.algorithms))
            throw too_small(address, rsa_bits(shown), host.algorithms.rsa_bits);
        if (!ip.empty() && ip != known_as.host)
            host_keys.check_ip(known_as, Address(ip, address.port), shown);
        co_await host_keys.verify(known_as, std::move(shown));
        auto identities = co_await keyring.identities();
        std::erase_if(identities, [&host](const auto& identity) {
            return is_too_small(identity->public_blob(), host.algorithms);
        });
        if (host.algorithms.signatures)
            std::erase_if(identities, [&host](const auto& identity) {
                return !may_sign(identity->public_blob(), *host.algorithms.signatures);
            });
        deadline += Clock::now() - asked;
        if (identities.empty()) throw no_keys(address, keyring);
        const bool answered = Clock::now() - asked > std::chrono::seconds(1);
        try {
            auto login = co_await log_in(*session, user, identities, deadline);
            // While somebody was typing, the host may have lost its patience: that is no verdict on the keys.
            if (!login.accepted && !session->alive() && answered) throw Setback(session->cause(), 2);
            if (!login.accepted) throw not_accepted(address, user, login, keyring);
        } catch (const HandshakeFailure& failure) {
            throw Setback(failure.cause, 1);
        }
        co_return session;
    }

    /// A session with the host that the jump host connects to, or a Setback.
    awaitable<std::shared_ptr<Session>> reach_through(std::shared_ptr<Session> gate,
                                                      std::string gate_name,
                                                      Address address,
                                                      Clock::time_point deadline) {
        const auto spoken = settings_of(gate_name).host_name.value_or(gate_name);
        NativeChannel* channel = nullptr;
        const long result = co_await open_through(*gate, address.host, address.port, channel, deadline);
        if (result == 0) {
            auto carrier = std::make_unique<ChannelCarrier>(std::move(gate), channel, spoken);
            co_return Session::over(executor_, std::move(carrier));
        }
        if (!gate->alive())
            throw Setback("the connection to the jump host " + spoken + " was lost: " + gate->cause(), 1);
        if (result == Session::late)
            throw Setback("the jump host " + spoken + " did not get through to it in time", 1);
        const auto why = last_error(*gate);
        if (why.find("prohibited") == std::string::npos)
            throw Setback("the jump host " + spoken + " cannot connect to it",
                          attempts_for(DialFailure::Kind::refused),
                          "check there that the host is up and its name and port are right (nc -v " +
                              address.host + " " + std::to_string(address.port) + ")");
        throw Setback("the jump host " + spoken + " does not allow connections to it", 1,
                      "its sshd has to allow them (AllowTcpForwarding, DisableForwarding, PermitOpen)");
    }

    /// The one connection to a jump host.
    struct Gate {
        explicit Gate(const executor& on) : opening(on) {}
        Mutex opening;
        std::shared_ptr<Session> session;
        std::exception_ptr failure;
        Clock::time_point failed_at;
    };

    awaitable<std::shared_ptr<Session>> session_of(std::string name) {
        if (const auto same = gate_of_way.find(way_to(name)); same != gate_of_way.end()) name = same->second;
        auto& gate = gates[name];
        if (!gate) gate = std::make_unique<Gate>(executor_);
        auto& found = *gate;
        const auto asked = Clock::now();
        auto turn = co_await found.opening.lock();
        if (found.session && found.session->alive()) co_return found.session;
        // Who waited for the same attempt does not make it once more.
        if (found.failure && found.failed_at >= asked) std::rethrow_exception(found.failure);
        try {
            auto own_name = name;
            found.session = co_await open(std::move(own_name));
        } catch (const Error&) {
            found.failure = std::current_exception();
            found.failed_at = Clock::now();
            throw;
        }
        found.session->share();
        found.session->keep_alive(keepalive(name));
        co_return found.session;
    }

    /// A session for commands: a host that is a jump host, too, has one connection for both.
    awaitable<std::shared_ptr<Session>> session_for_commands(std::string host) {
        const auto gate = gate_of_way.find(way_to(host));
        std::shared_ptr<Session> session;
        if (gate == gate_of_way.end()) {
            auto own_name = host;
            session = co_await open(std::move(own_name));
            session->keep_alive(keepalive(host));
        } else {
            auto gate_name = gate->second;
            session = co_await session_of(std::move(gate_name));
        }
        co_return session;
    }

    struct Destination {
        Destination(Address where, std::string who) : address(std::move(where)), user(std::move(who)) {}
        Address address;
        std::string user;
    };
    Destination destination_of(const std::string& host) const {
        const auto& said = settings_of(host);
        const auto entry =
            parse_host_entry(said.is_jump || said.is_exact ? said.host_name.value_or(host) : host);
        Address address(said.host_name.value_or(entry.host),
                        entry.port.value_or(said.port.value_or(options.port)));
        return Destination(std::move(address), entry.user.value_or(said.user.value_or(options.user)));
    }

    // The same for all names that lead to the same login.
    std::string way_to(const std::string& host) const {
        const auto& said = settings_of(host);
        const auto to = destination_of(host);
        return fmt::format("{}\n{}\n{}\n{}\n{}", to.user, to.address.host, to.address.port,
                           said.proxy_command.value_or(""), said.via ? way_to(*said.via) : "");
    }

    /// An authenticated session; throws what Connector::connect throws.
    awaitable<std::shared_ptr<Session>> open(std::string host);

    Session::Keepalive keepalive(const std::string& host) const {
        const auto& said = settings_of(host);
        Session::Keepalive wanted;
        wanted.interval = said.keepalive_interval.value_or(options.keepalive_interval);
        wanted.limit = said.keepalive_limit.value_or(options.keepalive_limit);
        return wanted;
    }

    const HostSettings& settings_of(const std::string& host) const {
        const auto found = options.hosts.find(host);
        return found == options.hosts.end() ? nothing_said : found->second;
    }

    // Hosts for which the same is said share what was read and asked for.
    Keyring& keyring_of(const HostSettings& host) {
        auto wanted = keyring_options(options, host);
        const auto name = fmt::format("{}\n{}\n{}\n\n{}", wanted.keys_only, wanted.agent_socket,
                                      text::join(wanted.keys, "\n"), text::join(wanted.certificates, "\n"));
        auto& keyring = keyrings[name];
        if (!keyring) keyring = std::make_unique<Keyring>(executor_, std::move(wanted), questions);
        return *keyring;
    }

    HostKeys& host_keys_of(const HostSettings& host) {
        auto rules = host.host_keys;
        rules.accept_new = rules.accept_new || options.accept_new_hosts;
        const auto files = [](const std::optional<std::vector<std::string>>& named) {
            return named ? "\n" + text::join(*named, "\n") : std::string("usual");
        };
        const auto name =
            fmt::format("{}\n{}\n{}\n{}\n\n{}\n\n{}", rules.accept_new, rules.may_ask, rules.hashed,
                        files(rules.user_files), files(rules.global_files), rules.lines);
        auto& host_keys = host_keys_by_rules[name];
        if (!host_keys)
            host_keys = std::make_unique<HostKeys>(options.home, std::move(rules), questions, options.warn);
        return *host_keys;
    }

    int attempts_for(DialFailure::Kind kind) const {
        switch (kind) {
            case DialFailure::Kind::name: return 1 + std::max(options.dns_retries, 0);
            case DialFailure::Kind::refused: return 6;
            case DialFailure::Kind::unreachable: return 1;
        }
        return 1;
    }

    // Hosts that were turned away together must not come back together.
    milliseconds pause_after(int attempt) {
        const auto pause = std::min(first_pause * (1 << (attempt - 1)), longest_pause);
        return milliseconds(std::uniform_int_distribution<long>(pause.count() / 2, pause.count())(chance));
    }

    SshOptions options;
    executor executor_;
    Questions questions;
    const HostSettings nothing_said;
    std::map<std::string, std::unique_ptr<Gate>> gates;
    std::map<std::string, std::string> gate_of_way;
    std::map<std::string, std::unique_ptr<Keyring>> keyrings;
    std::map<std::string, std::unique_ptr<HostKeys>> host_keys_by_rules;
    Semaphore starts;
    std::set<std::string> slow_hosts;  ///< With these a handshake failed that may have been too eager.
    std::minstd_rand chance;
};

SshConnector::SshConnector(executor on, SshOptions options)
    : state_(std::make_unique<State>(on, std::move(options))) {}

SshConnector::~SshConnector() = default;

awaitable<std::shared_ptr<Session>> SshConnector::State::open(std::string host) {
    const auto& said = settings_of(host);
    const auto to = destination_of(host);
    const auto& address = to.address;
    const auto& user = to.user;
    // Before it takes one of the turns: the jump host needs one, too.
    std::shared_ptr<Session> gate;
    if (said.via) {
        auto name = *said.via;
        gate = co_await session_of(std::move(name));
    }
    auto slot = co_await starts.acquire();
    auto deadline =
        Clock::now() + said.connect_limit.value_or(options.connect_limit) * said.attempts.value_or(1);
    for (int attempts = 1;; ++attempts) {
        std::optional<Setback> setback;
        try {
            auto session = co_await attempt(address, user, said, gate, deadline);
            co_return session;
        } catch (const Setback& failed) {
            setback = failed;
        }
        const auto pause = pause_after(attempts);
        if (attempts >= setback->attempts || Clock::now() + pause >= deadline) {
            const std::string usual =
                "check that the host is up, that its name and ssh/port are right, and that no firewall is in "
                "between";
            throw Error(setback->kind,
                        fmt::format("cannot connect to {}{}: {}{}", said.is_jump ? "the jump host " : "",
                                    address.spoken(), setback->cause,
                                    attempts > 1 ? fmt::format(" ({} attempts)", attempts) : ""),
                        setback->hint.empty() ? usual : setback->hint);
        }
        co_await sleep_for(pause);
    }
}

awaitable<std::unique_ptr<Runner>> SshConnector::connect(std::string host) {
    auto session = co_await state_->session_for_commands(host);
    if (const auto& agent = state_->settings_of(host).lent_agent; !agent.empty())
        session->forward_agent(agent);
    session->prepare_channel();
    co_return std::make_unique<SshRunner>(std::move(session), std::move(host));
}

awaitable<std::unique_ptr<Forward>> SshConnector::forward(std::string host, ForwardedPort ports) {
    auto keepalive = state_->keepalive(host);
    keepalive.answered = false;
    auto session = co_await state_->open(host);
    session->keep_alive(keepalive);
    auto forward =
        co_await RemoteForward::open(session, std::move(host), ports, state_->options.forward_limit);
    // The one request is answered: from now on the host may be asked for signs of life.
    keepalive.answered = true;
    session->keep_alive(keepalive);
    co_return forward;
}

}  // namespace wheels
