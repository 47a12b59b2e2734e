// SPDX-License-Identifier: Apache-2.0
#include "tools/faults/judge.hpp"

#include "tools/faults/image_builder.hpp"
#include "tools/faults/on_machine.hpp"
#include "tools/support/places.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <stdexcept>

namespace redoubt::faults {
namespace {

std::string source_of(std::string const& file) {
    return support::read_file(support::source_root() / file);
}

// Only the function with the fault is proven, its callees by their contracts.
class ProofSide {
public:
    ProofSide(Places const& places, mutants::Prove const& prove, std::chrono::seconds limit)
        : places_(places), prove_(prove), limit_(limit) {}

    Finding ask(Fault const& fault) {
        auto const& workshop = workshop_of(fault.file);
        auto const key = std::pair{fault.file, fault.function};
        if (!baselines_.contains(key))
            baselines_[key] = mutants::judge_unmutated(workshop, fault.file, fault.function, prove_, limit_);
        auto const& baseline = baselines_.at(key);
        if (!baseline.proven)
            return {Answer::None, fmt::format("without the fault, it is not proven: {}", baseline.why)};
        workshop.put(fault.file, with_fault(source_of(fault.file), fault));
        auto const lowered = workshop.lower(fault.file);
        if (!lowered.accepted) return {Answer::None, lowered.refusal};
        auto const result = prove_({.c = lowered.c,
                                    .function = lowered.c_name(fault.function),
                                    .directory = workshop.directory() / "proof",
                                    .limit = baseline.limit,
                                    .final = true});
        workshop.restore(fault.file);
        switch (result.answer) {
        case mutants::Answer::Proven: return {Answer::Unnoticed};
        case mutants::Answer::Failed: return {Answer::Noticed, result.why};
        case mutants::Answer::Refused:
        case mutants::Answer::Broken: break;
        }
        return {Answer::None, result.why};
    }

private:
    mutants::Workshop const& workshop_of(std::string const& file) {
        auto const module = support::module_of(file);
        if (!module) throw std::runtime_error(fmt::format("{} is in no module", file));
        auto const [place, made] = workshops_.try_emplace(module->name, nullptr);
        if (made) {
            auto const& kept = modules_.emplace_back(*module); // a workshop refers to its own
            place->second =
                std::make_unique<mutants::Workshop>(kept, places_.tools, places_.directory / "proof" / module->name);
        }
        return *place->second;
    }

    Places const& places_;
    mutants::Prove const& prove_;
    std::chrono::seconds limit_;
    std::deque<support::Module> modules_;
    std::map<std::string, std::unique_ptr<mutants::Workshop>> workshops_;
    std::map<std::pair<std::string, std::string>, mutants::Baseline> baselines_;
};

class MachineSide {
public:
    explicit MachineSide(Places const& places) : builder_(places.link, places.directory / "image") {}

    // What it says of an image without a fault must be nothing, or it says nothing of one with a fault. `file`: any of it.
    void check(std::string const& file) const {
        if (auto const seen = seen_on_machine(builder_.build(file, source_of(file))))
            throw std::runtime_error(fmt::format("the image without a fault is not good on the machine: {}", *seen));
    }

    // Nothing of what is proven, but not in the image yet.
    [[nodiscard]] Finding ask(Fault const& fault) const {
        if (!fault.machine && !builder_.has(fault.file)) return {};
        auto const seen = seen_on_machine(builder_.build(fault.file, with_fault(source_of(fault.file), fault)));
        return seen ? Finding{Answer::Noticed, *seen} : Finding{Answer::Unnoticed};
    }

private:
    ImageBuilder builder_;
};

void complain(std::vector<std::string>& complaints, std::string const& who, bool must, Finding const& finding) {
    if (finding.answer == Answer::None) complaints.push_back(fmt::format("{}: no answer: {}", who, finding.text));
    if (finding.answer == Answer::Unnoticed && must) complaints.push_back(fmt::format("{} does not notice it", who));
    if (finding.answer == Answer::Noticed && !must)
        complaints.push_back(fmt::format("{} notices it, and the list does not say so", who));
}

template <typename Ask>
Finding answer_of(Ask const& ask) {
    try {
        return ask();
    } catch (std::exception const& problem) {
        return {Answer::None, problem.what()};
    }
}

} // namespace

std::vector<std::string> Verdict::complaints() const {
    std::vector<std::string> complaints;
    complain(complaints, "the proof", fault.proof, proof);
    complain(complaints, "the machine", fault.machine, machine);
    return complaints;
}

std::vector<Verdict> judge(std::vector<Fault> const& faults, Places const& places, mutants::Prove const& prove,
                           Options const& options, Progress const& progress) {
    std::vector<Verdict> verdicts;
    MachineSide const machine(places);
    ProofSide proof(places, prove, options.limit);
    if (options.machine && !faults.empty()) machine.check(faults.front().file);
    for (auto const& fault : faults) {
        Verdict verdict{.fault = fault};
        if (options.machine) verdict.machine = answer_of([&] { return machine.ask(fault); });
        if (options.proof && !fault.assembly()) verdict.proof = answer_of([&] { return proof.ask(fault); });
        verdicts.push_back(std::move(verdict));
        progress(fmt::format("[{}/{}] {}", verdicts.size(), faults.size(), fault.what));
    }
    return verdicts;
}

} // namespace redoubt::faults
