// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/conformance.hpp"
#include "models/conformance/policy_subject.hpp"
#include "models/conformance/vmcs_subject.hpp"

namespace redoubt::conformance {

std::vector<Outcome> run_all(std::uint64_t steps, std::uint64_t seed, Progress const& progress) {
    PolicySubject policy;
    VmcsSubject vmcs;
    std::vector<Outcome> outcomes;
    for (Subject* const subject : {static_cast<Subject*>(&policy), static_cast<Subject*>(&vmcs)}) {
        progress(subject->name() + " against " + subject->model().id());
        outcomes.push_back(run(*subject, steps, seed));
    }
    return outcomes;
}

} // namespace redoubt::conformance
