#include "engine/redacting_endpoint.hpp"

#include <utility>

#include "base/stream_redactor.hpp"

namespace wheels::engine {
namespace {

class RedactingEndpoint final : public Endpoint {
public:
    RedactingEndpoint(std::unique_ptr<Endpoint> next, const Redactor& redactor)
        : next_(std::move(next)), out_(redactor), err_(redactor) {}
    RedactingEndpoint(const RedactingEndpoint&) = delete;
    RedactingEndpoint& operator=(const RedactingEndpoint&) = delete;
    ~RedactingEndpoint() override { flush(true); }

    void begins() override { next_->begins(); }
    bool listens(Stream stream) const override { return next_->listens(stream); }
    void heard(Stream stream, std::string_view bytes) override {
        pass_on(stream, (stream == Stream::out ? out_ : err_).feed(bytes));
    }
    void ended(int status) override {
        flush(false);
        next_->ended(status);
    }
    std::string_view input() const override { return next_->input(); }
    void taken(std::size_t bytes) override { next_->taken(bytes); }
    bool input_ended() const override { return next_->input_ended(); }
    std::optional<TerminalSize> terminal() const override { return next_->terminal(); }
    std::string terminal_kind() const override { return next_->terminal_kind(); }
    void when_changed(std::function<void()> changed) override { next_->when_changed(std::move(changed)); }

private:
    void pass_on(Stream stream, const std::string& clean) {
        if (!clean.empty()) next_->heard(stream, clean);
    }
    void flush(bool torn) {
        pass_on(Stream::out, out_.flush(torn));
        pass_on(Stream::err, err_.flush(torn));
    }

    std::unique_ptr<Endpoint> next_;
    StreamRedactor out_;
    StreamRedactor err_;
};

}  // namespace

std::unique_ptr<Endpoint> redacting(std::unique_ptr<Endpoint> next, const Redactor& redactor) {
    return std::make_unique<RedactingEndpoint>(std::move(next), redactor);
}

}  // namespace wheels::engine
