// SPDX-License-Identifier: Apache-2.0
#include "tools/machine/exit_costs.hpp"

#include "machine/board/resource_list.hpp"
#include "machine/system/bios.hpp"
#include "spec/abi/event_log.h"
#include "spec/abi/vmcs_database.h"

#include <algorithm>
#include <stdexcept>

namespace redoubt::trial {
namespace {

using namespace machine;
using guest::HandlerAction;
using guest::HandlerOrder;
using guest::OsAction;
using stm::abi::EventLogRequest;
using stm::abi::Function;
using stm::abi::LogRequest;
using stm::abi::Msr;
using stm::abi::RscMem;

constexpr uint64_t waiting = 1'000'000; // iterations
constexpr uint64_t log_page = 0x2800000;
constexpr Range claimed{0x1000000, 0x3000}; // of the handler's, by its list
constexpr Range first_secret{0x3000000, 0x1000};
constexpr unsigned most_ranges = 127; // that fit into a page
constexpr uint32_t all_rights = RscMem::kRead | RscMem::kWrite | RscMem::kExecute;

// Pages of parameters, one for each call.
namespace at {
constexpr uint64_t bios_resources = 0x2000000;
constexpr uint64_t one_range = 0x2001000;
constexpr uint64_t one_range_again = 0x2002000;
constexpr uint64_t many_ranges = 0x2003000;
constexpr uint64_t vmcs = 0x2004000;
constexpr uint64_t new_log = 0x2005000;
constexpr uint64_t configure = 0x2006000;
constexpr uint64_t start = 0x2007000;
} // namespace at

template <typename Structure>
void put(Machine& machine, uint64_t address, Structure const& structure) {
    if (!machine.put(address, std::as_bytes(std::span(&structure, 1)))) throw std::runtime_error("no memory there");
}

void put(Machine& machine, uint64_t address, ResourceList const& list) {
    if (!machine.put(address, list.finished())) throw std::runtime_error("no memory there");
}

void put_parameters(Machine& machine) {
    ResourceList one;
    one.memory(first_secret, all_rights);
    put(machine, at::one_range, one);
    put(machine, at::one_range_again, one);
    ResourceList many;
    for (unsigned i = 0; i < most_ranges; ++i) // with gaps
        many.memory({first_secret.base + 2 * i * first_secret.size, first_secret.size}, all_rights);
    put(machine, at::many_ranges, many);
    put(machine, at::vmcs,
        stm::abi::VmcsDatabaseRequest{.vmcs_phys_pointer = 0x3800000,
                                      .domain = static_cast<uint32_t>(stm::abi::DomainType::FullyProt),
                                      .add_or_remove = stm::abi::AddOrRemove::Add});
    auto const request = [](LogRequest sub_function, uint32_t argument, uint64_t first_page) {
        return EventLogRequest{.sub_function_index = sub_function, .argument = argument, .first_page = first_page};
    };
    put(machine, at::new_log, request(LogRequest::New, 1, log_page));
    put(machine, at::configure, request(LogRequest::Configure, (1u << stm::abi::kEventTypes) - 1, 0));
    put(machine, at::start, request(LogRequest::Start, 0, 0));
}

// What its list claims beside what the handler needs to see why it was called.
ResourceList claims(PlatformLayout const& layout) {
    ResourceList list;
    list.memory(claimed, RscMem::kRead | RscMem::kWrite).io(layout.pm_block, 0x80).io(layout.apm_command, 2);
    return list;
}

void check(Machine& machine) {
    auto const os = read_os(machine, 0);
    if (os.state != guest::OsState::Finished) throw std::runtime_error("the OS stand-in does not come to its end");
    for (uint32_t i = 0; i < os.length; ++i)
        if (os.script[i].action == OsAction::Call && os.script[i].vmx_error != 0)
            throw std::runtime_error("a call fails as an instruction");
}

// Instructions of the monitor over the whole script, behind a start and one of everything.
uint64_t instructions(std::span<std::byte const> image, guest::Script const& script, HandlerOrder const& order = {}) {
    Machine machine({.layout = {.processors = 1}});
    boot_firmware(machine);
    if (!load_monitor(machine, image, Style::Edk2).loaded()) throw std::runtime_error("the image is refused");
    std::ranges::copy(claims(machine.layout()).finished(), machine.memory().ram(machine.layout().resource_list.base));
    put_parameters(machine);
    start_os(machine);
    auto handler = read_handler(machine, 0);
    handler.order = 0;
    handler.orders[0] = order;
    write_handler(machine, 0, handler);
    auto whole = guest::start_monitor(0, 1, waiting);
    whole.push_back(guest::call(Function::GetBiosResources, at::bios_resources)); // which opens the books
    whole.insert(whole.end(), script.begin(), script.end());
    auto os = read_os(machine, 0);
    guest::write_script(os, whole, 0, 1);
    write_os(machine, 0, os);
    for (unsigned i = 0; i < 1000 && read_os(machine, 0).state < guest::OsState::Finished; ++i)
        if (machine.run(100'000) >= MachineEnd::Reset) throw std::runtime_error("the machine ends");
    check(machine);
    return machine.counters().tally(Context::Monitor).instructions;
}

HandlerOrder order(HandlerAction action, uint64_t address, uint32_t size) {
    return {.action = action, .size = size, .address = address, .value = 0, .result = 0, .result_high = 0, .runs = 0};
}

} // namespace

std::vector<ExitCost> exit_costs(std::span<std::byte const> image) {
    std::vector<ExitCost> costs;
    guest::Script before;
    auto spent = instructions(image, before);
    // What the operation needs behind those before it.
    auto const add = [&](std::string name, guest::OsOperation const& operation) {
        before.push_back(operation);
        auto const now = instructions(image, before);
        costs.push_back({std::move(name), now - spent});
        spent = now;
    };
    auto const call = [](Function function, uint64_t page) { return guest::call(function, page); };
    add("an SMI there and back, the first", guest::raise_smi(1));
    add("an SMI there and back, later", guest::raise_smi(1));
    add("a call that does not exist", call(static_cast<Function>(0x1ffff), 0));
    add("GetBiosResources, a page", call(Function::GetBiosResources, at::bios_resources));
    add("ManageVmcsDatabase: add", call(Function::ManageVmcsDatabase, at::vmcs));
    add("ManageVmcsDatabase: add again, refused", call(Function::ManageVmcsDatabase, at::vmcs));
    add("ProtectResource: one range", call(Function::ProtectResource, at::one_range));
    add("UnprotectResource: one range", call(Function::UnprotectResource, at::one_range_again));
    add("ManageEventLog: new, one page", call(Function::ManageEventLog, at::new_log));
    add("ManageEventLog: configure", call(Function::ManageEventLog, at::configure));
    add("ManageEventLog: start", call(Function::ManageEventLog, at::start));
    add("ProtectResource: 127 ranges, with an event each", call(Function::ProtectResource, at::many_ranges));
    add("ProtectResource: a page in SMRAM, refused, with an event",
        call(Function::ProtectResource, PlatformLayout{}.mseg.base));

    guest::Script const smis{guest::raise_smi(1), guest::raise_smi(1)};
    auto const nothing = instructions(image, smis);
    // The second SMI's order meets a map and caches as the first one's has left them.
    auto const add_order = [&](std::string name, HandlerOrder const& wanted, unsigned times) {
        costs.push_back({std::move(name), (instructions(image, smis, wanted) - nothing) / times});
    };
    add_order("the handler touches a page for the first time", order(HandlerAction::ReadMemory, claimed.base, 8), 1);
    add_order("the handler reads an MSR that nobody claimed",
              order(HandlerAction::ReadMsr, static_cast<uint64_t>(Msr::Star), 8), 2);
    add_order("the handler reads a port that nobody claimed", order(HandlerAction::ReadPort, 0x60, 1), 2);
    add_order("the handler's CPUID", order(HandlerAction::Cpuid, 1, 0), 2);
    add_order("the handler's VMCALL, refused", order(HandlerAction::Vmcall, 0, 0), 2);
    return costs;
}

} // namespace redoubt::trial
