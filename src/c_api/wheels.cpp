#include "wheels.h"

#include <unistd.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/do_apart.hpp"
#include "c_api/errors.hpp"
#include "c_api/handles.hpp"
#include "c_api/requests.hpp"
#include "wheels/documentation.hpp"
#include "wheels/version.hpp"

namespace {

using wheels::c_api::guarded;
using wheels::c_api::refuse;
using wheels::c_api::UnderWay;

char* copy_of(const std::string& text) {
    auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
    if (copy == nullptr) throw std::bad_alloc();
    std::memcpy(copy, text.c_str(), text.size() + 1);
    return copy;
}

wheels::blocking::Project& of(wheels_project* project) {
    if (project == nullptr) refuse("there is no project: it is NULL");
    if (!project->loaded) refuse("the project is not loaded yet: wheels_load_finish comes first");
    return *project->project;
}

void close(wheels_project& project) {
    if (project.loaded) {
        project.project->close();
    } else if (project.loading) {
        project.loading->close();
    }
}

/// Begins something on the project. `begin` gives what is under way then, and is told where that is kept.
template <typename Begin>
wheels_error* begin(wheels_project* project,
                    wheels_event_fn on_event,
                    void* user,
                    wheels_run** run,
                    Begin begin_it) noexcept {
    if (run != nullptr) *run = nullptr;
    return guarded([&] {
        if (run == nullptr) refuse("there is no place for the run: it is NULL");
        auto& on = of(project);
        // Nothing may be missing once it has begun.
        auto made = std::make_unique<wheels_run>(*project, on_event, user);
        made->under_way().what = begin_it(on, made->under_way());
        *run = made.release();
    });
}

std::string json_of(const wheels::Report& report) {
    return wheels::to_json(report);
}

std::string json_of(const wheels::Plan& plan) {
    return wheels::to_json(plan);
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

std::string json_of(bool there_was_a_hook) {
    return there_was_a_hook ? R"({"ran":true})" : R"({"ran":false})";
}

/// Waits for it, and gives what came of it.
std::string result_of(wheels::c_api::Call& call) {
    return std::visit(
        [](auto& each) -> std::string {
            if constexpr (std::is_same_v<decltype(each), std::monostate&>) {
                return {};
            } else {
                return json_of(each.get());
            }
        },
        call);
}

}  // namespace

static_assert(std::string_view(WHEELS_VERSION) == wheels::version);

extern "C" {

int wheels_abi_version(void) {
    return WHEELS_ABI_VERSION;
}

const char* wheels_version(void) {
    return wheels::version_of_library();
}

wheels_error* wheels_load_start(const char* options,
                                wheels_event_fn on_event,
                                void* user,
                                wheels_project** project) {
    if (project != nullptr) *project = nullptr;
    return guarded([&] {
        if (project == nullptr) refuse("there is no place for the project: it is NULL");
        auto wanted = wheels::c_api::load_options_of(options);
        auto made = std::make_unique<wheels_project>(on_event, user);
        wanted.surroundings.sinks = {&made->sink};
        made->loading.emplace(wheels::blocking::Project::start_load(
            std::move(wanted.surroundings), std::move(wanted.project), wanted.deadline));
        *project = made.release();
    });
}

wheels_error* wheels_load_finish(wheels_project* project) {
    return guarded([&] {
        if (project == nullptr) refuse("there is no project: it is NULL");
        project->project.emplace(project->loading->get());
        project->loaded = true;
    });
}

wheels_error* wheels_load(const char* options,
                          wheels_event_fn on_event,
                          void* user,
                          wheels_project** project) {
    auto* error = wheels_load_start(options, on_event, user, project);
    if (error != nullptr) return error;
    error = wheels_load_finish(*project);
    if (error == nullptr) return nullptr;
    wheels_project_free(*project);
    *project = nullptr;
    return error;
}

wheels_error* wheels_project_close(wheels_project* project) {
    return guarded([&] {
        if (project == nullptr) refuse("there is no project: it is NULL");
        close(*project);
    });
}

void wheels_project_free(wheels_project* project) {
    // In a forked process what is in it belongs to a thread that is not there.
    if (project == nullptr || project->process != ::getpid()) return;
    try {
        close(*project);
        delete project;
        return;
    } catch (const wheels::Error&) {
        // From on_event: it would wait for itself.
    }
    try {
        wheels::do_apart([project] { wheels_project_free(project); });
    } catch (const std::exception&) {
        wheels_project_cancel(project);  // no thread for it: it stays
    }
}

void wheels_project_cancel(wheels_project* project) {
    if (project == nullptr) return;
    if (project->loaded) {
        project->project->stop();
    } else if (project->loading) {
        project->loading->stop();
    }
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

wheels_error* wheels_plan_start(wheels_project* project, const char* request, wheels_run** run) {
    return begin(project, nullptr, nullptr, run, [&](wheels::blocking::Project& on, UnderWay&) {
        return on.start_plan(wheels::c_api::request_of(request));
    });
}

wheels_error* wheels_start(
    wheels_project* project, const char* request, wheels_event_fn on_event, void* user, wheels_run** run) {
    return begin(project, on_event, user, run, [&](wheels::blocking::Project& on, UnderWay& it) {
        auto wanted = wheels::c_api::request_of(request);
        if (on_event != nullptr) wanted.sink = &it.sink;
        const auto& heard_by = on_event != nullptr ? it.sink : project->sink;
        it.console.emplace([&heard_by](const std::string& json) { heard_by.tell(json); });
        wanted.console = &*it.console;
        return on.start(std::move(wanted));
    });
}

int wheels_run_wait(wheels_run* run, int64_t milliseconds) {
    if (run == nullptr) return 1;
    // As long as a clock can tell: longer would be over at once.
    constexpr std::chrono::hours longest{24 * 365};
    const std::chrono::milliseconds time(milliseconds);
    return run->under_way().call()->wait_for(milliseconds < 0 || time > longest ? longest : time) ? 1 : 0;
}

wheels_error* wheels_run_finish(wheels_run* run, char** result) {
    if (result != nullptr) *result = nullptr;
    return guarded([&] {
        if (run == nullptr) refuse("there is no run: it is NULL");
        try {
            const auto made = result_of(run->under_way().what);
            if (result != nullptr) *result = copy_of(made);
        } catch (const wheels::RunError& error) {
            if (result != nullptr) *result = copy_of(wheels::to_json(error.report()));
            throw;
        }
    });
}

void wheels_run_cancel(wheels_run* run) {
    if (run != nullptr) run->under_way().call()->stop();
}

void wheels_run_free(wheels_run* run) {
    if (run == nullptr || run->process != ::getpid()) return;
    run->orphans->adopt(run->held);
    delete run;
}

wheels_error* wheels_exec_start(wheels_project* project,
                                const char* command,
                                const char* filter,
                                wheels_run** run) {
    return begin(project, nullptr, nullptr, run, [&](wheels::blocking::Project& on, UnderWay&) {
        if (command == nullptr) refuse("there is no command: it is NULL");
        auto wanted = wheels::c_api::request_of(filter, false);
        return on.start_exec(command, std::move(wanted.filter), wanted.deadline);
    });
}

wheels_error* wheels_exec(wheels_project* project, const char* command, const char* filter, char** json) {
    if (json != nullptr) *json = nullptr;
    return guarded([&] {
        if (command == nullptr || json == nullptr)
            refuse("there is no command, or no place for what it answers: NULL");
        auto wanted = wheels::c_api::request_of(filter, false);
        *json = copy_of(json_of(of(project).exec(command, std::move(wanted.filter), wanted.deadline)));
    });
}

wheels_error* wheels_hook_start(
    wheels_project* project, const char* name, const char* command, const char* filter, wheels_run** run) {
    return begin(project, nullptr, nullptr, run, [&](wheels::blocking::Project& on, UnderWay&) {
        if (name == nullptr) refuse("there is no name of a hook: it is NULL");
        auto wanted = wheels::c_api::request_of(filter, false);
        return on.start_hook(name, std::move(wanted.filter), command == nullptr ? "deploy" : command,
                             wanted.deadline);
    });
}

void wheels_string_free(char* text) {
    std::free(text);
}

}  // extern "C"
