#include "c_api/errors.hpp"

#include <new>

#include "wheels/json.hpp"

namespace wheels::c_api {
namespace {

wheels_error out_of_memory{WHEELS_INTERNAL, "no memory", "", "{}"};  // NOLINT(cert-err58-cpp): short texts

wheels_error* made_of(const Error& error) {
    auto* made = new wheels_error;
    // In the order of ErrorKind, from 1.
    made->code = static_cast<int>(error.kind()) + 1;
    made->message = error.message();
    made->hint = error.hint();
    made->json = to_json(error);
    return made;
}

wheels_error* made_of_caught() {
    try {
        throw;
    } catch (const Error& error) {
        return made_of(error);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        return made_of(Error(ErrorKind::internal, error.what()));
    } catch (...) {
        return made_of(Error(ErrorKind::internal, "something was thrown that is no exception"));
    }
}

}  // namespace

static_assert(static_cast<int>(ErrorKind::internal) + 1 == WHEELS_INTERNAL);
static_assert(static_cast<int>(ErrorKind::cancelled) + 1 == WHEELS_CANCELLED);
static_assert(static_cast<int>(ErrorKind::interrupted_int) + 1 == WHEELS_INTERRUPTED);
static_assert(static_cast<int>(ErrorKind::connection_lost) + 1 == WHEELS_CONNECTION_LOST);

wheels_error* caught() noexcept {
    try {
        return made_of_caught();
    } catch (...) {
        return &out_of_memory;
    }
}

void refuse(const char* message) {
    throw Error(ErrorKind::usage, message);
}

}  // namespace wheels::c_api

extern "C" {

int wheels_error_code(const wheels_error* error) {
    return error == nullptr ? 0 : error->code;
}

const char* wheels_error_message(const wheels_error* error) {
    return error == nullptr ? "" : error->message.c_str();
}

const char* wheels_error_hint(const wheels_error* error) {
    return error == nullptr ? "" : error->hint.c_str();
}

const char* wheels_error_json(const wheels_error* error) {
    return error == nullptr ? "null" : error->json.c_str();
}

void wheels_error_free(wheels_error* error) {
    if (error != &wheels::c_api::out_of_memory) delete error;
}

}  // extern "C"
