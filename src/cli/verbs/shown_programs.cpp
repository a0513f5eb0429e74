#include "cli/verbs/shown_programs.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "cli/raw_terminal.hpp"
#include "cli/standard_input.hpp"
#include "cli/streams.hpp"
#include "cli/verbs/shown_lines.hpp"
#include "output/host_ranges.hpp"

namespace wheels::cli {
namespace {

using output::Channel;

constexpr std::chrono::seconds moment{1};

constexpr std::array label_colours{36, 33, 32, 35, 34, 96, 93, 92, 95, 94};

}  // namespace

std::string LabelPaint::of(const std::string& name, const std::string& label) {
    if (!colours_) return label;
    const auto found = std::find(names_.begin(), names_.end(), name);
    const auto index = static_cast<std::size_t>(found - names_.begin());
    if (found == names_.end()) names_.push_back(name);
    return fmt::format("\x1b[{}m{}\x1b[0m", label_colours[index % label_colours.size()], label);
}

/// One program, and what is still to be shown of it.
class ShownPrograms::Shown {
public:
    Shown(ShownPrograms& all, Program program) : all_(all), program_(std::move(program)) {
        const bool lines = all.showing_ == Showing::lines;
        const bool plain = all.showing_ == Showing::bytes || all.showing_ == Showing::terminal;
        if (lines) all.widest_ = std::max(all.widest_, name().size());
        out_ = plain ? nullptr : std::make_unique<ShownLines>(::isatty(STDOUT_FILENO) == 1);
        err_ = plain ? nullptr : std::make_unique<ShownLines>(::isatty(STDERR_FILENO) == 1);
    }

    void begins() {
        begun_ = true;
        if (all_.showing_ == Showing::terminal && terminal())
            raw_ = std::make_unique<RawTerminal>(STDIN_FILENO);
        if (all_.passes_input_) {
            input_.emplace(all_.on_, STDIN_FILENO, [this] { change(); });
        }
        all_.one_begins();
        show_title({program_.host});
    }

    bool listens(Stream stream) const {
        if (stream == Stream::out && waits_for_its_turn()) return held_.size() < held_limit;
        return all_.context_.writer().has_room();
    }

    void heard(Stream stream, std::string_view bytes) {
        if (stream == Stream::out && waits_for_its_turn()) {
            held_ += bytes;
        } else {
            show(stream, bytes);
        }
    }

    // Whatever was not shown yet is, when its turn comes.
    void closes() {
        closed_ = true;
        input_.reset();
        raw_.reset();
        change_ = nullptr;
        all_.advance();
    }

    // It is the first now. `hosts`: where the same was said.
    void show_held(const std::vector<std::string>& hosts) {
        show_title(hosts);
        show(Stream::out, std::exchange(held_, {}));
        change();
    }
    bool closed() const { return closed_; }
    const std::string& host() const { return program_.host; }
    /// Nothing of either was shown yet, and nothing is to come.
    bool equals(const Shown& other) const {
        return closed_ && other.closed_ && begun_ && other.begun_ && !titled_ && !other.titled_ &&
               program_.title == other.program_.title && program_.name == other.program_.name &&
               held_ == other.held_;
    }
    void finish() {
        if (!out_ || !begun_) return;
        const bool lines = all_.showing_ == Showing::lines;
        write(Channel::progress, prefixed(err_->finish()));
        write(Channel::results, lines ? labelled(out_->finish()) : out_->finish() + "\n");
    }

    void change() {
        if (change_) change_();
    }
    void when_changed(std::function<void()> changed) { change_ = std::move(changed); }

    std::string_view input() const { return input_ ? input_->rest() : std::string_view(); }
    void taken(std::size_t bytes) { input_->taken(bytes); }
    bool input_ended() const { return !all_.passes_input_ || (input_ && input_->ended()); }

    std::optional<TerminalSize> terminal() const {
        if (all_.showing_ != Showing::terminal || ::isatty(STDIN_FILENO) != 1) return std::nullopt;
        winsize size{};
        TerminalSize known;
        if (::ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0 && size.ws_row != 0) {
            known.columns = size.ws_col;
            known.rows = size.ws_row;
        }
        return known;
    }

private:
    static constexpr std::size_t held_limit = 256UL * 1024;

    bool waits_for_its_turn() const { return all_.in_order() && !all_.is_next(*this); }

    std::string name() const {
        return program_.name.empty() ? program_.host : program_.host + " " + program_.name;
    }

    void show_title(const std::vector<std::string>& hosts) {
        const bool wanted =
            all_.showing_ == Showing::answers || (all_.showing_ == Showing::untitled_answers && all_.titles_);
        if (!wanted || titled_ || !begun_ || waits_for_its_turn()) return;
        titled_ = true;
        if (all_.context_.quiet()) return;
        write(Channel::results,
              fmt::format("{}: {}\n", program_.title, text::neutralise(output::host_ranges(hosts))));
    }

    void show(Stream stream, std::string_view bytes) {
        const bool out = stream == Stream::out;
        const auto channel = out ? Channel::results : Channel::progress;
        if (!out_) {
            write(channel, std::string(bytes));
        } else if (out && all_.showing_ == Showing::lines) {
            write(channel, labelled(out_->feed_lines(bytes)));
        } else if (out) {
            write(channel, out_->feed(bytes));
        } else {
            write(channel, prefixed(err_->feed_lines(bytes)));
        }
    }

