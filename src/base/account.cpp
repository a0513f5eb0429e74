#include "base/account.hpp"

#include <pwd.h>

#include <cerrno>
#include <vector>

namespace wheels {
namespace {

// `ask` is getpwuid_r() or getpwnam_r(); the texts of the answer are in what it is lent.
template <typename Ask>
std::optional<Account> found_by(Ask ask) {
    for (std::size_t size = 1024; size <= 1024UL * 1024; size *= 4) {
        std::vector<char> texts(size);
        passwd entry{};
        passwd* found = nullptr;
        const int error = ask(entry, texts.data(), texts.size(), found);
        if (error == ERANGE) continue;
        if (error != 0 || found == nullptr) return std::nullopt;
        return Account{found->pw_name, found->pw_dir};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Account> account_of(uid_t user) {
    return found_by([&](passwd& entry, char* texts, std::size_t size, passwd*& found) {
        return ::getpwuid_r(user, &entry, texts, size, &found);
    });
}

std::optional<Account> account_of(const std::string& name) {
    return found_by([&](passwd& entry, char* texts, std::size_t size, passwd*& found) {
        return ::getpwnam_r(name.c_str(), &entry, texts, size, &found);
    });
}

}  // namespace wheels
