// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/vmcs_subject.hpp"

#include <algorithm>
#include <cstring>

// What the subject stands for, and its abstraction function; the actions are in vmcs_actions.cpp.
namespace redoubt::conformance {
namespace {

using models::VmcsSwitching;
using tsl::Value;

Value role(VmcsSwitching::Role which) {
    return static_cast<Value>(which);
}

} // namespace

VmcsSubject::VmcsSubject(std::string name, MakeCalls make) : name_(std::move(name)), make_(std::move(make)) {}

tsl::Sizes VmcsSubject::sizes() const {
    return {tsl::size<VmcsSwitching::Cpu>(cpus), tsl::size<VmcsSwitching::Vmcs>(regions),
            tsl::size<VmcsSwitching::Field>(fields), tsl::size<VmcsSwitching::Register>(groups),
            tsl::size<VmcsSwitching::Word>(words)};
}

Share VmcsSubject::share() const {
    return {.symbols = {"current", "active", "launched", "field", "registers", "mode", "failed", "running"},
            .actions = {{.action = "assign", .guards = {"off", "active nowhere else"}},
                        {.action = "create", .guards = {"assigned"}},
                        {.action = "stop", .guards = {"its turn"}},
                        {.action = "enter", .guards = {"whose turn it is"}},
                        {.action = "exit", .guards = {"in a guest", "current"}},
                        {.action = "note_exit", .guards = {"in the monitor", "whose turn it was"}},
                        {.action = "guest_runs", .guards = {"in a guest", "current"}},
                        {.action = "guest_computes", .guards = {"in a guest"}},
                        {.action = "answer", .guards = {"current"}},
                        {.action = "answer_by_register", .guards = {"its turn"}},
                        {.action = "set_up_handler", .guards = {"its turn", "current"}},
                        {.action = "interrupt", .guards = {"its turn"}},
                        {.action = "resume", .guards = {"its turn"}}},
            .absent = {"make_module", "run_module", "end_module"},
            .rare = {{"assign", 4}, {"stop", 4}, {"guest_runs", 3}, {"guest_computes", 3}, {"answer_by_register", 3}}};
}

tsl::State VmcsSubject::reset(tsl::Interpreter const& interpreter, Random& random) {
    auto const zero = random.below(words);
    std::vector<bool> were_launched(regions);
    for (std::size_t i = 0; i < regions; ++i)
        were_launched[i] = random.one_in(2);
    hardware_ = std::make_unique<Processors>(cpus, were_launched, random.next());
    for (auto& cpu : cpus_)
        cpu = {.calls = make_()};
    failed_ = false;

    fields_ = Processors::guest_fields();
    while (fields_.size() > fields)
        fields_.erase(fields_.begin() + static_cast<std::ptrdiff_t>(random.below(fields_.size())));
    auto const any_values = [&](auto& all) {
        constexpr auto canonical = ~std::uint64_t{0} >> 17U; // an address, for an entry to accept
        for (auto& values : all)
            for (std::size_t word = 0; word < words; ++word)
                values[word] = word == zero ? 0 : (random.next() & canonical) | 1;
    };
    any_values(field_values_);
    any_values(register_values_);
    for (std::size_t i = 0; i < general; ++i)
        group_of_[i] = i < groups ? i : random.below(groups);

    tsl::State rigid(interpreter.cells(), 0);
    auto const set = [&](tsl::Symbol const& symbol, std::size_t cell, bool value) {
        rigid[interpreter.offset(symbol) + cell] = value ? 1 : 0;
    };
    rigid[interpreter.offset(model_.zero.symbol())] = static_cast<Value>(zero);
    for (std::size_t i = 0; i < regions; ++i)
        set(model_.was_launched.symbol(), i, were_launched[i]);
    for (std::size_t i = 0; i < fields; ++i)
        set(model_.answers_in.symbol(), i, random.one_in(2));
    for (std::size_t i = 0; i < groups; ++i)
        set(model_.answers_by.symbol(), i, random.one_in(2));
    return rigid;
}

// A register of the model is a group of real ones, which have the same word or else none.
Value VmcsSubject::register_word(std::size_t cpu, std::size_t group) const {
    std::array<std::uint64_t, general> values = {};
    std::memcpy(values.data(), &cpus_[cpu].registers, sizeof values);
    for (std::size_t word = 0; word < words; ++word) {
        auto all = true;
        for (std::size_t i = 0; i < general; ++i)
            all = all && (group_of_[i] != group || values[i] == register_values_[i][word]);
        if (all) return static_cast<Value>(word);
    }
    return kTorn;
}

void VmcsSubject::set_registers(std::size_t cpu, std::size_t group, std::size_t word) {
    std::array<std::uint64_t, general> values = {};
    std::memcpy(values.data(), &cpus_[cpu].registers, sizeof values);
    for (std::size_t i = 0; i < general; ++i)
        if (group_of_[i] == group) values[i] = register_values_[i][word];
    std::memcpy(&cpus_[cpu].registers, values.data(), sizeof values);
}

// While the guest of the VMCS runs, the processor has its fields.
Value VmcsSubject::field_word(std::size_t region, std::size_t field, std::uint64_t value) const {
    for (std::size_t cpu = 0; cpu < cpus; ++cpu)
        if (hardware_->mode(cpu) == Mode::Guest && is_current(cpu, region))
            value = hardware_->guest_field(cpu, fields_[field]);
    auto const found = std::ranges::find(field_values_[field], value);
    return found == field_values_[field].end() ? kTorn : found - field_values_[field].begin();
}

Value VmcsSubject::running(std::size_t cpu) const {
    if (!cpus_[cpu].created) return role(VmcsSwitching::Role::None);
    return role(cpus_[cpu].calls->os_runs() ? VmcsSwitching::Role::Os : VmcsSwitching::Role::Handler);
}

void VmcsSubject::abstract_region(tsl::Interpreter const& interpreter, std::size_t region, tsl::State& state) const {
    auto const data = hardware_->data(region, fields_);
    state[interpreter.offset(model_.launched.symbol()) + region] = data.launched ? 1 : 0;
    for (std::size_t i = 0; i < fields; ++i)
        state[interpreter.offset(model_.field.symbol()) + region * fields + i] = field_word(region, i, data.fields[i]);
    auto const active = hardware_->active_on(region);
    for (std::size_t cpu = 0; cpu < cpus; ++cpu) {
        state[interpreter.offset(model_.active.symbol()) + region * cpus + cpu] = active == cpu ? 1 : 0;
        state[interpreter.offset(model_.current.symbol()) + cpu * regions + region] = is_current(cpu, region) ? 1 : 0;
    }
}

void VmcsSubject::abstract(tsl::Interpreter const& interpreter, tsl::State& state) const {
    for (std::size_t region = 0; region < regions; ++region)
        abstract_region(interpreter, region, state);
    for (std::size_t cpu = 0; cpu < cpus; ++cpu) {
        state[interpreter.offset(model_.mode.symbol()) + cpu] = static_cast<Value>(hardware_->mode(cpu));
        state[interpreter.offset(model_.running.symbol()) + cpu] = running(cpu);
        for (std::size_t group = 0; group < groups; ++group)
            state[interpreter.offset(model_.registers.symbol()) + cpu * groups + group] = register_word(cpu, group);
    }
    state[interpreter.offset(model_.failed.symbol())] = failed_ || hardware_->reported() ? 1 : 0;
}

} // namespace redoubt::conformance
