#include "cli/run.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "cli/aliases.hpp"
#include "cli/completion.hpp"
#include "cli/context.hpp"
#include "cli/help.hpp"
#include "cli/man_page.hpp"
#include "cli/raw_terminal.hpp"
#include "cli/signals.hpp"
#include "cli/streams.hpp"
#include "cli/terminal_prompter.hpp"
#include "cli/understood.hpp"
#include "cli/verb_words.hpp"
#include "output/error_report.hpp"
#include "wheels/project_names.hpp"

namespace wheels::cli {
namespace {

using output::Channel;
using output::Paint;
using output::Writer;

Error error_of(const std::exception_ptr& thrown, const Stop& stop) {
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
        const auto signal = stop.requested();
        return signal && error.kind() == ErrorKind::cancelled ? interruption(*signal) : error;
    } catch (const std::system_error& error) {
        if (error.code() != asio::error::operation_aborted) return Error(ErrorKind::internal, error.what());
        if (const auto signal = stop.requested()) return interruption(*signal);
        return Error(ErrorKind::internal, "the work was cancelled, and no signal asked for that");
    } catch (const std::exception& error) {
        return Error(ErrorKind::internal, error.what());
    } catch (...) {
        return Error(ErrorKind::internal, "something was thrown that is no exception");
    }
}

output::Style style_of(const Invocation& asked, bool dry_run) {
    output::Style style;
    if (asked.on("quiet")) style.verbosity = Verbosity::quiet;
    if (asked.on("verbose")) style.verbosity = Verbosity::verbose;
    style.terminal = ::isatty(STDERR_FILENO) == 1;
    style.colours = wants_colours(STDERR_FILENO) && (!dry_run || wants_colours(STDOUT_FILENO));
    return style;
}

/// Tells the sink of every second that passes, while it lives.
class Seconds {
public:
    Seconds(asio::io_context& loop, output::TerminalSink& sink) : timer_(loop), sink_(sink) { wait(); }

private:
    void wait() {
        timer_.expires_after(std::chrono::seconds(1));
        timer_.async_wait([this](const asio::error_code& ended) {
            if (ended) return;
            sink_.tick();
            wait();
        });
    }

