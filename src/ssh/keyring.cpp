#include "ssh/keyring.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/base64.hpp"
#include "base/file_text.hpp"
#include "base/text.hpp"
#include "ssh/agent.hpp"
#include "ssh/private_key.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh {
namespace {

constexpr int passphrase_attempts = 3;

constexpr std::size_t longest_key = std::size_t{1024} * 1024;  // as OpenSSH has it

FileText read_file(const std::string& path) {
    return read_file_text(path, longest_key);
}

// What a `.pub` file holds; empty for anything else.
std::string blob_of_public(std::string_view text) {
    const auto fields = text::split(text::trim(text), ' ');
    if (fields.size() < 2) return {};
    const auto blob = base64::decode(fields[1]).value_or("");
    return wire::Reader(blob).string() == fields[0] ? blob : std::string();
}

// The public half of a key file, if it lies beside it.
std::string blob_beside(const std::string& path) {
    const auto text = read_file(path + ".pub").text;
    return text ? blob_of_public(*text) : std::string();
}

bool is_among(const std::vector<agent::Key>& keys, const std::string& public_blob) {
    return std::any_of(keys.begin(), keys.end(),
                       [&public_blob](const agent::Key& key) { return key.public_blob == public_blob; });
}

/// A key file that is unlocked when a host wants its signature, and then stays so.
class FileIdentity final : public Identity {
public:
    FileIdentity(std::string name, std::string blob, KeyFile file, Questions& questions)
        : Identity(std::move(name), std::move(blob)), file_(std::move(file)), questions_(questions) {}

    awaitable<std::optional<std::string>> sign(std::string data,
                                               std::string algorithm,
                                               std::string) override {
        if (!key_) co_await unlock();
        if (!key_) co_return std::nullopt;
        auto signature = key_->sign(data, plain_algorithm(algorithm));
        if (!signature) problem_ = "cannot make a signature of the kind " + algorithm;
        co_return signature;
    }

    bool signs_alone() const override { return key_.has_value() || !file_.encrypted(); }

    awaitable<void> unlock() {
        if (!file_.encrypted()) {
            try_passphrase(Secret());
            co_return;
        }
        auto turn = co_await questions_.turns().lock();
        if (key_ || given_up_) co_return;
        problem_ =
            "needs a passphrase, and there is nobody to ask: load it into an agent with ssh-add " + name();
        for (int attempt = 0; attempt < passphrase_attempts && questions_.prompter() != nullptr; ++attempt) {
            const auto* again = attempt == 0 ? "" : "That is not the passphrase. ";
            auto given =
                co_await questions_.prompter()->ask_secret(again + ("Passphrase for " + name() + ": "));
            if (!given) break;
            try_passphrase(*given);
            if (key_ || given_up_) co_return;
            problem_ = "the passphrase was wrong";
        }
        given_up_ = true;
    }

    std::string known_blob() const { return key_ ? key_->public_blob() : std::string(); }
    void adopt(const FileIdentity& unlocked) { key_ = unlocked.key_; }

private:
    void try_passphrase(const Secret& passphrase) {
        try {
            key_ = file_.unlock(passphrase);
        } catch (const KeyUnusable& unusable) {
            problem_ = unusable.what();
            given_up_ = true;
        }
    }

    KeyFile file_;
    Questions& questions_;
    std::optional<PrivateKey> key_;
    bool given_up_ = false;  // for this run: nobody wants the same question from every host
};

class AgentIdentity final : public Identity {
public:
    AgentIdentity(std::string name, std::string blob, std::string socket)
        : Identity(std::move(name), std::move(blob)), socket_(std::move(socket)) {}

    awaitable<std::optional<std::string>> sign(std::string data,
                                               std::string algorithm,
                                               std::string binding) override {
        auto signature = co_await agent::sign(socket_, public_blob(), std::move(data), std::move(algorithm),
                                              std::move(binding));
        if (!signature) problem_ = "the agent did not sign";
        co_return signature;
    }

    // A security key wants to be touched.
    bool signs_alone() const override { return wire::Reader(key_blob()).string().substr(0, 3) != "sk-"; }

private:
    std::string socket_;
};

/// A certificate in a file, and whoever has the private key.
class CertifiedIdentity final : public Identity {
public:
    CertifiedIdentity(std::string name, std::string blob, std::shared_ptr<Identity> key)
        : Identity(std::move(name), std::move(blob)), key_(std::move(key)) {}

