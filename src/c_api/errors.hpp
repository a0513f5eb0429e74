#pragma once

#include <exception>
#include <string>

#include "wheels.h"
#include "wheels/error.hpp"

struct wheels_error {
    int code = WHEELS_INTERNAL;
    std::string message;
    std::string hint;
    std::string json;
};

namespace wheels::c_api {

/// What was thrown, as an error for a program in C. In a handler of exceptions.
wheels_error* caught() noexcept;

[[noreturn]] void refuse(const char* message);

/// Runs it; what it throws becomes an error.
template <typename Work>
wheels_error* guarded(Work work) noexcept {
    try {
        work();
        return nullptr;
    } catch (...) {
        return caught();
    }
}

}  // namespace wheels::c_api
