#include "wheels.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "c_api/requests.hpp"
#include "wheels/blocking.hpp"
#include "wheels/documentation.hpp"
#include "wheels/json.hpp"
#include "wheels/version.hpp"

namespace {

/// Hands events over as JSON.
class JsonSink final : public wheels::Sink {
public:
    JsonSink(wheels_event_fn heard_by, void* user) : heard_by_(heard_by), user_(user) {}

    void on_event(const wheels::Event& event) noexcept override {
        if (heard_by_ == nullptr) return;
        try {
            const auto json = wheels::to_json(event);
            heard_by_(user_, json.c_str(), json.size());
        } catch (const std::exception&) {
            // No memory for it: events are for looking on, and the run goes on.
        }
    }

private:
    wheels_event_fn heard_by_;
    void* user_;
};

/// A run, and who hears it.
struct UnderWay {
    std::unique_ptr<JsonSink> sink;
    wheels::blocking::Run run;
};

/// Runs that nobody holds any more, but that go on.
class Orphans {
public:
    void adopt(UnderWay run) {
        const std::lock_guard lock(mutex_);
        std::erase_if(runs_, [](const UnderWay& each) { return each.run.ended(); });
        if (!run.run.ended()) runs_.push_back(std::move(run));
    }

private:
    std::mutex mutex_;
    std::vector<UnderWay> runs_;
};

}  // namespace

struct wheels_error {
    int code = WHEELS_INTERNAL;
    std::string message;
    std::string hint;
    std::string json;
};

struct wheels_project {
    wheels_project(wheels_event_fn on_event, void* user) : sink(on_event, user) {}

    // The last one goes first, and waits for what is under way.
    JsonSink sink;
    std::shared_ptr<Orphans> orphans = std::make_shared<Orphans>();
    std::optional<wheels::blocking::Project> project;
};

struct wheels_run {
    UnderWay under_way;
    std::shared_ptr<Orphans> orphans;
};

namespace {

wheels_error out_of_memory{WHEELS_INTERNAL, "no memory", "", "{}"};  // NOLINT(cert-err58-cpp): short texts

wheels_error* made_of(const wheels::Error& error) {
    auto* made = new wheels_error;
    // In the order of ErrorKind, from 1.
    made->code = static_cast<int>(error.kind()) + 1;
    made->message = error.message();
    made->hint = error.hint();
    made->json = wheels::to_json(error);
    return made;
}

/// Runs it; what it throws becomes an error.
template <typename Work>
wheels_error* guarded(Work work) noexcept {
    try {
        try {
            work();
            return nullptr;
        } catch (const wheels::Error& error) {
            return made_of(error);
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& error) {
            return made_of(wheels::Error(wheels::ErrorKind::internal, error.what()));
        } catch (...) {
            return made_of(
                wheels::Error(wheels::ErrorKind::internal, "something was thrown that is no exception"));
        }
    } catch (...) {
        return &out_of_memory;
    }
}

[[noreturn]] void refuse(const char* message) {
    throw wheels::Error(wheels::ErrorKind::usage, message);
}

char* copy_of(const std::string& text) {
    auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
    if (copy == nullptr) throw std::bad_alloc();
    std::memcpy(copy, text.c_str(), text.size() + 1);
    return copy;
}

wheels::blocking::Project& of(wheels_project* project) {
    if (project == nullptr) refuse("there is no project: it is NULL");
    return *project->project;
}

std::string json_of(const std::vector<wheels::HostResult>& results) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& result : results) {
        list.push_back({{"host", result.host},
                        {"status", result.status},
                        {"out", result.out},
                        {"err", result.err},
                        {"trouble", result.trouble}});
    }
    return list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

static_assert(static_cast<int>(wheels::ErrorKind::internal) + 1 == WHEELS_INTERNAL);
static_assert(static_cast<int>(wheels::ErrorKind::interrupted_int) + 1 == WHEELS_INTERRUPTED);
static_assert(static_cast<int>(wheels::ErrorKind::connection_lost) + 1 == WHEELS_CONNECTION_LOST);