    awaitable<std::optional<std::string>> sign(std::string data,
                                               std::string algorithm,
                                               std::string binding) override {
        auto signature = co_await key_->sign(std::move(data), std::move(algorithm), std::move(binding));
        if (!signature) problem_ = key_->problem();
        co_return signature;
    }

    bool signs_alone() const override { return key_->signs_alone(); }

private:
    std::shared_ptr<Identity> key_;
};

// Why a host would not take it, whoever signs; empty when there is nothing against it.
std::string objection(const std::optional<Certificate>& certificate) {
    if (!certificate) return "is no certificate";
    if (!certificate->of_user) return "is a certificate of a host";
    const auto now = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count());
    if (now >= certificate->valid_before) return "is a certificate that has expired";
    if (now < certificate->valid_after) return "is a certificate that is not valid yet";
    return {};
}

bool holds(const Identities& identities, const std::string& blob) {
    const auto same = [&blob](const auto& identity) { return identity->public_blob() == blob; };
    return std::any_of(identities.begin(), identities.end(), same);
}

}  // namespace

Keyring::Keyring(const executor& on, KeyringOptions options, Questions& questions)
    : options_(std::move(options)), questions_(questions), loading_(on) {}

awaitable<Identities> Keyring::identities() {
    if (!loaded_) {
        auto turn = co_await loading_.lock();
        if (!loaded_) co_await load();
    }
    co_return in_order();
}

// A host counts the keys that it turns down.
Identities Keyring::in_order() const {
    Identities first;
    Identities rest;
    for (std::size_t i = 0; i < identities_.size(); ++i)
        (i < configured_ || identities_[i]->accepted() ? first : rest).push_back(identities_[i]);
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
}

std::string Keyring::expand(const std::string& path) const {
    if (path == "~") return options_.home;
    return path.rfind("~/", 0) == 0 ? options_.home + path.substr(1) : path;
}

awaitable<void> Keyring::load() {
    identities_.clear();
    problems_.clear();
    auto listed = co_await agent::list(options_.agent_socket);
    if (!listed) {
        problems_.push_back(options_.agent_socket.empty()
                                ? "no ssh-agent (SSH_AUTH_SOCK is not set)"
                                : "no ssh-agent answers at " + options_.agent_socket);
    }
    auto of_agent = listed.value_or(std::vector<agent::Key>());

    const bool configured = !options_.keys.empty() || !options_.key_texts.empty();
    auto paths = options_.keys;
    if (!configured) paths = {"~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"};
    Identities by_agent;
    Identities by_file;
    Identities found;
    for (const auto& path : paths) {
        auto identity = co_await from_file(path, of_agent);
        if (identity) found.push_back(std::move(identity));
    }
    for (std::size_t i = 0; i < options_.key_texts.size(); ++i) {
        auto name = "key " + std::to_string(i + 1) + " of ssh/key_data";
        auto text = options_.key_texts[i].reveal();
        std::string no_path;
        auto identity = co_await from_text(std::move(name), std::move(text), std::move(no_path));
        if (identity) found.push_back(std::move(identity));
    }
    for (auto& identity : found) {
        if (holds(by_agent, identity->public_blob()) || holds(by_file, identity->public_blob())) continue;
        if (is_among(of_agent, identity->public_blob())) {
            auto signed_by_agent = std::make_shared<AgentIdentity>(
                identity->name() + " (in the agent)", identity->public_blob(), options_.agent_socket);
            (configured ? by_file : by_agent).push_back(std::move(signed_by_agent));
        } else {
            by_file.push_back(std::move(identity));
        }
    }
    Identities others;
    for (const auto& key : of_agent) {
        if (holds(by_agent, key.public_blob) || holds(by_file, key.public_blob)) continue;
        const auto plain = plain_key(key.public_blob);
        const bool certifies_ours =
            plain != key.public_blob && (holds(by_agent, plain) || holds(by_file, plain));
        if (options_.keys_only && !certifies_ours) continue;
        others.push_back(std::make_shared<AgentIdentity>(key.comment + " (in the agent)", key.public_blob,
                                                         options_.agent_socket));
    }
    auto& first = configured ? by_file : others;
    auto& second = configured ? others : by_file;
    configured_ = configured ? by_agent.size() + by_file.size() : 0;
    identities_ = std::move(by_agent);
    identities_.insert(identities_.end(), first.begin(), first.end());
    identities_.insert(identities_.end(), second.begin(), second.end());
    std::vector<std::pair<std::string, std::string>> beside;
    for (const auto& path : paths) {
        const auto text = read_file(expand(path) + "-cert.pub").text;
        if (text) beside.emplace_back(path + "-cert.pub", blob_of_public(*text));
    }
    add_certificates(beside);
    put_certificates_first();
    loaded_ = true;
}

