#pragma once

#include <memory>
#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "transport/carrier.hpp"
#include "wheels/process_runner.hpp"

namespace wheels {

/// A program whose standard input and output are a connection, as a ProxyCommand. It is ended with its whole
/// group when the carrier goes.
class CommandCarrier final : public Carrier {
public:
    /// `name` is what errors call it. Throws StartError.
    CommandCarrier(ChildSpec spec, std::string name, const executor& on);
    ~CommandCarrier() override;

    long send(std::string_view bytes) override;
    long receive(char* to, std::size_t size) override;
    void when_readable(std::function<void(bool)> ready) override;
    void when_writable(std::function<void(bool)> ready) override;
    void close() noexcept override;
    int descriptor() override;
    bool has_unread() override;
    bool has_ended() override;
    std::string trouble() override;

private:
    struct State;
    static void drain(const std::shared_ptr<State>& state);

    std::shared_ptr<State> state_;
};

}  // namespace wheels
