#pragma once

#include <string>
#include <utility>

namespace wheels {

/// Who deploys, for the audit log and the lock.
struct Author {
    Author(std::string author_performer, std::string author_name)
        : performer(std::move(author_performer)), name(std::move(author_name)) {}

    std::string performer;  ///< Git's user.email, else the login name.
    std::string name;       ///< Git's user.name.
};

}  // namespace wheels
