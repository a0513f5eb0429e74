#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wheels::cli {

/// Makes the output of a program fit to be shown between other texts: it ends with one newline, however many
/// it has at its end. On a terminal its control characters are made visible, but for colours, which end with
/// the line; elsewhere its bytes go as they are. Pure.
class ShownLines {
public:
    explicit ShownLines(bool terminal) : terminal_(terminal) {}

    /// What may be shown now.
    std::string feed(std::string_view bytes);
    /// Whole lines only.
    std::string feed_lines(std::string_view bytes);
    /// The rest; it may be nothing.
    std::string finish();

private:
    std::string shown(std::string_view bytes) const;

    bool terminal_;
    std::string held_;          // of a line that has not ended
    std::size_t newlines_ = 0;  // at the end, not shown yet
    bool anything_ = false;
};

/// A line as it may be shown on a terminal.
std::string harmless_line(std::string_view line);

}  // namespace wheels::cli
