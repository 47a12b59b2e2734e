// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/engine.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace redoubt::hostile {
namespace {

using machine::Machine;
using machine::MachineEnd;
using stm::abi::ActivityState;

class Run {
public:
    Run(Machine& machine, Schedule const& schedule, Random& random)
        : machine_(machine), schedule_(schedule), random_(random), moves_(machine.processors(), false),
          signals_(schedule.signals) {
        for (auto const number : schedule.begin)
            moves_.at(number) = true;
    }

    [[nodiscard]] Outcome until_quiet() {
        for (uint64_t turn = 0;; ++turn) {
            signal(turn);
            auto const number = next();
            if (!number) break;
            auto const before = machine_.now();
            auto& spent = in_monitor(*number) ? in_monitor_ : elsewhere_;
            if (auto const ended = step(*number))
                return {.kind = Outcome::Kind::Ended, .processor = *number, .end = *ended};
            spent += machine_.now() - before;
            if (fruitless_ > kMostFruitless || elsewhere_ >= schedule_.budget ||
                in_monitor_ >= schedule_.for_monitor * machine_.processors())
                return {.kind = Outcome::Kind::Stuck, .processor = *number};
        }
        for (unsigned number = 0; number < machine_.processors(); ++number)
            if (machine_.processor(number).state().in_smm) return {.kind = Outcome::Kind::Stuck, .processor = number};
        return {.kind = Outcome::Kind::Quiet};
    }

private:
    // Signals that are left when all wait come then.
    void signal(uint64_t turn) {
        bool const waits = std::ranges::none_of(moves_, std::identity{});
        std::erase_if(signals_, [&](Signal const& each) {
            if (each.turn > turn && !waits) return false;
            deliver(each);
            moves_.at(each.processor) = true;
            return true;
        });
    }

    [[nodiscard]] bool in_monitor(unsigned number) const {
        return machine_.context(number) == machine::Context::Monitor;
    }

    void deliver(Signal const& signal) {
        auto& processor = machine_.processor(signal.processor);
        switch (signal.kind) {
        case Signal::Kind::Smi: return processor.request_smi();
        case Signal::Kind::Nmi: return processor.request_nmi();
        case Signal::Kind::Init: return processor.request_init();
        }
    }

    // Nothing: none has anything to do. An SMI that one has raised for all wakes those that waited.
    [[nodiscard]] std::optional<unsigned> next() {
        for (unsigned number = 0; number < moves_.size(); ++number)
            if (machine_.processor(number).smi_pending() && !blocked_.contains(number)) moves_[number] = true;
        auto const count = static_cast<uint64_t>(std::ranges::count(moves_, true));
        if (count == 0) return std::nullopt;
        auto chosen = random_.below(count);
        for (unsigned number = 0;; ++number)
            if (moves_[number] && chosen-- == 0) return number;
    }

    [[nodiscard]] std::optional<MachineEnd> step(unsigned number) {
        auto& processor = machine_.processor(number);
        auto const before = processor.retired();
        auto const rip = processor.state().rip;
        bool const in_smm = processor.state().in_smm;
        auto const end = machine_.step(number, 1 + random_.below(schedule_.longest_slice));
        if (end != MachineEnd::Budget) return end;
        auto const& state = processor.state();
        bool const moved = processor.retired() != before || state.rip != rip || state.in_smm != in_smm;
        fruitless_ = processor.retired() != before ? 0 : fruitless_ + 1;
        moves_[number] = moved || state.activity == ActivityState::Active;
        if (moved)
            blocked_.erase(number);
        else if (processor.smi_pending())
            blocked_.insert(number); // it waits, and does not take it
        return std::nullopt;
    }

    // Turns one after the other in which no instruction has retired: an exception at each fetch of its handler, say.
    static constexpr unsigned kMostFruitless = 200;

    Machine& machine_;
    Schedule const& schedule_;
    Random& random_;
    std::vector<bool> moves_;
    unsigned fruitless_ = 0;
    uint64_t in_monitor_ = 0; // instructions
    uint64_t elsewhere_ = 0;
    std::set<unsigned> blocked_ = {};
    std::vector<Signal> signals_;
};

} // namespace

Outcome run(Machine& machine, Schedule const& schedule, Random& random) {
    return Run(machine, schedule, random).until_quiet();
}

} // namespace redoubt::hostile
