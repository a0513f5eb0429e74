#pragma once

#include <unistd.h>

#include <atomic>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "c_api/json_console.hpp"
#include "wheels.h"
#include "wheels/blocking.hpp"
#include "wheels/json.hpp"

/// What the handles of wheels.h hold.
namespace wheels::c_api {

/// Hands events over as JSON.
class JsonSink final : public Sink {
public:
    JsonSink(wheels_event_fn heard_by, void* user) : heard_by_(heard_by), user_(user) {}

    void on_event(const Event& event) noexcept override {
        if (heard_by_ == nullptr) return;
        try {
            tell(to_json(event));
        } catch (const std::exception&) {
            // No memory for it: events are for looking on, and the run goes on.
        }
    }

    void tell(const std::string& json) const {
        if (heard_by_ != nullptr) heard_by_(user_, json.c_str(), json.size());
    }

private:
    wheels_event_fn heard_by_;
    void* user_;
};

/// What is under way, one of them.
using Call = std::variant<std::monostate,
                          blocking::Run,
                          blocking::Pending<Plan>,
                          blocking::Pending<std::vector<HostResult>>,
                          blocking::Pending<bool>>;

/// It, and who hears it.
struct UnderWay {
    UnderWay(wheels_event_fn heard_by, void* user) : sink(heard_by, user) {}

    blocking::UnderWay* call() {
        return std::visit(
            [](auto& each) -> blocking::UnderWay* {
                if constexpr (std::is_same_v<decltype(each), std::monostate&>) {
                    return nullptr;
                } else {
                    return &each;
                }
            },
            what);
    }

    JsonSink sink;
    std::optional<JsonConsole> console;
    Call what;
};

/// One of them, which needs no memory to be given to somebody else.
using HeldRun = std::list<UnderWay>;

/// Runs that nobody holds any more, but that go on.
class Orphans {
public:
    void adopt(HeldRun& run) noexcept {
        const std::lock_guard lock(mutex_);
        runs_.remove_if([](UnderWay& each) { return each.call()->ended(); });
        if (!run.front().call()->ended()) runs_.splice(runs_.end(), run);
    }

private:
    std::mutex mutex_;
    HeldRun runs_;
};

}  // namespace wheels::c_api

struct wheels_project {
    wheels_project(wheels_event_fn on_event, void* user) : sink(on_event, user) {}

    // The last one goes first, and waits for what is under way.
    wheels::c_api::JsonSink sink;
    const pid_t process = ::getpid();
    std::shared_ptr<wheels::c_api::Orphans> orphans = std::make_shared<wheels::c_api::Orphans>();
    // Stays when it has ended: a handler may be about to stop it.
    std::optional<wheels::blocking::Loading> loading;
    std::optional<wheels::blocking::Project> project;
    std::atomic<bool> loaded = false;
};

struct wheels_run {
    wheels_run(const wheels_project& project, wheels_event_fn on_event, void* user)
        : orphans(project.orphans), process(project.process) {
        held.emplace_back(on_event, user);
    }

    wheels::c_api::UnderWay& under_way() { return held.front(); }

    std::shared_ptr<wheels::c_api::Orphans> orphans;
    const pid_t process;
    wheels::c_api::HeldRun held;
};
