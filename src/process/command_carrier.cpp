#include "process/command_carrier.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/text.hpp"
#include "process/child.hpp"

namespace wheels {
namespace {

constexpr std::size_t most_kept = 4096;  // of what it says on its error output
// Between the end of its output and its own, which says why; and after it was told to end.
constexpr int exit_patience_ms = 200;

ChildSpec with_socket(ChildSpec spec) {
    spec.input = ChildSpec::Input::socket;
    spec.error_output = ChildSpec::ErrorOutput::separate;
    return spec;
}

long result_of(long count) {
    if (count >= 0) return count;
    return errno == EWOULDBLOCK || errno == EINTR ? -EAGAIN : -errno;
}

bool exits_within(process::Child& child, int milliseconds) {
    pollfd exit{child.exited.native_handle(), POLLIN, 0};
    return ::poll(&exit, 1, milliseconds) == 1;
}

}  // namespace

struct CommandCarrier::State {
    State(const ChildSpec& spec, std::string command_name, const executor& on)
        : child(process::spawn(spec), on), name(std::move(command_name)) {
        child.output.native_non_blocking(true);
        child.errors.native_non_blocking(true);
    }

    // False at the end.
    bool take_errors() {
        for (;;) {
            std::array<char, 1024> buffer{};
            const auto count = ::read(child.errors.native_handle(), buffer.data(), buffer.size());
            if (count <= 0) return count < 0 && errno == EAGAIN;
            said.append(buffer.data(), static_cast<std::size_t>(count));
            if (said.size() > most_kept) said.erase(0, said.size() - most_kept);
        }
    }

    process::Child child;
    std::string name;
    std::string said;
};

CommandCarrier::CommandCarrier(ChildSpec spec, std::string name, const executor& on)
    : state_(std::make_shared<State>(with_socket(std::move(spec)), std::move(name), on)) {
    drain(state_);
}

CommandCarrier::~CommandCarrier() {
    close();
    state_->child.signal(SIGTERM);
    exits_within(state_->child, exit_patience_ms);
    asio::error_code ignored;
    state_->child.errors.close(ignored);
}

// Nobody else reads it: a full pipe would stop the program.
void CommandCarrier::drain(const std::shared_ptr<State>& state) {
    auto on_ready = [weak = std::weak_ptr<State>(state)](asio::error_code failed) {
        const auto self = weak.lock();
        if (self && !failed && self->take_errors()) drain(self);
    };
    state->child.errors.async_wait(asio::posix::descriptor_base::wait_read, std::move(on_ready));
}

long CommandCarrier::send(std::string_view bytes) {
    return result_of(::send(state_->child.output.native_handle(), bytes.data(), bytes.size(),
                            MSG_NOSIGNAL | MSG_DONTWAIT));
}

long CommandCarrier::receive(char* to, std::size_t size) {
    return result_of(::recv(state_->child.output.native_handle(), to, size, MSG_DONTWAIT));
}

void CommandCarrier::when_readable(std::function<void(bool)> ready) {
    auto on_ready = [ready = std::move(ready)](asio::error_code failed) { ready(!failed); };
    state_->child.output.async_wait(asio::posix::descriptor_base::wait_read, std::move(on_ready));
}

void CommandCarrier::when_writable(std::function<void(bool)> ready) {
    auto on_ready = [ready = std::move(ready)](asio::error_code failed) { ready(!failed); };
    state_->child.output.async_wait(asio::posix::descriptor_base::wait_write, std::move(on_ready));
}

void CommandCarrier::close() noexcept {
    asio::error_code ignored;
    state_->child.output.close(ignored);
}

int CommandCarrier::descriptor() {
    return state_->child.output.native_handle();
}

bool CommandCarrier::has_unread() {
    int unread = 0;
    return ::ioctl(descriptor(), FIONREAD, &unread) == 0 && unread > 0;
}

bool CommandCarrier::has_ended() {
    pollfd end{descriptor(), POLLRDHUP, 0};
    return ::poll(&end, 1, 0) == 1;
}

std::string CommandCarrier::trouble() {
    auto& child = state_->child;
    if (!child.output.is_open() || !has_ended() || !exits_within(child, exit_patience_ms)) return {};
    state_->take_errors();
    const auto end = child.reap();
    auto text = state_->name + " ended with status " + std::to_string(end.status);
    const auto lines = text::lines(text::trim(state_->said));
    if (!lines.empty()) text += ": " + text::one_line(lines.back());
    return text;
}

}  // namespace wheels
