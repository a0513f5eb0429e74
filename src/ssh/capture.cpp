#include "ssh/capture.hpp"

#include <algorithm>
#include <utility>

namespace wheels::ssh {
namespace {

constexpr auto limit = ExecResult::output_limit;

}  // namespace

Capture::Capture(const Command& command, CommandObserver& observer)
    : command_(command),
      observer_(observer),
      out_lines_(
          [this](const LineSplitter::Piece& piece) { observer_.line(command_, Stream::out, piece.text); }),
      err_lines_(
          [this](const LineSplitter::Piece& piece) { observer_.line(command_, Stream::err, piece.text); }) {}

void Capture::heard(Stream stream, std::string_view bytes) {
    if (stream == Stream::out) {
        out_.append(bytes.substr(0, std::min(bytes.size(), limit - out_.size())));
        out_lines_.feed(bytes);
        return;
    }
    err_.append(bytes);
    // Cut seldom: every cut moves what is kept.
    if (err_.size() > 2 * limit) err_.erase(0, err_.size() - limit);
    err_lines_.feed(bytes);
}

void Capture::finish(ExecResult& result) {
    out_lines_.flush();
    err_lines_.flush();
    if (err_.size() > limit) err_.erase(0, err_.size() - limit);
    result.out = std::move(out_);
    result.err = std::move(err_);
}

}  // namespace wheels::ssh
