#include "base/redacted.hpp"

#include <utility>

#include "base/text.hpp"

namespace wheels {
namespace {

// In bytes. Sentences of ours are shorter, but for those that quote somebody.
constexpr std::size_t longest_line = 1000;
constexpr std::size_t longest_message = 400;
constexpr std::size_t longest_sentence = 2000;
constexpr std::size_t longest_problem = 600;
constexpr std::size_t shown_lines = 10;
constexpr std::size_t shown_log_lines = 100;

void clean(std::string& text, const Redactor& redactor) {
    text = redactor.redact(text);
}

void clean(std::vector<std::string>& texts, const Redactor& redactor) {
    for (auto& text : texts) clean(text, redactor);
}

}  // namespace

std::string redacted_sentence(const std::string& text, const Redactor& redactor) {
    return text::shorten(redactor.redact(text), longest_sentence);
}

// Together, as a secret may go over several of them.
std::vector<std::string> redacted_lines(const std::vector<std::string>& lines,
                                        std::size_t shown,
                                        const Redactor& redactor) {
    if (lines.empty()) return {};
    auto clean = text::lines(redactor.redact(text::join(lines, "\n")));
    if (clean.size() > shown) clean.erase(clean.begin(), clean.end() - static_cast<std::ptrdiff_t>(shown));
    for (auto& line : clean) line = text::shorten(line, longest_line);
    return clean;
}

Problem redacted(Problem problem, const Redactor& redactor) {
    clean(problem.file, redactor);
    problem.key = text::shorten(redactor.redact(problem.key), longest_problem);
    problem.text = text::shorten(redactor.redact(problem.text), longest_problem);
    return problem;
}

Failure redacted(Failure failure, const Redactor& redactor) {
    clean(failure.host, redactor);
    clean(failure.step, redactor);
    failure.message = text::shorten(redactor.redact(failure.message), longest_message);
    failure.hint = redacted_sentence(failure.hint, redactor);
    failure.remote_lines = redacted_lines(failure.remote_lines, shown_lines, redactor);
    failure.container_log = redacted_lines(failure.container_log, shown_log_lines, redactor);
    return failure;
}

Checkup redacted(Checkup checkup, const Redactor& redactor) {
    clean(checkup.host, redactor);
    clean(checkup.summary, redactor);
    for (auto& finding : checkup.findings) {
        finding.text = text::shorten(text::one_line(redactor.redact(finding.text)), longest_problem);
        finding.remedy = text::shorten(text::one_line(redactor.redact(finding.remedy)), longest_problem);
    }
    return checkup;
}

Error redacted(const Error& error, const Redactor& redactor) {
    if (!error.failures().empty()) {
        auto failures = error.failures();
        for (auto& failure : failures) failure = redacted(std::move(failure), redactor);
        return Error(std::move(failures));
    }
    if (!error.problems().empty()) {
        auto problems = error.problems();
        for (auto& problem : problems) problem = redacted(std::move(problem), redactor);
        return Error(std::move(problems));
    }
    return Error(error.kind(), redacted_sentence(error.message(), redactor),
                 redacted_sentence(error.hint(), redactor));
}

Report redacted(Report report, const Redactor& redactor) {
    clean(report.version, redactor);
    clean(report.hosts, redactor);
    clean(report.all_hosts, redactor);
    for (auto& role : report.roles) {
        clean(role.host, redactor);
        clean(role.role, redactor);
        clean(role.failed_step, redactor);
        if (role.old_version) clean(*role.old_version, redactor);
    }
    for (auto& failure : report.failures) failure = redacted(std::move(failure), redactor);
    for (auto& [program, status] : report.programs) {
        clean(program.host, redactor);
        clean(program.name, redactor);
        clean(program.title, redactor);
    }
    for (auto& answer : report.answers) {
        clean(answer.host, redactor);
        clean(answer.title, redactor);
        clean(answer.role, redactor);
        clean(answer.accessory, redactor);
        clean(answer.text, redactor);
    }
    for (auto& checkup : report.checkups) checkup = redacted(std::move(checkup), redactor);
    if (report.status) {
        for (auto& role : report.status->roles) {
            clean(role.host, redactor);
            clean(role.role, redactor);
            if (role.version) clean(*role.version, redactor);
            clean(role.health, redactor);
            clean(role.proxy, redactor);
            role.trouble = text::shorten(redactor.redact(role.trouble), longest_message);
        }
        if (report.status->lock) report.status->lock = redacted_sentence(*report.status->lock, redactor);
    }
    if (report.previous) {
        clean(report.previous->version, redactor);
        for (auto& each : report.previous->serving) {
            clean(each.host, redactor);
            clean(each.role, redactor);
            clean(each.version, redactor);
        }
        clean(report.previous->passed_over, redactor);
    }
    return report;
}

}  // namespace wheels
