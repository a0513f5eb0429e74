#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "async/coroutine.hpp"

namespace wheels::playground {

/// What a GET has come to.
struct Answer {
    int status = 0;       ///< 0: there was none.
    std::string body;     ///< Up to a megabyte of it.
    std::string trouble;  ///< Why there was none.
};

/// Asks port `port` of 127.0.0.1 for `path` of `host`, and waits `limit` at most. Throws nothing but
/// operation_aborted.
awaitable<Answer> get(std::uint16_t port,
                      std::string host,
                      std::string path,
                      std::chrono::milliseconds limit);

/// Status and body of an answer in HTTP/1.0, and whether it is whole. Pure.
Answer parse_answer(std::string_view bytes);

}  // namespace wheels::playground
