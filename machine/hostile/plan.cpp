// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/plan.hpp"

#include "machine/hostile/exits.hpp"
#include "spec/abi/api.h"

#include <algorithm>
#include <fmt/format.h>

namespace redoubt::hostile {
namespace {

using machine::PlatformLayout;
using machine::Style;
using stm::abi::Function;

constexpr std::array<std::string_view, kKinds> names{
    "call", "race", "calls together", "SMI", "access", "VMX instruction", "guest", "start and stop"};

constexpr uint64_t budget = 300'000;      // code that was jumped to may run for ever
constexpr uint64_t for_start = 4'000'000; // of all processors

class Planner {
public:
    Planner(PlatformLayout const& layout, Style style, std::vector<bool> const& monitored, Random& random)
        : layout_(layout), style_(style), monitored_(monitored), random_(random) {}

    [[nodiscard]] Plan plan() {
        Plan made{.kind = kind()};
        work(made);
        handlers(made);
        schedule(made);
        return made;
    }

private:
    [[nodiscard]] unsigned any_processor() { return static_cast<unsigned>(random_.below(layout_.processors)); }

    // A processor without the monitor gets it back soon.
    [[nodiscard]] Kind kind() {
        bool const one_is_off = std::ranges::count(monitored_, false) != 0;
        if (one_is_off && random_.chance(50)) return Kind::Lifecycle;
        auto const choice = random_.below(100);
        if (choice < 30) return Kind::Call;
        if (choice < 36) return Kind::Race;
        if (choice < 42) return Kind::CallsTogether;
        if (choice < 67) return Kind::Smi;
        if (choice < 79) return Kind::Access;
        if (choice < 86) return Kind::VmxInstruction;
        return choice < 98 ? Kind::Guest : Kind::Lifecycle;
    }

    void work(Plan& plan) {
        auto const number = any_processor();
        switch (plan.kind) {
        case Kind::Call: plan.os.emplace(number, call(number)); return;
        case Kind::Race: return race(plan, number);
        case Kind::CallsTogether:
            for (unsigned each = 0; each < layout_.processors; ++each)
                plan.os.emplace(each, call(each));
            return;
        case Kind::Smi: plan.os.emplace(number, smi_work(monitored_.at(number), layout_, random_)); return;
        case Kind::Access: plan.os.emplace(number, access_work(monitored_.at(number), layout_, random_)); return;
        case Kind::VmxInstruction: plan.os.emplace(number, vmx_work(number, layout_, random_)); return;
        case Kind::Guest: plan.os.emplace(number, guest_work(layout_, random_)); return;
        case Kind::Lifecycle: return lifecycle(plan, number);
        }
    }

    [[nodiscard]] OsWork call(unsigned number) { return call_work(monitored_.at(number), layout_, random_); }

    void race(Plan& plan, unsigned number) {
        auto its_call = call(number);
        auto const page = its_call.program.page.value_or(os::kParameters.of(0));
        plan.os.emplace(number, std::move(its_call));
        if (layout_.processors > 1) plan.os.emplace((number + 1) % layout_.processors, racing_work(page, random_));
    }

    // Mostly what the interface wants now; sometimes on all processors at once.
    void lifecycle(Plan& plan, unsigned number) {
        bool const all = random_.chance(20);
        bool const any_is_on = std::ranges::count(monitored_, true) != 0;
        for (unsigned each = 0; each < layout_.processors; ++each) {
            if (!all && each != number) continue;
            auto function = !any_is_on && each == number ? Function::InitializeProtection : Function::Start;
            if (monitored_.at(each)) function = random_.chance(60) ? Function::Stop : Function::Start;
            if (random_.chance(10)) function = Function::InitializeProtection;
            auto const mode = monitored_.at(each) ? random_.of(kPagedModes) : random_.of(kActivatingModes);
            plan.os.emplace(each, lifecycle_work(function, random_.chance(10) ? random_.number() : 0, mode));
            if (!monitored_.at(each)) plan.activate.push_back(each);
        }
    }

    void handlers(Plan& plan) {
        auto const mode = style_ == Style::Edk2 ? machine::CodeMode::Bits64 : machine::CodeMode::Bits32;
        auto const hostile = any_processor();
        bool const attacks = random_.chance(plan.kind == Kind::Smi ? 75 : 25);
        for (unsigned number = 0; number < layout_.processors; ++number) {
            std::vector<HandlerAttack> its;
            if (attacks && (number == hostile || random_.chance(10))) its = any_handler_attacks(random_);
            plan.attacks.insert(plan.attacks.end(), its.begin(), its.end());
            plan.handlers.emplace(number, handler_program(mode, its, layout_, random_));
        }
    }

    void schedule(Plan& plan) {
        auto& schedule = plan.schedule;
        schedule.budget = std::ranges::count(monitored_, false) != 0 ? for_start : budget; // any call may be a start
        schedule.for_monitor = Exits::kMostInstructions;
        for (auto const& [number, work] : plan.os)
            schedule.begin.push_back(number);
        schedule.longest_slice = plan.kind == Kind::Race ? 3 : random_.chance(20) ? 40 : 2000;
        uint64_t const turns = plan.kind == Kind::Race ? 600 : 12;
        bool const smi = random_.chance(plan.kind == Kind::Smi || plan.kind == Kind::Guest ? 70 : 20);
        for (unsigned number = 0; number < layout_.processors; ++number) {
            if (smi && random_.chance(40))
                schedule.signals.push_back({Signal::Kind::Smi, number, random_.below(turns)});
            if (random_.chance(3)) schedule.signals.push_back({Signal::Kind::Nmi, number, random_.below(turns)});
            if (number != 0 && random_.chance(1)) // the first one would begin anew with its firmware
                schedule.signals.push_back({Signal::Kind::Init, number, random_.below(turns)});
        }
    }

    PlatformLayout const& layout_;
    Style style_;
    std::vector<bool> const& monitored_;
    Random& random_;
};

} // namespace

std::string_view name_of(Kind kind) {
    return names.at(static_cast<std::size_t>(kind));
}

bool Plan::may_stop() const {
    return std::ranges::any_of(handlers, [](auto const& each) { return each.second.may_stop; });
}

bool Plan::may_hang() const {
    return std::ranges::any_of(handlers, [](auto const& each) { return each.second.may_hang; });
}

bool Plan::resets() const {
    return std::ranges::any_of(handlers, [](auto const& each) { return each.second.resets; }) ||
           std::ranges::any_of(os, [](auto const& each) { return each.second.program.resets; });
}

std::string text_of(Plan const& plan) {
    std::string text(name_of(plan.kind));
    for (auto const& [number, work] : plan.os)
        text += fmt::format(" | OS {}: {}", number, work.program.text);
    for (auto const& [number, program] : plan.handlers)
        if (!program.text.empty()) text += fmt::format(" | handler {}: {}", number, program.text);
    for (auto const& signal : plan.schedule.signals) {
        constexpr std::array<std::string_view, 3> kinds{"SMI", "NMI", "INIT"};
        text += fmt::format(" | {} to {} at turn {}", kinds.at(static_cast<std::size_t>(signal.kind)), signal.processor,
                            signal.turn);
    }
    return text;
}

Plan make_plan(PlatformLayout const& layout, Style style, std::vector<bool> const& monitored, Random& random) {
    return Planner(layout, style, monitored, random).plan();
}

} // namespace redoubt::hostile
