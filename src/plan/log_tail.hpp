#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wheels/console.hpp"

namespace wheels::plan {

/// Takes the lines of containers, each behind the time at which it was written, and hands on those that are
/// new: a container whose log is taken up again repeats its last ones. Lines without a time are always new.
/// Pure.
class LogTail final : public Endpoint {
public:
    /// `timestamps`: the times are handed on as well. `next` must outlive it.
    LogTail(Endpoint& next, bool timestamps) : next_(next), timestamps_(timestamps) {}

    /// From now on its lines come; again, perhaps.
    void follow(const std::string& container);
    /// The time of its last line; unset: none of it was seen.
    std::optional<std::string> last_of(const std::string& container) const;
    /// The stream has ended. `torn`: in the middle of a line, perhaps, which comes again.
    void stop(bool torn);

    void begins() override;
    bool listens(Stream stream) const override { return next_.listens(stream); }
    void heard(Stream stream, std::string_view bytes) override;
    void when_changed(std::function<void()> changed) override { next_.when_changed(std::move(changed)); }

private:
    /// How far a container was heard: the latest time, and how many lines had it.
    struct Seen {
        std::string time;
        std::size_t lines = 0;
    };

    void take(std::string_view line);
    bool is_new(std::string_view time);

    Endpoint& next_;
    bool timestamps_;
    bool begun_ = false;
    std::map<std::string, Seen> seen_;
    Seen* now_ = nullptr;
    Seen repeated_;  // what was seen of it before: no more than this is passed over
    std::string held_;
};

}  // namespace wheels::plan
