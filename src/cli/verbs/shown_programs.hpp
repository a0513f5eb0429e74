#pragma once

#include <asio/steady_timer.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "cli/verbs/programs.hpp"

namespace wheels::cli {

/// A colour for each label, the same wherever it stands.
class LabelPaint {
public:
    explicit LabelPaint(bool colours) : colours_(colours) {}

    std::string of(const std::string& name, const std::string& label);

private:
    bool colours_;
    std::vector<std::string> names_;
};

/// Shows the programs of one run.
///
/// On a terminal, what several say waits until all have ended, or a moment has passed: those that have ended
/// with the same words by then are told together. What takes longer is shown as it comes, as it is elsewhere.
class ShownPrograms final : public Console {
public:
    ShownPrograms(Context& context, executor on, Showing showing, bool passes_input);
    ~ShownPrograms() override;
    ShownPrograms(const ShownPrograms&) = delete;
    ShownPrograms& operator=(const ShownPrograms&) = delete;

    std::unique_ptr<Endpoint> open(const Program& program) override;
    /// Our standard output was closed, or is full for good.
    bool nobody_reads() const;
    /// The window of our terminal has another size.
    void resized();

private:
    class Shown;

    bool in_order() const {
        return showing_ == Showing::answers || showing_ == Showing::untitled_answers ||
               showing_ == Showing::bytes;
    }
    /// Of the first that has not ended the output goes out at once.
    bool is_next(const Shown& shown) const {
        return !gathers_ && !queue_.empty() && queue_.front().get() == &shown;
    }
    bool all_closed() const;
    void one_begins();
    void advance();
    /// Takes those out of the queue that have ended with the same words as the first; their hosts and its
    /// own.
    std::vector<std::string> take_equal(const Shown& first);
    void written();

    Context& context_;
    executor on_;
    Showing showing_;
    bool passes_input_;
    bool titles_;
    bool folds_;
    bool gathers_;        ///< Nothing is shown yet.
    bool waits_ = false;  ///< For the moment to pass.
    asio::steady_timer moment_;
    std::list<std::shared_ptr<Shown>> queue_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::size_t widest_ = 0;
    LabelPaint paint_;
};

}  // namespace wheels::cli