void Keyring::add_certificates(const std::vector<std::pair<std::string, std::string>>& beside) {
    if (options_.certificates.empty()) {
        for (const auto& [path, blob] : beside) add_certificate(path, blob);
        return;
    }
    for (const auto& path : options_.certificates) {
        const auto read = read_file(expand(path));
        if (read.text) {
            add_certificate(path, blob_of_public(*read.text));
        } else {
            problems_.push_back(path + ": " + read.problem);
        }
    }
}

void Keyring::add_certificate(const std::string& path, const std::string& blob) {
    const auto certificate = read_certificate(blob);
    if (const auto why = objection(certificate); !why.empty()) {
        problems_.push_back(path + " " + why);
        return;
    }
    if (holds(identities_, blob)) return;  // the agent has it, too
    const auto same = [&certificate](const auto& one) {
        return one->public_blob() == certificate->plain_blob;
    };
    const auto key = std::find_if(identities_.begin(), identities_.end(), same);
    if (key == identities_.end()) {
        problems_.push_back(path + ": a certificate, and nobody has the private key");
        return;
    }
    if (static_cast<std::size_t>(key - identities_.begin()) < configured_) ++configured_;
    identities_.insert(key, std::make_shared<CertifiedIdentity>(path, blob, *key));
}

// A host that trusts an authority often has no list of keys.
void Keyring::put_certificates_first() {
    Identities ordered;
    std::size_t configured = 0;
    for (std::size_t i = 0; i < identities_.size(); ++i) {
        const auto& identity = identities_[i];
        const bool is_certificate = identity->key_blob() != identity->public_blob();
        if (!is_certificate) {
            for (const auto& other : identities_) {
                if (other->key_blob() == identity->key_blob() && other != identity &&
                    !holds(ordered, other->public_blob()))
                    ordered.push_back(other);
            }
        }
        if (!holds(ordered, identity->public_blob())) ordered.push_back(identity);
        if (i < configured_) configured = ordered.size();
    }
    identities_ = std::move(ordered);
    configured_ = configured;
}

// A public key stands for the agent's that it belongs to. OpenSSH: sshconnect2.c, pubkey_prepare.
std::shared_ptr<Identity> Keyring::picked(const std::string& path,
                                          const std::string& public_blob,
                                          const std::vector<agent::Key>& of_agent) {
    if (is_among(of_agent, public_blob))
        return std::make_shared<AgentIdentity>(path, public_blob, options_.agent_socket);
    problems_.push_back(path + ": a public key, and no agent has the private one");
    return nullptr;
}

awaitable<std::shared_ptr<Identity>> Keyring::from_file(std::string path,
                                                        const std::vector<agent::Key>& of_agent) {
    const auto expanded = expand(path);
    const auto read = read_file(expanded);
    const auto& text = read.text;
    if (const auto blob = text ? blob_of_public(*text) : std::string(); !blob.empty())
        co_return picked(path, blob, of_agent);
    if (!text) {
        if (const auto blob = blob_beside(expanded); !blob.empty()) co_return picked(path, blob, of_agent);
        problems_.push_back(path + ": " + read.problem);
        co_return nullptr;
    }
    auto identity = co_await from_text(path, *text, expanded);
    co_return identity;
}

// `path` is empty for a key that is in no file.
awaitable<std::shared_ptr<Identity>> Keyring::from_text(std::string name,
                                                        std::string text,
                                                        std::string path) {
    std::optional<KeyFile> file;
    try {
        file.emplace(std::move(text));
    } catch (const KeyUnusable& unusable) {
        problems_.push_back(name + " " + unusable.what());
        co_return nullptr;
    }
    auto blob = file->public_blob();
    if (blob.empty() && !path.empty()) blob = blob_beside(path);
    if (blob.empty()) {
        // PEM hides the public half too, so this one cannot wait until a host wants it.
        FileIdentity hidden(name, std::string(), *file, questions_);
        co_await hidden.unlock();
        blob = hidden.known_blob();
        if (blob.empty()) {
            problems_.push_back(name + ": " + hidden.problem());
            co_return nullptr;
        }
        auto opened = std::make_shared<FileIdentity>(name, blob, std::move(*file), questions_);
        opened->adopt(hidden);
        co_return opened;
    }
    co_return std::make_shared<FileIdentity>(name, blob, std::move(*file), questions_);
}

}  // namespace wheels::ssh
