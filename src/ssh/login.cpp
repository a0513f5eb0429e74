#include "ssh/login.hpp"

#include <libssh2.h>

#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "ssh/agent.hpp"
#include "ssh/agreement.hpp"
#include "ssh/known_hosts.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh {
namespace {

/// A signature that libssh2 asks for in the middle of a call. The callback cannot wait: it says EAGAIN, the
/// coroutine gets the signature, and the call is repeated.
struct Signing {
    std::string wanted;
    std::optional<std::string> signature;
    bool refused = false;
};

int hand_signature(LIBSSH2_SESSION*,
                   unsigned char** signature,
                   std::size_t* size,
                   const unsigned char* data,
                   std::size_t data_size,
                   void** context) {
    auto* signing = static_cast<Signing*>(*context);
    if (signing->refused) return LIBSSH2_ERROR_AUTHENTICATION_FAILED;
    if (!signing->signature) {
        signing->wanted.assign(reinterpret_cast<const char*>(data), data_size);
        return LIBSSH2_ERROR_EAGAIN;
    }
    *size = signing->signature->size();
    *signature = static_cast<unsigned char*>(std::malloc(*size));  // libssh2 frees it
    if (*signature == nullptr) return LIBSSH2_ERROR_ALLOC;
    std::memcpy(*signature, signing->signature->data(), *size);
    return 0;
}

// RFC 4252, section 7: what is signed says for which connection, and with which algorithm.
std::string session_in(std::string_view data) {
    return std::string(wire::Reader(data).string());
}

std::string algorithm_in(std::string_view data) {
    wire::Reader fields(data);
    fields.string();  // session identifier
    fields.byte();    // SSH_MSG_USERAUTH_REQUEST
    fields.string();  // user
    fields.string();  // service
    fields.string();  // "publickey"
    fields.byte();    // TRUE
    return std::string(fields.string());
}

void check_agreement(const Session::Opening& opening) {
    const auto ours = read_algorithms(opening.ours);
    const auto theirs = read_algorithms(opening.theirs);
    if (!ours || !theirs) return;
    const auto sentence = disagreement(*ours, *theirs);
    if (sentence.empty()) return;
    throw HandshakeFailure("the SSH handshake failed: " + sentence, false,
                           "let the host's sshd_config allow one of ours (sshd -T shows what it has)");
}

// libssh2 leaves out what it does not know.
void allow_only(Session& session,
                std::initializer_list<int> methods,
                const std::string& list,
                const char* keyword) {
    for (const int method : methods) {
        if (libssh2_session_method_pref(session.native(), method, list.c_str()) == 0) continue;
        const char** names = nullptr;
        const int count = libssh2_session_supported_algs(session.native(), method, &names);
        std::vector<std::string> known;
        for (int i = 0; i < count; ++i) known.emplace_back(names[i]);
        if (names != nullptr) libssh2_free(session.native(), names);
        throw HandshakeFailure(std::string("none of its ") + keyword + " (" + list +
                                   ") is known here; known are " + text::join(known, ", "),
                               false, "allow one of these for this host in the files of ssh");
    }
}

class Offer {
public:
    Offer(Session& session, const std::string& user, Identity& identity)
        : session_(session), user_(user), identity_(identity) {}
    Offer(const Offer&) = delete;
    Offer& operator=(const Offer&) = delete;

    /// libssh2's result.
    awaitable<long> run(Clock::time_point& deadline) {
        for (;;) {
            auto call = [this]() -> long {
                const auto& blob = identity_.public_blob();
                void* context = &signing_;
                const auto result = libssh2_userauth_publickey(
                    session_.native(), user_.c_str(), reinterpret_cast<const unsigned char*>(blob.data()),
                    blob.size(), &hand_signature, &context);
                // Not the socket is what it waits for.
                if (result == LIBSSH2_ERROR_EAGAIN && signature_is_due()) return signature_due;
                return result;
            };
            const long result = co_await session_.drive(call, deadline);
            if (result != signature_due) co_return result;
            const auto begun = Clock::now();
            auto algorithm = algorithm_in(signing_.wanted);
            auto& proof = session_.proof();
            proof.id = session_in(signing_.wanted);
            auto binding = agent::session_binding(proof.host_key, proof.id, proof.signature, false);
            signing_.signature =
                co_await identity_.sign(signing_.wanted, std::move(algorithm), std::move(binding));
            signing_.refused = !signing_.signature;
            deadline += Clock::now() - begun;
        }
    }

