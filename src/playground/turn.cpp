#include "playground/turn.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "async/with_deadline.hpp"

namespace wheels::playground {
namespace {

constexpr std::chrono::milliseconds between_tries{200};

}  // namespace

awaitable<Turn> take_turn(Docker& docker, std::string folder) {
    UniqueFd lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    bool told = false;
    while (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        if (!std::exchange(told, true))
            docker.say("Waiting for somebody who brings up or takes down a playground of this folder");
        co_await sleep_for(between_tries);
    }
    Turn turn(std::move(lock));
    co_return turn;
}

}  // namespace wheels::playground
