#pragma once

#include <string>
#include <string_view>

#include "base/redactor.hpp"

namespace wheels {

/// Redacts a stream that arrives in pieces, as if it were one text. Holds back only what may be the beginning
/// of a secret, so that nothing else is delayed; bounded by the longest secret. Without secrets every byte
/// passes at once.
class StreamRedactor {
public:
    explicit StreamRedactor(const Redactor& redactor) : redactor_(redactor) {}

    /// What may be passed on now.
    std::string feed(std::string_view bytes);
    /// What may be passed on when the stream has been quiet for a while: as much as is too short for a
    /// secret. Of one that comes slowly no more than that is ever seen.
    std::string pause();
    /// The rest. `torn`: the stream was cut off, perhaps in the middle of a secret.
    std::string flush(bool torn = false);
    /// Whether pause() would pass something on.
    bool holds_back() const;

private:
    const Redactor& redactor_;
    std::string held_;
    Redactor::Progress progress_;
};

}  // namespace wheels