    asio::steady_timer timer_;
    output::TerminalSink& sink_;
};

// The first signal did not end it: there is nothing to clean up, so the process ends as it is.
[[noreturn]] void give_up(const Error& error, Writer& writer, const Paint& paint) {
    RawTerminal::give_back();
    writer.write(Channel::progress, output::error_report(error, paint));
    writer.drain(std::chrono::seconds(1));
    std::_Exit(exit_status(error.kind()));
}

/// Runs a verb on a loop of its own until it has ended; the error that ended it is returned. `status`: what
/// the verb has the process end with.
std::optional<Error> run_verb(const Invocation& asked,
                              Writer& writer,
                              output::TerminalSink& sink,
                              int& status) {
    const Paint paint(wants_colours(STDERR_FILENO));
    asio::io_context loop(1);
    Stop stop([&](ErrorKind kind) { give_up(interruption(kind), writer, paint); });
    std::exception_ptr thrown;
    try {
        TerminalPrompter prompter(loop.get_executor(), [&] {
            sink.end_line();
            writer.drain();
        });
        auto surroundings = surroundings_of_this_process();
        auto* asks = TerminalPrompter::has_terminal() ? &prompter : nullptr;
        surroundings.prompter = asks;
        surroundings.lends_terminal = asks != nullptr;
        surroundings.sinks = {&sink};
        Context context(asked, std::move(surroundings), writer, sink, stop, paint, asks);
        const Signals signals(loop, stop);
        const Seconds seconds(loop, sink);
        auto on_end = [&](std::exception_ptr error) {
            thrown = error;
            status = context.status;
            loop.stop();
        };
        asio::co_spawn(loop, asked.verb->run(context), asio::bind_cancellation_slot(stop.slot(), on_end));
        loop.run();
    } catch (...) {
        thrown = std::current_exception();
    }
    if (thrown) return error_of(thrown, stop);
    return std::nullopt;
}

// Results that could not be written are a failure, but for a reader who has seen enough.
int status_of_results(Writer& writer, const Paint& paint) {
    writer.drain();
    const int failed = writer.error(Channel::results);
    if (failed == 0) return 0;
    if (failed != EPIPE) {
        writer.write(Channel::progress, fmt::format("{} cannot write to standard output: {}\n",
                                                    paint.bad("Error:"), std::strerror(failed)));
    }
    return 1;
}

int report(const Error& error, Writer& writer, const Paint& paint) {
    writer.write(Channel::progress, output::error_report(error, paint));
    return exit_status(error.kind());
}

// Help is for those as well who have no project, or one that is broken.
Pairs aliases_for_help(const Invocation& asked) {
    try {
        return names_of_project(asked.value("config-file").value_or("config/deploy.yml"),
                                asked.value("destination"))
            .aliases;
    } catch (const Error&) {
        return {};
    }
}

int run_invocation(const Invocation& asked, Writer& writer, const Paint& paint) {
    if (asked.help) {
        writer.write(Channel::results, help_for(asked, aliases_for_help(asked)));
        return status_of_results(writer, paint);
    }
    const bool dry_run = asked.on("dry-run");
    if (dry_run) writer.wait_for_ever();
    output::TerminalSink sink(writer, style_of(asked, dry_run), dry_run);
    int status = 0;
    const auto error = run_verb(asked, writer, sink, status);
    sink.end_line();
    writer.wait_for_ever();  // nothing is held up any more
    if (error) {
        const int reported = report(*error, writer, paint);
        return status != 0 ? status : reported;
    }
    const int written = status_of_results(writer, paint);
    return status != 0 ? status : written;
}

int run_deploy(const std::string& program,
               const std::vector<std::string>& words,
               Writer& writer,
               const Paint& paint) {
    try {
        auto asked = understood(words);
        asked.program = program;
        return run_invocation(asked, writer, paint);
    } catch (const Error& error) {
        return report(error, writer, paint);
    }
}

bool is_verb_of_deploy(const std::string& word) {
    try {
        find_verb({word});
        return true;
    } catch (const Error&) {
        return false;
    }
}

std::string hint_about(const std::string& word) {
    if (const auto close = text::closest(word, {"deploy", "completion", "man", "version", "help"});
        !close.empty())
        return fmt::format("Did you mean `wheels {}`?", close);
    // As somebody types who knows it from Kamal.
    if (is_verb_of_deploy(word)) return fmt::format("It is a part of deploy: `wheels deploy {}`.", word);
    return "This program has `wheels deploy`; see `wheels --help`.";
}

int unknown_command(const std::string& word, Writer& writer, const Paint& paint) {
    const Error error(ErrorKind::usage, fmt::format("there is no command {}", text::one_line(word)),
                      hint_about(word));
    return report(error, writer, paint);
}

// Quick and silent: a shell asks while somebody types. `words`: what follows `--words`.
void print_completions(const std::vector<std::string>& words, Writer& writer) {
    std::string list;
    try {
        for (const auto& [word, remark] : completions(words, names_of_project))
            list += word + (remark.empty() ? "" : "\t" + text::one_line(remark)) + "\n";
    } catch (const std::exception&) {
        return;  // there is no folder, for one
    }
    writer.write(Channel::results, list);
}

int run_completion(const std::vector<std::string>& words, Writer& writer, const Paint& paint) {
    if (!words.empty() && words.front() == "--words") {
        print_completions({words.begin() + 1, words.end()}, writer);
        return status_of_results(writer, paint);
    }
    const auto script = words.size() == 1 ? completion_script(words.front()) : std::nullopt;
    if (!script) {
        const Error error(ErrorKind::usage,
                          fmt::format("completion needs a shell: {}", text::join(completed_shells(), ", ")),
                          "For bash: eval \"$(wheels completion bash)\"");
        return report(error, writer, paint);
    }
    writer.write(Channel::results, std::string(*script));
    return status_of_results(writer, paint);
}

}  // namespace

int run(const std::string& program, const std::vector<std::string>& words) {
    occupy_closed_streams();
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGCHLD, SIG_DFL);  // a parent may have had it ignored, and then no child's end could be known
    Writer writer(STDOUT_FILENO, STDERR_FILENO);
    const Paint paint(wants_colours(STDERR_FILENO));
    const auto first = words.empty() ? std::string("help") : words.front();
    if (first == "deploy") return run_deploy(program, {words.begin() + 1, words.end()}, writer, paint);
    if (first == "completion") return run_completion({words.begin() + 1, words.end()}, writer, paint);
    if (first == "help" || first == "--help" || first == "-h") {
        writer.write(Channel::results, program_help());
    } else if (first == "man") {
        writer.write(Channel::results, man_page());
    } else if ((first == "version" || first == "--version") && words.size() == 1) {
        writer.write(Channel::results, version_line() + "\n");  // without a look at the working directory
    } else if (first == "version" || first == "--version") {
        std::vector<std::string> verb{"version"};
        verb.insert(verb.end(), words.begin() + 1, words.end());
        return run_deploy(program, verb, writer, paint);
    } else {
        return unknown_command(first, writer, paint);
    }
    return status_of_results(writer, paint);
}

}  // namespace wheels::cli
