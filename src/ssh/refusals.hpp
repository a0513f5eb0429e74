#pragma once

#include <cstddef>
#include <string>

#include "ssh/dial.hpp"
#include "ssh/keyring.hpp"
#include "ssh/login.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh {

/// Why nobody logs in, and how to mend it.
Error too_small(const Address& address, std::size_t bits, std::size_t least);
Error no_keys(const Address& address, const Keyring& keyring);
Error not_accepted(const Address& address,
                   const std::string& user,
                   const Login& login,
                   const Keyring& keyring);

}  // namespace wheels::ssh
