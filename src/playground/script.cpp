#include "playground/script.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/shell_words.hpp"
#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::playground::script {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t most_requests = 1'000'000;
constexpr std::size_t longest_pause = 3600;
constexpr std::size_t most_steps = 10'000;
constexpr std::size_t most_mistakes = 50;  // a file with more of them is no script

/// What is wrong with a line; parse() adds where.
struct Mistake : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Form {
    std::string_view word;
    std::string_view form;
};
constexpr std::array forms{
    Form{"image", "image VERSION from IMAGE"},
    Form{"deploy", "deploy VERSION [FLAGS]"},
    Form{"rollback", "rollback [VERSION] [FLAGS]"},
    Form{"wheels", "wheels VERB [FLAGS]"},
    Form{"expect", "expect TEXT at URL [on HOST], or expect status NUMBER at URL [on HOST]"},
    Form{"break", "break HOST power|network|docker|disk"},
    Form{"mend", "mend HOST"},
    Form{"wait", "wait SECONDS"},
    Form{"status", "status NUMBER: deploy|rollback|wheels …"},
    Form{"requests", "requests NUMBER to URL[, NUMBER may fail]: deploy|rollback|wheels …"},
};

[[noreturn]] void refuse(std::string_view word) {
    for (const auto& form : forms) {
        if (form.word == word) throw Mistake("this is written as `" + std::string(form.form) + "`");
    }
    std::vector<std::string_view> known;
    Words names;
    for (const auto& form : forms) {
        known.push_back(form.word);
        names.emplace_back(form.word);
    }
    const auto close = text::closest(word, known);
    throw Mistake(
        "nothing begins with `" + text::shorten(text::one_line(word), 60) + "`: " +
        (close.empty() ? "there are " + text::join(names, ", ") : "is `" + std::string(close) + "` meant?"));
}

std::size_t number(const std::string& word, std::size_t least, std::size_t most) {
    std::size_t value = 0;
    const auto* end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < least || value > most)
        throw Mistake("`" + text::shorten(text::one_line(word), 60) + "` should be a number from " +
                      std::to_string(least) + " to " + std::to_string(most));
    return value;
}

std::string url(const std::string& word) {
    if (!parse_url(word))
        throw Mistake("`" + text::shorten(text::one_line(word), 200) +
                      "` should be a URL as `http://app.example.com/path`, or a path as `/up`");
    return word;
}

/// Takes words off the front.
class Line {
public:
    explicit Line(Words words) : words_(std::move(words)), first_(words_.front()) {}

    bool empty() const { return at_ >= words_.size(); }
    const std::string& first() const { return first_; }
    bool next_is(std::string_view word) const { return !empty() && words_[at_] == word; }
    std::string take() {
        if (empty()) refuse(first_);
        return words_[at_++];
    }
    void take(std::string_view word) {
        if (take() != word) refuse(first_);
    }
    /// A word with a colon behind it, which is taken off.
    std::string take_before_colon() {
        auto word = take();
        if (!word.ends_with(':') || word.size() < 2) refuse(first_);
        word.pop_back();
        return word;
    }
    Words take_rest() {
        Words rest(words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
        at_ = words_.size();
        return rest;
    }
    void end() const {
        if (!empty()) refuse(first_);
    }
    /// What comes now is a line of its own.
    void begin_again() {
        if (empty()) refuse(first_);
        first_ = words_[at_];
    }

private:
    Words words_;
    std::string first_;
    std::size_t at_ = 0;
};

/// Reads one line after the other, and knows what the earlier ones have said.
class Reader {
public:
    Reader(const std::vector<std::string>& hosts, const Check& check) : hosts_(hosts), check_(check) {}

    Action read(Line line) {
        line.begin_again();
        std::optional<int> status;
        std::optional<Command::Requests> requests;
        for (;; line.begin_again()) {
            if (!status && line.next_is("status")) {
                line.take();
                status = static_cast<int>(number(line.take_before_colon(), 0, 255));
            } else if (!requests && line.next_is("requests")) {
                requests = read_requests(line);
            } else {
                break;
            }
        }
        if (auto command = read_command(line)) {
            if (check_) check_(command->words);
            command->status = status.value_or(0);
            command->requests = std::move(requests);
            return std::move(*command);
        }
        if (status || requests)
            throw Mistake("`status` and `requests` go with deploy, rollback and wheels, not with `" +
                          text::one_line(line.first()) + "`");
        return read_other(line);
    }

private:
    static Command::Requests read_requests(Line& line) {
        Command::Requests requests;
        line.take();
        requests.count = number(line.take(), 1, most_requests);
        line.take("to");
        auto where = line.take();
        if (where.ends_with(',')) {
            where.pop_back();
            requests.may_fail = number(line.take(), 0, most_requests);
            line.take("may");
            line.take("fail:");
        } else if (where.ends_with(':')) {
            where.pop_back();
        } else {
            refuse("requests");
        }
        requests.url = url(where);
        return requests;
    }

