#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"
#include "async/mutex.hpp"
#include "ssh/agent.hpp"
#include "ssh/certificate.hpp"
#include "ssh/questions.hpp"
#include "wheels/secret.hpp"

namespace wheels::ssh {

/// One key that hosts may be offered, from a file or from the agent.
class Identity {
public:
    Identity(std::string name, std::string public_blob)
        : name_(std::move(name)), public_blob_(std::move(public_blob)), key_blob_(plain_key(public_blob_)) {}
    virtual ~Identity() = default;
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;

    /// As errors say it: the file's path, or the agent's comment.
    const std::string& name() const { return name_; }
    /// What is offered: a public key, or a certificate.
    const std::string& public_blob() const { return public_blob_; }
    /// The public key.
    const std::string& key_blob() const { return key_blob_; }

    /// The signature's inner bytes, or nothing: then problem() says why. May ask for a passphrase. `binding`
    /// tells an agent for which host it is (see agent::session_binding). Cancellable.
    virtual awaitable<std::optional<std::string>> sign(std::string data,
                                                       std::string algorithm,
                                                       std::string binding) = 0;
    const std::string& problem() const { return problem_; }

    /// Whether it signs without asking a person for anything: then a host that is likely to accept it gets a
    /// signature at once.
    virtual bool signs_alone() const = 0;
    /// Whether a host of this run has accepted it.
    bool accepted() const { return accepted_; }
    void note_accepted() { accepted_ = true; }

protected:
    std::string problem_;

private:
    std::string name_;
    std::string public_blob_;
    std::string key_blob_;
    bool accepted_ = false;
};

using Identities = std::vector<std::shared_ptr<Identity>>;

/// It has a constructor on purpose (see Command).
struct KeyringOptions {
    KeyringOptions() {}
    std::vector<std::string> keys;  ///< Paths; without these and `key_texts`: the usual files in ~/.ssh.
    std::vector<Secret> key_texts;  ///< Private keys themselves, offered after `keys`.
    bool keys_only = false;         ///< The agent may sign for these keys only.
    /// Paths of certificates for any of the keys. Without these: KEY-cert.pub beside each of them.
    std::vector<std::string> certificates;
    std::string home;
    std::string agent_socket;
};

/// All keys of a run. Read once, whatever the number of hosts, and so is a passphrase asked for once.
class Keyring {
public:
    Keyring(const executor& on, KeyringOptions options, Questions& questions);

    /// In the order in which they are offered: configured files first, then what else the agent has; without
    /// configured files the agent comes first. Among those that are not configured, the ones that a host of
    /// this run has accepted come first. A key's certificates come before it. Cancellable.
    awaitable<Identities> identities();
    /// What was looked for and is of no use: "~/.ssh/deploy: no such file". Filled by identities().
    const std::vector<std::string>& problems() const { return problems_; }

private:
    awaitable<void> load();
    awaitable<std::shared_ptr<Identity>> from_file(std::string path, const std::vector<agent::Key>& of_agent);
    std::shared_ptr<Identity> picked(const std::string& path,
                                     const std::string& public_blob,
                                     const std::vector<agent::Key>& of_agent);
    Identities in_order() const;
    void add_certificates(const std::vector<std::pair<std::string, std::string>>& beside);
    void add_certificate(const std::string& path, const std::string& blob);
    void put_certificates_first();
    awaitable<std::shared_ptr<Identity>> from_text(std::string name, std::string text, std::string path);
    std::string expand(const std::string& path) const;

    KeyringOptions options_;
    Questions& questions_;
    Mutex loading_;
    bool loaded_ = false;
    Identities identities_;
    std::size_t configured_ = 0;  ///< How many of them.
    std::vector<std::string> problems_;
};

}  // namespace wheels::ssh
