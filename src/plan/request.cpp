#include "wheels/request.hpp"

namespace wheels {

Interrupt::Interrupt() = default;
Interrupt::~Interrupt() = default;

void Interrupt::request(ErrorKind kind) {
    if (!first_) first_ = kind;
    ++count_;
    if (on_request_) on_request_(count_);
}

DeployRequest::DeployRequest() = default;

}  // namespace wheels
