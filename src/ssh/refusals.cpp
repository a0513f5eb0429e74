#include "ssh/refusals.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"

namespace wheels::ssh {

// OpenSSH: sshkey.c, sshkey_check_rsa_length.
Error too_small(const Address& address, std::size_t bits, std::size_t least) {
    return Error(
        ErrorKind::host_key,
        fmt::format("the RSA key of {} has {} bits, and RequiredRSASize wants {}", address.spoken(), bits,
                    least),
        "give the host a larger key (there: ssh-keygen -A makes an Ed25519 key, too), or say another "
        "RequiredRSASize for it");
}

Error no_keys(const Address& address, const Keyring& keyring) {
    return Error(
        ErrorKind::authentication,
        fmt::format("there is no key to log in to {} with: {}", address.spoken(),
                    text::join(keyring.problems(), ", ")),
        "name a private key under ssh/keys, make one with ssh-keygen, or load one into an ssh-agent");
}

Error not_accepted(const Address& address,
                   const std::string& user,
                   const Login& login,
                   const Keyring& keyring) {
    auto message = fmt::format("{} does not let {} in. Tried: {}", address.spoken(), user,
                               text::join(login.tried, ", "));
    if (message.find("Too many authentication failures") != std::string::npos)
        return Error(
            ErrorKind::authentication, std::move(message),
            "the host turned down so many keys that it lost its patience, and others were not offered: "
            "name the right one with IdentityFile and IdentitiesOnly yes in ~/.ssh/config, or with ssh/keys "
            "and ssh/keys_only: true in deploy.yml");
    if (!keyring.problems().empty()) message += ". Not usable: " + text::join(keyring.problems(), ", ");
    return Error(
        ErrorKind::authentication, std::move(message),
        fmt::format(
            "add one of these keys to ~/.ssh/authorized_keys of {} there (ssh-copy-id {}{}@{}), or name "
            "the right one under ssh/keys; with many keys in the agent, set ssh/keys_only",
            user, address.port == 22 ? "" : fmt::format("-p {} ", address.port), user, address.host));
}

}  // namespace wheels::ssh