    bool refused_to_sign() const { return signing_.refused; }

private:
    static constexpr long signature_due = 1;

    bool signature_is_due() const {
        return !signing_.wanted.empty() && !signing_.signature && !signing_.refused;
    }

    Session& session_;
    const std::string& user_;
    Identity& identity_;
    Signing signing_;
};

}  // namespace

awaitable<void> handshake(Session& session,
                          std::string host_keys,
                          const AlgorithmRules& rules,
                          bool eager,
                          Clock::time_point deadline) {
    session.set(Session::Eagerness::handshake, eager ? 1 : 0);
    const auto wanted = rules.host_keys ? text::join(*rules.host_keys, ",") : host_keys;
    allow_only(session, {LIBSSH2_METHOD_HOSTKEY}, wanted, "HostKeyAlgorithms");
    if (rules.kex) allow_only(session, {LIBSSH2_METHOD_KEX}, text::join(*rules.kex, ","), "KexAlgorithms");
    if (rules.ciphers)
        allow_only(session, {LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC},
                   text::join(*rules.ciphers, ","), "Ciphers");
    if (rules.macs)
        allow_only(session, {LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC}, text::join(*rules.macs, ","),
                   "MACs");
    if (rules.signatures) {
        std::vector<std::string> of_rsa;
        for (const auto& name : *rules.signatures) {
            if (name == "rsa-sha2-512" || name == "rsa-sha2-256" || name == "ssh-rsa") of_rsa.push_back(name);
        }
        const auto list = text::join(of_rsa, ",");
        if (!of_rsa.empty())
            libssh2_session_method_pref(session.native(), LIBSSH2_METHOD_SIGN_ALGO, list.c_str());
    }
    auto call = [&session]() -> long {
        // The callbacks bring the socket; this number is only looked at for being one.
        return libssh2_session_handshake(session.native(), session.descriptor());
    };
    const long result = co_await session.drive(call, deadline);
    const auto opening = session.take_opening();
    if (result == 0) {
        auto& proof = session.proof();
        proof.host_key = host_key(session);
        proof.signature = host_key_signature(opening.theirs, proof.host_key);
        co_return;
    }
    check_agreement(opening);
    if (result == Session::late) throw HandshakeFailure("no answer to the SSH handshake in time", false);
    if (!session.alive()) throw HandshakeFailure(session.cause() + " during the SSH handshake", true);
    throw HandshakeFailure("the SSH handshake failed: " + last_error(session), eager);
}

std::string last_error(const Session& session) {
    char* text = nullptr;
    libssh2_session_last_error(session.native(), &text, nullptr, 0);
    return text::one_line(text == nullptr ? "" : text);
}

std::string host_key(const Session& session) {
    std::size_t size = 0;
    int type = 0;
    const char* blob = libssh2_session_hostkey(session.native(), &size, &type);
    return blob == nullptr ? std::string() : std::string(blob, size);
}

awaitable<Login> log_in(Session& session,
                        std::string user,
                        const Identities& identities,
                        Clock::time_point deadline) {
    Login login;
    for (const auto& identity : identities) {
        session.set(
            Session::Eagerness::sign_at_once,
            identity->signs_alone() && (identity->accepted() || identity == identities.front()) ? 1 : 0);
        Offer offer(session, user, *identity);
        const long result = co_await offer.run(deadline);
        if (result == 0) {
            login.accepted = true;
            identity->note_accepted();
            co_return login;
        }
        if (result == Session::late) throw HandshakeFailure("no answer to the login in time", false);
        auto sentence = identity->name() + " (" + fingerprint(identity->key_blob()) + ")";
        if (offer.refused_to_sign()) {
            sentence += ": " + identity->problem();
        } else if (!session.alive()) {
            sentence += ": " + session.cause();
        }
        login.tried.push_back(std::move(sentence));
        if (!session.alive()) break;
    }
    co_return login;
}

}  // namespace wheels::ssh
