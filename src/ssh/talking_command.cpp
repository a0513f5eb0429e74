#include "ssh/talking_command.hpp"

#include <chrono>
#include <utility>

namespace wheels::ssh {
namespace {

// For ever, in numbers that can still be added to.
constexpr std::chrono::hours no_deadline{24 * 365 * 10};

}  // namespace

TalkingCommand::TalkingCommand(const Command& command, Endpoint& endpoint)
    : TalkingCommand(command, endpoint, random_marker()) {}

TalkingCommand::TalkingCommand(const Command& command, Endpoint& endpoint, Marker marker)
    : endpoint_(endpoint),
      script_(make_single(command, marker, endpoint.terminal().has_value())),
      reader_(marker.text(),
              false,
              {[this](long pid) { begin(pid); },
               [this](Stream stream, std::string_view bytes) { pass_on(stream, bytes); }, [](int) {}}),
      has_to_begin_(Clock::now() + command.deadline) {}

TalkingCommand::~TalkingCommand() {
    endpoint_.when_changed(nullptr);
}

void TalkingCommand::listen(std::function<void()> changed) {
    endpoint_.when_changed(std::move(changed));
}

void TalkingCommand::begin(long pid) {
    if (std::exchange(begun_, true)) return;
    pid_ = pid;
    endpoint_.begins();
}

void TalkingCommand::pass_on(Stream stream, std::string_view bytes) {
    if (begun_) {
        endpoint_.heard(stream, bytes);
    } else {
        instead_ += bytes;
    }
}

std::string TalkingCommand::said_instead() {
    reader_.finish();
    return std::move(instead_);
}

std::string_view TalkingCommand::input() const {
    const auto own = std::string_view(script_.input_prefix).substr(said_);
    return own.empty() ? endpoint_.input() : own;
}

void TalkingCommand::said(std::size_t bytes) {
    if (said_ < script_.input_prefix.size()) {
        said_ += bytes;
    } else {
        endpoint_.taken(bytes);
    }
}

Clock::time_point TalkingCommand::deadline() const {
    return begun_ ? Clock::now() + no_deadline : has_to_begin_;
}

}  // namespace wheels::ssh
