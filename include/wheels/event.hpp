#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "wheels/error.hpp"
#include "wheels/export.hpp"

namespace wheels {

/// Which stream of a remote command a line came from.
enum class Stream { out, err };

/// Facts about a run. All text is redacted; text that came from a host or a hook is untrusted
/// (it may hold control characters) and is neutralised by whoever shows it on a terminal.
namespace event {

/// Everybody begins the next phase, e.g. "Pull app image".
struct PhaseStarted {
    std::string title;
};
/// A sentence about the run: "Acquired the deploy lock". `host` may be empty.
struct Notice {
    enum class Level { info, warning };
    Level level = Level::info;
    std::string host;
    std::string text;
};
struct CommandStarted {
    std::string host;
    std::string name;    ///< What the command is for: "pull image".
    std::string text;    ///< The shell line, secrets replaced by [REDACTED].
    bool talks = false;  ///< What it says goes to a Console: somebody sees it, or its silence.
};
struct CommandFinished {
    std::string host;
    std::string name;
    int status = 0;  ///< Exit status; 128 + signal when a signal ended it.
    std::chrono::milliseconds took{};
    bool talks = false;
};
/// A line that a host's command wrote, without its newline.
struct OutputLine {
    std::string host;
    Stream stream = Stream::out;
    std::string text;
};
/// A line of what the build of the image prints, without its newline.
struct BuildLine {
    std::string text;
};
struct HookStarted {
    std::string hook;
};
/// Bytes of a hook's merged output, never more than one line. A line arrives in one or several
/// pieces; the prefix belongs in front of the piece that `begins_line`.
struct HookOutput {
    std::string hook;
    std::string text;  ///< Without the newline.
    bool begins_line = true;
    bool ends_line = true;
};
struct HookFinished {
    std::string hook;
    int status = 0;
    std::chrono::milliseconds took{};
};
/// One host went wrong; the others may still be at work.
struct HostFailed {
    Failure failure;
};
/// Dry runs: what would run on `host` (`local` for this machine), and under which condition.
struct Planned {
    std::string host;
    std::string text;
    std::string condition;  ///< E.g. "if a container app-web-v2 exists"; empty: always.
};

}  // namespace event

using Event = std::variant<event::PhaseStarted,
                           event::Notice,
                           event::CommandStarted,
                           event::CommandFinished,
                           event::OutputLine,
                           event::BuildLine,
                           event::HookStarted,
                           event::HookOutput,
                           event::HookFinished,
                           event::HostFailed,
                           event::Planned>;

/// Hears what happens. Called on the engine's thread, one event at a time; a slow sink slows the
/// run down (and a hook's pipe with it) instead of growing memory. Must outlive the run.
class WHEELS_API Sink {
public:
    virtual ~Sink() = default;
    /// A sink that fails disables itself: nothing it does may stop a deploy.
    virtual void on_event(const Event& event) noexcept = 0;
};

}  // namespace wheels
