#include <utility>

#include "plan/phases/finish.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::plan {
namespace {

std::string name_of(verb::Prune::What what) {
    switch (what) {
        case verb::Prune::What::all: return "all";
        case verb::Prune::What::containers: return "containers";
        case verb::Prune::What::images: return "images";
    }
    return {};
}

Phase phase_of(const verb::Prune& prune) {
    switch (prune.what) {
        case verb::Prune::What::all: return prune_all(prune.retain);
        case verb::Prune::What::containers: return prune_containers(prune.retain);
        case verb::Prune::What::images: return prune_images();
    }
    return {};
}

}  // namespace

Plan plan_for(const verb::Prune& prune, const RunState&) {
    if (prune.retain && *prune.retain < 1)
        throw Error(ErrorKind::usage, "--retain must be at least 1: the serving container is kept anyway");
    PlanBuilder builder("prune", name_of(prune.what));
    builder.under_lock({phase_of(prune)});
    return std::move(builder.plan);
}

}  // namespace wheels::plan