extern "C" {

int wheels_abi_version(void) {
    return WHEELS_ABI_VERSION;
}

const char* wheels_version(void) {
    return wheels::version;
}

wheels_error* wheels_load(const char* options,
                          wheels_event_fn on_event,
                          void* user,
                          wheels_project** project) {
    if (project != nullptr) *project = nullptr;
    return guarded([&] {
        if (project == nullptr) refuse("there is no place for the project: it is NULL");
        auto wanted = wheels::c_api::load_options_of(options);
        auto made = std::make_unique<wheels_project>(on_event, user);
        wanted.surroundings.sinks = {&made->sink};
        made->project.emplace(std::move(wanted.surroundings), std::move(wanted.project));
        *project = made.release();
    });
}

void wheels_project_free(wheels_project* project) {
    delete project;
}

void wheels_project_cancel(wheels_project* project) {
    if (project != nullptr && project->project) project->project->stop();
}

wheels_error* wheels_project_config(wheels_project* project, char** json) {
    if (json != nullptr) *json = nullptr;
    return guarded([&] {
        if (json == nullptr) refuse("there is no place for the configuration: it is NULL");
        *json = copy_of(wheels::config_json(of(project).config()));
    });
}

wheels_error* wheels_plan(wheels_project* project, const char* request, char** json) {
    if (json != nullptr) *json = nullptr;
    return guarded([&] {
        if (json == nullptr) refuse("there is no place for the plan: it is NULL");
        *json = copy_of(wheels::to_json(of(project).plan(wheels::c_api::request_of(request))));
    });
}

wheels_error* wheels_start(
    wheels_project* project, const char* request, wheels_event_fn on_event, void* user, wheels_run** run) {
    if (run != nullptr) *run = nullptr;
    return guarded([&] {
        if (run == nullptr) refuse("there is no place for the run: it is NULL");
        auto wanted = wheels::c_api::request_of(request);
        auto sink = std::make_unique<JsonSink>(on_event, user);
        if (on_event != nullptr) wanted.sink = sink.get();
        auto under_way = of(project).start(std::move(wanted));
        *run = new wheels_run{{std::move(sink), std::move(under_way)}, project->orphans};
    });
}

int wheels_run_wait(wheels_run* run, int64_t milliseconds) {
    if (run == nullptr) return 1;
    try {
        // As long as a clock can tell: longer would be over at once.
        constexpr std::chrono::hours longest{24 * 365};
        const std::chrono::milliseconds time(milliseconds);
        return run->under_way.run.wait_for(milliseconds < 0 || time > longest ? longest : time) ? 1 : 0;
    } catch (const std::exception&) {
        return 1;  // its result was taken
    }
}

wheels_error* wheels_run_finish(wheels_run* run, char** report) {
    if (report != nullptr) *report = nullptr;
    return guarded([&] {
        if (run == nullptr) refuse("there is no run: it is NULL");
        try {
            const auto made = run->under_way.run.get();
            if (report != nullptr) *report = copy_of(wheels::to_json(made));
        } catch (const wheels::RunError& error) {
            if (report != nullptr) *report = copy_of(wheels::to_json(error.report()));
            throw;
        }
    });
}

void wheels_run_cancel(wheels_run* run) {
    if (run != nullptr) run->under_way.run.stop();
}

void wheels_run_free(wheels_run* run) {
    if (run == nullptr) return;
    run->orphans->adopt(std::move(run->under_way));
    delete run;
}

wheels_error* wheels_exec(wheels_project* project, const char* command, const char* filter, char** json) {
    if (json != nullptr) *json = nullptr;
    return guarded([&] {
        if (command == nullptr || json == nullptr)
            refuse("there is no command, or no place for what it answers: NULL");
        auto wanted = wheels::c_api::request_of(filter, false).filter;
        *json = copy_of(json_of(of(project).exec(command, std::move(wanted))));
    });
}

int wheels_error_code(const wheels_error* error) {
    return error == nullptr ? 0 : error->code;
}

const char* wheels_error_message(const wheels_error* error) {
    return error == nullptr ? "" : error->message.c_str();
}

const char* wheels_error_hint(const wheels_error* error) {
    return error == nullptr ? "" : error->hint.c_str();
}

const char* wheels_error_json(const wheels_error* error) {
    return error == nullptr ? "null" : error->json.c_str();
}

void wheels_error_free(wheels_error* error) {
    if (error != &out_of_memory) delete error;
}

void wheels_string_free(char* text) {
    std::free(text);
}

}  // extern "C"
