#include "cli/verbs/programs.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <list>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "cli/raw_terminal.hpp"
#include "cli/standard_input.hpp"
#include "cli/streams.hpp"
#include "cli/verbs/shown_lines.hpp"

namespace wheels::cli {
namespace {

using output::Channel;

constexpr int lost_status = 255;  // as ssh has it

/// A colour for each label, the same wherever it stands.
class LabelPaint {
public:
    explicit LabelPaint(bool colours) : colours_(colours) {}

    std::string of(const std::string& name, const std::string& label) {
        if (!colours_) return label;
        const auto found = std::find(names_.begin(), names_.end(), name);
        const auto index = static_cast<std::size_t>(found - names_.begin());
        if (found == names_.end()) names_.push_back(name);
        return fmt::format("\x1b[{}m{}\x1b[0m", codes[index % codes.size()], label);
    }

private:
    static constexpr std::array codes{36, 33, 32, 35, 34, 96, 93, 92, 95, 94};
    bool colours_;
    std::vector<std::string> names_;
};

/// What all programs of a run have in common.
class Programs final : public Console {
public:
    Programs(Context& context, executor on, Showing showing, bool passes_input);
    ~Programs() override;
    Programs(const Programs&) = delete;
    Programs& operator=(const Programs&) = delete;

    std::unique_ptr<Endpoint> open(const Program& program) override;
    /// Our standard output was closed, or is full for good.
    bool nobody_reads() const { return context_.writer().error(Channel::results) != 0; }

    /// The window of our terminal has another size.
    void resized();

private:
    class Shown;

    /// Of the first that has not ended the output goes out at once.
    bool is_next(const Shown& shown) const { return !queue_.empty() && queue_.front().get() == &shown; }
    void advance();
    void written();

    Context& context_;
    executor on_;
    Showing showing_;
    bool passes_input_;
    bool titles_;
    std::list<std::shared_ptr<Shown>> queue_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::size_t widest_ = 0;
    LabelPaint paint_{wants_colours(STDOUT_FILENO)};
};

/// One program, and what is still to be shown of it.
class Programs::Shown {
public:
    Shown(Programs& all, Program program) : all_(all), program_(std::move(program)) {
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
        show_title();
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

    // It is the first now.
    void show_held() {
        show_title();
        show(Stream::out, std::exchange(held_, {}));
        change();
    }
    bool closed() const { return closed_; }
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

    bool in_order() const { return all_.showing_ != Showing::lines && all_.showing_ != Showing::terminal; }
    bool waits_for_its_turn() const { return in_order() && !all_.is_next(*this); }

    std::string name() const {
        return program_.name.empty() ? program_.host : program_.host + " " + program_.name;
    }

    void show_title() {
        const bool wanted =
            all_.showing_ == Showing::answers || (all_.showing_ == Showing::untitled_answers && all_.titles_);
        if (!wanted || titled_ || !begun_ || waits_for_its_turn()) return;
        titled_ = true;
        if (all_.context_.quiet()) return;
        write(Channel::results, fmt::format("{}: {}\n", program_.title, text::neutralise(program_.host)));
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

    Programs& all_;
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

    friend class Programs;
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

Programs::Programs(Context& context, executor on, Showing showing, bool passes_input)
    : context_(context),
      on_(std::move(on)),
      showing_(showing),
      passes_input_(passes_input),
      titles_(showing == Showing::answers) {
    context_.writer().wait_for_ever();
    context_.writer().when_written([this, on = on_, alive = std::weak_ptr<bool>(alive_)] {
        asio::post(on, [this, alive] {
            if (!alive.expired()) written();
        });
    });
}

Programs::~Programs() {
    context_.writer().when_written(nullptr);
}

std::unique_ptr<Endpoint> Programs::open(const Program& program) {
    auto shown = std::make_shared<Shown>(*this, program);
    queue_.push_back(shown);
    titles_ = titles_ || queue_.size() > 1;
    return std::make_unique<ProgramEndpoint<Shown>>(std::move(shown));
}

void Programs::advance() {
    if (showing_ == Showing::lines) {
        std::erase_if(queue_, [](const auto& shown) {
            if (shown->closed()) shown->finish();
            return shown->closed();
        });
        return;
    }
    while (!queue_.empty() && queue_.front()->closed()) {
        const auto first = queue_.front();
        first->show_held();
        first->finish();
        queue_.pop_front();
        if (!queue_.empty()) queue_.front()->show_held();
    }
}

void Programs::written() {
    if (nobody_reads()) {
        context_.stop.interrupt_of_deploy().request(ErrorKind::interrupted_term);
        return;
    }
    resized();
}

void Programs::resized() {
    for (const auto& shown : std::list<std::shared_ptr<Shown>>(queue_)) shown->change();
}

/// Tells of every change of the window of our terminal.
class Resizes {
public:
    Resizes(const executor& on, std::function<void()> resized)
        : signals_(on, SIGWINCH), resized_(std::move(resized)) {
        wait();
    }

private:
    void wait() {
        signals_.async_wait([this](const asio::error_code& ended, int) {
            if (ended) return;
            resized_();
            wait();
        });
    }

    asio::signal_set signals_;
    std::function<void()> resized_;
};

}  // namespace

bool has_piped_input() {
    struct stat status{};
    if (::fstat(STDIN_FILENO, &status) != 0) return false;
    return S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode);
}

std::string joined(const std::vector<std::string>& words) {
    std::vector<std::string> trimmed;
    for (const auto& word : words) trimmed.emplace_back(text::trim(word));
    return text::join(trimmed, " ");
}

awaitable<void> run_programs(
    Context& context, wheels::Verb verb, Config config, Showing showing, bool passes_input) {
    auto on = co_await this_coro::executor;
    auto request = context.request(std::move(verb));
    Programs programs(context, on, showing, passes_input);
    request.console = &programs;
    const Resizes resizes(on, [&programs] { programs.resized(); });
    std::optional<RunError> failed;
    Report report;
    try {
        report = co_await run(std::move(request), config, context.surroundings, context.sink);
    } catch (const RunError& error) {
        failed = error;
    }
    const auto& ends = failed ? failed->report().programs : report.programs;
    for (const auto& end : ends) {
        if (context.status == 0) context.status = end.status;
    }
    if (!failed) {
        if (context.dry_run()) context.say("Nothing was run: this was a dry run.");
        co_return;
    }
    if (programs.nobody_reads()) {
        context.status = 0;  // what cannot be written is reported by whoever ends the process
        co_return;
    }
    const auto kind = failed->kind();
    if (showing == Showing::lines && kind == ErrorKind::interrupted_int) {
        context.status = exit_status(kind);  // the way in which it ends
        co_return;
    }
    if (kind != ErrorKind::connection_lost) context.status = 0;
    if (kind == ErrorKind::connection_lost) context.status = lost_status;
    throw *failed;
}

}  // namespace wheels::cli