    std::optional<Command> read_command(Line& line) {
        Command command;
        if (line.next_is("deploy")) {
            line.take();
            const auto version = line.take();
            if (version.starts_with('-')) refuse("deploy");
            command.words = {"deploy", "--version", version};
            // Its image is in the registry of the playground.
            if (images_.count(version) != 0) command.words.emplace_back("--skip-push");
        } else if (line.next_is("rollback")) {
            line.take();
            command.words = {"rollback", "--confirmed"};
        } else if (line.next_is("wheels")) {
            line.take();
            if (line.empty()) refuse("wheels");
        } else {
            return std::nullopt;
        }
        for (auto& word : line.take_rest()) command.words.push_back(std::move(word));
        return command;
    }

    Action read_other(Line& line) {
        const auto word = line.take();
        if (word == "image") {
            Image image;
            image.version = line.take();
            line.take("from");
            image.image = line.take();
            line.end();
            images_.insert(image.version);
            return image;
        }
        if (word == "expect") return read_expectation(line);
        if (word == "break") {
            Break wanted;
            wanted.host = host(line.take());
            const auto fault = fault_named(line.take());
            if (!fault) refuse(word);
            wanted.fault = *fault;
            line.end();
            return wanted;
        }
        if (word == "mend") {
            Mend wanted;
            wanted.host = host(line.take());
            line.end();
            return wanted;
        }
        if (word == "wait") {
            Pause pause;
            pause.time = std::chrono::seconds(number(line.take(), 0, longest_pause));
            line.end();
            return pause;
        }
        refuse(word);
    }

    Expectation read_expectation(Line& line) const {
        Expectation wanted;
        auto text = line.take();
        if (text == "status" && !line.next_is("at")) {
            wanted.status = static_cast<int>(number(line.take(), 100, 599));
        } else if (text.empty()) {
            throw Mistake("an empty text is in every answer: expect a word of it, or `status 200`");
        } else {
            wanted.text = std::move(text);
        }
        line.take("at");
        wanted.url = url(line.take());
        if (!line.empty()) {
            line.take("on");
            wanted.host = host(line.take());
        }
        line.end();
        return wanted;
    }

    std::string host(const std::string& word) const {
        if (text::contains(hosts_, word)) return word;
        throw Mistake("`" + text::shorten(text::one_line(word), 100) +
                      "` is no host of deploy.yml, which has " + text::join(hosts_, ", "));
    }

    const std::vector<std::string>& hosts_;
    const Check& check_;
    std::set<std::string> images_;
};

/// Up to a `#` that begins a word outside of quotes.
std::string_view without_remark(std::string_view line) {
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quote != 0) {
            if (quote == '"' && line[i] == '\\')
                ++i;
            else if (line[i] == quote)
                quote = 0;
        } else if (line[i] == '\'' || line[i] == '"') {
            quote = line[i];
        } else if (line[i] == '\\') {
            ++i;
        } else if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
            return line.substr(0, i);
        }
    }
    return line;
}

Words words_in(std::string_view line) {
    for (const char c : line) {
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
            throw Mistake("there is a control character in this line");
    }
    auto words = shell::ruby_words(line);
    if (!words) throw Mistake("a quote is not closed");
    return std::move(*words);
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    const auto is_fit = [](std::string_view part) {
        return std::all_of(part.begin(), part.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    };
    Url url;
    if (text.starts_with('/')) {
        url.path = text;
    } else {
        constexpr std::string_view scheme = "http://";
        if (!text.starts_with(scheme)) return std::nullopt;
        text.remove_prefix(scheme.size());
        const auto slash = text.find('/');
        url.host = text.substr(0, slash);
        url.path = slash == std::string_view::npos ? "/" : text.substr(slash);
        if (url.host.empty()) return std::nullopt;
    }
    if (!is_fit(url.host) || !is_fit(url.path)) return std::nullopt;
    return url;
}

std::vector<Step> parse(std::string_view text,
                        const std::string& file,
                        const std::vector<std::string>& hosts,
                        const Check& check) {
    std::vector<Step> steps;
    std::vector<Problem> problems;
    const auto blame = [&](std::size_t line, std::string why) {
        Problem problem;
        problem.file = file;
        problem.line = line;
        problem.text = std::move(why);
        problems.push_back(std::move(problem));
    };
    Reader reader(hosts, check);
    std::size_t number = 0;
    for (const auto& whole : text::lines(text)) {
        ++number;
        // As editors of Windows end and begin files.
        std::string_view line = whole;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (number == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
        line = text::trim(without_remark(line));
        if (line.empty()) continue;
        try {
            steps.emplace_back(number, text::one_line(line), reader.read(Line(words_in(line))));
        } catch (const Mistake& mistake) {
            blame(number, mistake.what());
        } catch (const Error& error) {
            blame(number, error.message() + (error.hint().empty() ? "" : ". " + error.hint()));
        }
        if (problems.size() >= most_mistakes) {
            blame(number, "what follows is not looked at: is this a script of `playground run`?");
            break;
        }
        if (steps.size() > most_steps) {
            blame(number, "a script has 10000 steps at most");
            break;
        }
    }
    if (steps.empty() && problems.empty())
        blame(0, "there is nothing to do in it: a first line could be `deploy v1`");
    if (!problems.empty()) throw Error(std::move(problems));
    return steps;
}

}  // namespace wheels::playground::script
