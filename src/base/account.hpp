#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace wheels {

/// An account of this machine. getpwnam() and its like keep one answer for all threads; these do not.
struct Account {
    std::string name;
    std::string home;
};

/// None, where nobody knows it (in containers, say).
std::optional<Account> account_of(uid_t user);
std::optional<Account> account_of(const std::string& name);

}  // namespace wheels
