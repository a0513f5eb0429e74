#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "base/unique_fd.hpp"
#include "output/writer.hpp"

using namespace std::chrono_literals;
using wheels::UniqueFd;
using wheels::output::Channel;
using wheels::output::Writer;

namespace {

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        read_end.reset(ends[0]);
        write_end.reset(ends[1]);
        ::signal(SIGPIPE, SIG_IGN);
    }
    /// At least `size` bytes; blocks until they are there.
    std::string read(std::size_t size) const {
        std::string text;
        std::array<char, 65536> buffer{};
        while (text.size() < size) {
            const auto count = ::read(read_end.get(), buffer.data(), buffer.size());
            if (count <= 0) break;
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return text;
    }
    int size() const { return ::fcntl(write_end.get(), F_GETPIPE_SZ); }

    UniqueFd read_end;
    UniqueFd write_end;
};

Writer::Limits limits(std::size_t kept, std::chrono::milliseconds patience) {
    Writer::Limits limits;
    limits.kept = kept;
    limits.patience = patience;
    return limits;
}

}  // namespace

TEST_CASE("both streams are written in the order given") {
    const Pipe pipe;
    Writer writer(pipe.write_end.get(), pipe.write_end.get());

    writer.write(Channel::progress, "one\n");
    writer.write(Channel::results, "two\n");
    writer.write(Channel::progress, "three\n");
    writer.drain();

    CHECK(pipe.read(14) == "one\ntwo\nthree\n");
}

TEST_CASE("a reader who does not read holds nobody up for longer than the patience, and the gap is marked") {
    const Pipe pipe;
    Writer writer(pipe.write_end.get(), pipe.write_end.get(), limits(1000, 50ms));
    const std::string full(static_cast<std::size_t>(pipe.size()), '.');
    writer.write(Channel::progress, full);
    writer.write(Channel::progress, std::string(1000, '-'));
    const auto before = std::chrono::steady_clock::now();

    for (int i = 0; i < 100; ++i) writer.write(Channel::progress, "lost\n");
    const auto waited = std::chrono::steady_clock::now() - before;
    pipe.read(full.size() + 1000);
    writer.drain();
    writer.write(Channel::progress, "found\n");
    writer.drain();

    CHECK(waited < 2s);
    CHECK(pipe.read(60).find("\n(100 lines are missing here: nobody read them in time)\nfound\n") !=
          std::string::npos);
}

TEST_CASE("a writer that waits for ever leaves nothing out") {
    const Pipe pipe;
    std::string read;
    std::thread reader([&] {
        std::this_thread::sleep_for(100ms);
        read = pipe.read(500000);
    });
    {
        Writer writer(pipe.write_end.get(), pipe.write_end.get(), limits(1000, 1ms));
        writer.wait_for_ever();
        for (int i = 0; i < 500; ++i) writer.write(Channel::results, std::string(999, 'x') + "\n");
    }
    reader.join();

    CHECK(read.size() == 500000);
}

TEST_CASE("a stream that fails is given up, and the other one goes on") {
    Pipe closed;
    closed.read_end.reset();
    const Pipe open;
    Writer writer(closed.write_end.get(), open.write_end.get());

    writer.write(Channel::results, "lost\n");
    writer.drain();
    writer.write(Channel::results, "lost too\n");
    writer.write(Channel::progress, "told\n");
    writer.drain();

    CHECK(writer.error(Channel::results) == EPIPE);
    CHECK(writer.error(Channel::progress) == 0);
    CHECK(open.read(5) == "told\n");
}

TEST_CASE("a full disk is known by its error") {
    const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    REQUIRE(full);
    Writer writer(full.get(), full.get());

    writer.write(Channel::results, "x\n");
    writer.drain();

    CHECK(writer.error(Channel::results) == ENOSPC);
}
