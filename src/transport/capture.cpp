#include "transport/capture.hpp"

#include <algorithm>
#include <utility>

namespace wheels {
namespace {

constexpr auto limit = ExecResult::output_limit;

}  // namespace

void Capture::heard(Stream stream, std::string_view bytes) {
    observer_.heard(command_, stream, bytes);
    if (stream == Stream::out && !command_.shown) {
        const auto kept = std::min(bytes.size(), limit - out_.size());
        out_.append(bytes.substr(0, kept));
        out_is_cut_ = out_is_cut_ || kept < bytes.size();
        return;
    }
    err_.append(bytes);
    // Cut seldom: every cut moves what is kept.
    if (err_.size() <= 2 * limit) return;
    err_.erase(0, err_.size() - limit - 1);
    err_is_cut_ = true;
}

void Capture::finish(ExecResult& result) {
    if (out_is_cut_) out_.erase(out_.rfind('\n') + 1);
    if (err_.size() > limit) {
        err_.erase(0, err_.size() - limit - 1);
        err_is_cut_ = true;
    }
    // One byte more than is wanted was kept: it may be the end of the line before.
    if (err_is_cut_) err_.erase(0, std::min(err_.find('\n'), err_.size() - 1) + 1);
    result.out = std::move(out_);
    result.err = std::move(err_);
}

}  // namespace wheels
