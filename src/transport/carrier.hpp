#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wheels {

/// What the bytes of a connection travel through: a socket, a program, or a channel of another connection. No
/// call waits.
class Carrier {
public:
    Carrier() = default;
    virtual ~Carrier() = default;
    Carrier(const Carrier&) = delete;
    Carrier& operator=(const Carrier&) = delete;

    /// How many bytes were taken; -EAGAIN when there is no room now, another negative errno when it is
    /// broken.
    virtual long send(std::string_view bytes) = 0;
    /// How many bytes came; 0 at the end, -EAGAIN when there are none now, another negative errno when it is
    /// broken.
    virtual long receive(char* to, std::size_t size) = 0;

    /// `ready` is called once, later, with false when it is closed instead.
    virtual void when_readable(std::function<void(bool)> ready) = 0;
    virtual void when_writable(std::function<void(bool)> ready) = 0;

    /// Both directions.
    virtual void close() noexcept = 0;

    /// A descriptor that lives as long as it does.
    virtual int descriptor() = 0;
    /// Whether something has come that nobody has taken yet.
    virtual bool has_unread() = 0;
    /// The other side has said all that it will say, whether or not it was taken.
    virtual bool has_ended() = 0;
    /// For how long nothing has come, where it knows by itself: nobody may have looked.
    virtual std::optional<std::chrono::milliseconds> silence() { return std::nullopt; }
    /// What is not acknowledged for so long is lost, where anybody acknowledges anything.
    virtual void limit_unacknowledged(std::chrono::milliseconds) {}
    /// Why it has ended, where more is known than that it has.
    virtual std::string trouble() { return {}; }
};

}  // namespace wheels
