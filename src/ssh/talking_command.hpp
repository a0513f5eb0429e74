#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ssh/exec.hpp"
#include "ssh/script.hpp"
#include "wheels/command.hpp"
#include "wheels/console.hpp"

namespace wheels::ssh {

/// One command whose streams lead to an Endpoint.
class TalkingCommand final : public Conversation {
public:
    /// Both must outlive it.
    TalkingCommand(const Command& command, Endpoint& endpoint);
    TalkingCommand(const TalkingCommand&) = delete;
    TalkingCommand& operator=(const TalkingCommand&) = delete;
    ~TalkingCommand() override;

    /// For the exec request.
    const std::string& line() const { return script_.line; }
    /// It runs. Else, what was said instead went to nobody.
    bool begun() const { return begun_; }
    /// What a login shell said that does not run commands.
    std::string said_instead();

    /// Whoever runs it looks at the endpoint again after `changed` was called.
    void listen(std::function<void()> changed);

    std::string_view input() const override;
    void said(std::size_t bytes) override;
    bool input_ended() const override { return endpoint_.input_ended(); }
    std::optional<TerminalSize> terminal() const override { return endpoint_.terminal(); }
    std::string terminal_kind() const override { return endpoint_.terminal_kind(); }
    void heard(Stream stream, std::string_view bytes) override { reader_.feed(stream, bytes); }
    bool listens(Stream stream) const override { return !begun_ || endpoint_.listens(stream); }
    Clock::time_point deadline() const override;
    std::optional<long> pid() const override { return pid_; }

private:
    TalkingCommand(const Command& command, Endpoint& endpoint, Marker marker);

    void begin(long pid);
    void pass_on(Stream stream, std::string_view bytes);

    Endpoint& endpoint_;
    Script script_;
    std::size_t said_ = 0;  // of the script's own input
    ScriptReader reader_;
    Clock::time_point has_to_begin_;
    std::string instead_;
    std::optional<long> pid_;
    bool begun_ = false;
};

}  // namespace wheels::ssh
