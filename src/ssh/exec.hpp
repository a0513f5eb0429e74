#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "async/coroutine.hpp"
#include "ssh/session.hpp"
#include "wheels/console.hpp"
#include "wheels/event.hpp"

namespace wheels::ssh {

/// What a remote command is given, and who hears what it says. Plain calls while exec() runs.
class Conversation {
public:
    virtual ~Conversation() = default;
    /// What is to be written to its standard input and was not yet; stays the same until said() is called.
    virtual std::string_view input() const = 0;
    virtual void said(std::size_t bytes) = 0;
    /// Nothing comes after that: its standard input is closed once input() is empty.
    virtual bool input_ended() const { return true; }
    /// The size of the terminal that it gets; unset: none. Looked at again whenever the session wakes.
    virtual std::optional<TerminalSize> terminal() const { return std::nullopt; }
    virtual std::string terminal_kind() const { return {}; }
    virtual void heard(Stream stream, std::string_view bytes) = 0;
    /// Whether more of this stream is welcome now.
    virtual bool listens(Stream) const { return true; }
    /// When it has to be over, as far as is known now.
    virtual Clock::time_point deadline() const = 0;
    /// All that matters was said, even if somebody still holds the streams open.
    virtual bool complete() const { return false; }
    /// The leader of the command's process group on the host, once it is known.
    virtual std::optional<long> pid() const { return std::nullopt; }
};

/// How a remote command ended.
struct ExecEnd {
    enum class Kind {
        ended,
        complete,   ///< The conversation was; there is no status then.
        refused,    ///< The host did not start it, `cause` says why. The session lives on.
        late,       ///< The deadline passed. The session lives on.
        cancelled,  ///< The caller was. The session lives on.
        lost,       ///< The session died; `Session::cause()` says why.
    };
    ExecEnd() {}
    explicit ExecEnd(Kind how) : kind(how) {}
    Kind kind = Kind::lost;
    int status = 0;
    std::optional<std::string> signal;
    std::string cause;
};

/// Runs one command line. Never throws; the caller must have turned throw_if_cancelled off, and looks at the
/// end's kind instead. `conversation` must outlive it.
///
/// A command that is late or cancelled is killed on the host, when the host still answers: closing a channel
/// does not do it. That takes a round trip or two, at most two seconds, or half a second after a
/// cancellation.
awaitable<ExecEnd> exec(std::shared_ptr<Session> session, std::string line, Conversation& conversation);

}  // namespace wheels::ssh