    std::string prefixed(const std::string& lines) const {
        std::string said;
        for (const auto& line : text::lines(lines)) {
            said += fmt::format("{} {}\n",
                                all_.context_.paint.host("[" + text::one_line(program_.host) + "]"), line);
        }
        return said;
    }

    std::string labelled(const std::string& lines) const {
        const auto label = all_.paint_.of(name(), fmt::format("{:<{}} |", name(), all_.widest_));
        std::string said;
        for (const auto& line : text::lines(lines)) said += fmt::format("{} {}\n", label, line);
        return said;
    }

    void write(Channel channel, std::string text) {
        if (text.empty()) return;
        if (all_.showing_ != Showing::terminal) all_.context_.sink.end_line();
        all_.context_.writer().write(channel, std::move(text));
    }

    ShownPrograms& all_;
    Program program_;
    std::unique_ptr<ShownLines> out_;  // null: bytes as they are
    std::unique_ptr<ShownLines> err_;
    std::string held_;
    std::function<void()> change_;
    std::unique_ptr<RawTerminal> raw_;
    std::optional<StandardInput> input_;
    bool begun_ = false;
    bool titled_ = false;
    bool closed_ = false;

    friend class ShownPrograms;
};

template <typename Shown>
class ProgramEndpoint final : public Endpoint {
public:
    explicit ProgramEndpoint(std::shared_ptr<Shown> shown) : shown_(std::move(shown)) {}
    ProgramEndpoint(const ProgramEndpoint&) = delete;
    ProgramEndpoint& operator=(const ProgramEndpoint&) = delete;
    ~ProgramEndpoint() override { shown_->closes(); }

    void begins() override { shown_->begins(); }
    bool listens(Stream stream) const override { return shown_->listens(stream); }
    void heard(Stream stream, std::string_view bytes) override { shown_->heard(stream, bytes); }
    std::string_view input() const override { return shown_->input(); }
    void taken(std::size_t bytes) override { shown_->taken(bytes); }
    bool input_ended() const override { return shown_->input_ended(); }
    std::optional<TerminalSize> terminal() const override { return shown_->terminal(); }
    std::string terminal_kind() const override {
        const char* kind = std::getenv("TERM");
        return kind == nullptr || *kind == '\0' ? "dumb" : kind;
    }
    void when_changed(std::function<void()> changed) override { shown_->when_changed(std::move(changed)); }

private:
    std::shared_ptr<Shown> shown_;
};

ShownPrograms::ShownPrograms(Context& context, executor on, Showing showing, bool passes_input)
    : context_(context),
      on_(std::move(on)),
      showing_(showing),
      passes_input_(passes_input),
      titles_(showing == Showing::answers),
      folds_((showing == Showing::answers || showing == Showing::untitled_answers) &&
             ::isatty(STDOUT_FILENO) == 1),
      gathers_(folds_),
      moment_(on_),
      paint_(wants_colours(STDOUT_FILENO)) {
    context_.writer().wait_for_ever();
    context_.writer().when_written([this, on = on_, alive = std::weak_ptr<bool>(alive_)] {
        asio::post(on, [this, alive] {
            if (!alive.expired()) written();
        });
    });
}

ShownPrograms::~ShownPrograms() {
    context_.writer().when_written(nullptr);
}

bool ShownPrograms::nobody_reads() const {
    return context_.writer().error(Channel::results) != 0;
}

std::unique_ptr<Endpoint> ShownPrograms::open(const Program& program) {
    auto shown = std::make_shared<Shown>(*this, program);
    queue_.push_back(shown);
    titles_ = titles_ || queue_.size() > 1;
    return std::make_unique<ProgramEndpoint<Shown>>(std::move(shown));
}

bool ShownPrograms::all_closed() const {
    return std::all_of(queue_.begin(), queue_.end(), [](const auto& shown) { return shown->closed(); });
}

void ShownPrograms::one_begins() {
    if (queue_.size() < 2) gathers_ = false;
    if (!gathers_ || std::exchange(waits_, true)) return;
    moment_.expires_after(moment);
    moment_.async_wait([this, alive = std::weak_ptr<bool>(alive_)](const asio::error_code& ended) {
        if (ended || alive.expired()) return;
        gathers_ = false;
        advance();
    });
}

std::vector<std::string> ShownPrograms::take_equal(const Shown& first) {
    std::vector<std::string> hosts{first.host()};
    if (!folds_) return hosts;
    std::erase_if(queue_, [&](const auto& shown) {
        if (shown.get() == &first || !shown->equals(first)) return false;
        hosts.push_back(shown->host());
        return true;
    });
    return hosts;
}

void ShownPrograms::advance() {
    if (showing_ == Showing::lines) {
        std::erase_if(queue_, [](const auto& shown) {
            if (shown->closed()) shown->finish();
            return shown->closed();
        });
        return;
    }
    if (all_closed()) gathers_ = false;
    if (gathers_) return;
    while (!queue_.empty() && queue_.front()->closed()) {
        const auto first = queue_.front();
        first->show_held(take_equal(*first));
        first->finish();
        queue_.pop_front();
    }
    if (!queue_.empty()) queue_.front()->show_held({queue_.front()->host()});
}

void ShownPrograms::written() {
    if (nobody_reads()) {
        context_.stop.interrupt_of_deploy().request(ErrorKind::interrupted_term);
        return;
    }
    resized();
}

void ShownPrograms::resized() {
    for (const auto& shown : std::list<std::shared_ptr<Shown>>(queue_)) shown->change();
}

}  // namespace wheels::cli
