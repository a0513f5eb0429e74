#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/redactor.hpp"

namespace wheels {

/// Redacts a stream that arrives in pieces. Holds back only what may be the beginning of a secret, so that
/// nothing else is delayed; bounded by the longest secret. Without secrets every byte passes at once.
class StreamRedactor {
public:
    explicit StreamRedactor(const Redactor& redactor) : redactor_(redactor) {}

    /// What may be passed on now.
    std::string feed(std::string_view bytes);
    /// The rest, when the stream has ended or has been quiet for a while.
    std::string flush();
    bool holds_back() const { return !held_.empty(); }

private:
    const Redactor& redactor_;
    std::string held_;
};

}  // namespace wheels
