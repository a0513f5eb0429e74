#pragma once

#include <thread>
#include <utility>

#include "base/without_signals.hpp"

namespace wheels {

/// Does it in a thread of its own that nobody waits for. Throws where there can be none.
template <typename Work>
void do_apart(Work work) {
    const WithoutSignals quiet;
    std::thread(std::move(work)).detach();
}

}  // namespace wheels
