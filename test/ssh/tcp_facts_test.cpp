#include "ssh/tcp_facts.hpp"

#include <doctest/doctest.h>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <chrono>
#include <string>

using namespace wheels::ssh;
using asio::ip::tcp;

namespace {

/// A connection to this machine; what is said over it arrives before the other end knows it.
struct Line {
    Line() {
        tcp::acceptor acceptor(loop, {asio::ip::make_address("127.0.0.1"), 0});
        ours.connect(acceptor.local_endpoint());
        theirs = acceptor.accept();
    }
    void they_say(const std::string& text) {
        asio::write(theirs, asio::buffer(text));
        ours.wait(tcp::socket::wait_read);
    }
    void they_end() {
        theirs.shutdown(tcp::socket::shutdown_send);
        ours.wait(tcp::socket::wait_read);
    }

    asio::io_context loop;
    tcp::socket ours{loop};
    tcp::socket theirs{loop};
};

}  // namespace

TEST_CASE("a connection has ended once the other side has closed it, and not while something is to be read") {
    Line line;
    const int socket = line.ours.native_handle();

    CHECK_FALSE(has_ended(socket));
    line.they_say("x");
    CHECK_FALSE(has_ended(socket));
    char said = 0;
    asio::read(line.ours, asio::buffer(&said, 1));
    line.they_end();
    CHECK(has_ended(socket));
}

TEST_CASE("how long nothing has come is known or said not to be, and never refused") {
    Line line;
    line.they_say("x");

    limit_unacknowledged(line.ours.native_handle(), std::chrono::seconds(30));

    const auto silence = silence_of(line.ours.native_handle());
    CHECK(silence.value_or(std::chrono::milliseconds(0)) < std::chrono::seconds(10));
}
