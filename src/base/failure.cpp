#include "base/failure.hpp"

#include <utility>
#include <vector>

namespace wheels {

Failure failure(ErrorKind kind, std::string host, std::string step, std::string message, std::string hint) {
    Failure made;
    made.kind = kind;
    made.host = std::move(host);
    made.step = std::move(step);
    made.message = std::move(message);
    made.hint = std::move(hint);
    return made;
}

Error failed(Failure failure) {
    return Error(std::vector<Failure>{std::move(failure)});
}

Failure failure_of(const Error& error, const std::string& host, const std::string& step) {
    if (!error.failures().empty()) return error.failures().front();
    return failure(error.kind(), host, step, error.message(), error.hint());
}

}  // namespace wheels
