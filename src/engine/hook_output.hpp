#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "async/coroutine.hpp"
#include "base/line_splitter.hpp"
#include "base/stream_redactor.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Takes a hook's bytes as they come and passes them on as events, secrets redacted.
///
/// What is held back because it may become a secret is passed on after a short silence, so that a prompt
/// without a newline is seen. Memory is bounded, whatever the hook writes.
class HookOutput {
public:
    /// A hidden output is kept, at most the last `hidden_limit` to twice as many bytes of it, until reveal().
    HookOutput(std::string hook, bool shown, Sink& sink, const Redactor& redactor, const executor& on);

    HookOutput(const HookOutput&) = delete;
    HookOutput& operator=(const HookOutput&) = delete;

    static constexpr std::size_t hidden_limit = 256 * 1024;

    void take(std::string_view bytes);
    /// The hook has ended, or it was cut off (`torn`): passes on the rest. Not done by the destructor,
    /// because the sink may have gone when an io_context is destroyed in mid-run.
    void finish(bool torn);
    /// Shows what was hidden, because the hook failed.
    void reveal();

private:
    void pass_on(std::string_view clean);
    void pass_on_when_quiet();

    std::string hook_;
    bool shown_;
    Sink& sink_;
    StreamRedactor redactor_;
    LineSplitter lines_;
    std::string hidden_;
    bool forgot_ = false;  ///< The beginning of what is hidden.
    asio::steady_timer silence_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace wheels::engine
