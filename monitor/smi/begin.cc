// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/begin.h"

#include "monitor/smi/msr_bitmap.h"

namespace stm::smi {

// By the first processor, for all. `address` is the tables' own.
/*@ requires \valid(&tables) && \valid_read(&layout) && \separated(&tables, &layout);
    requires ValidLayout(&layout) && paging::Fits(layout) && address % 0x1000 == 0 && address < boot::kEndOfMseg;
    requires outside == paging::Outside::ReadWrite || outside == paging::Outside::ReadWriteExecute;
    assigns tables;
    ensures REQ_MAP_07_translation: \forall integer page; 0 <= page < paging::kPages ==>
      paging::Walk(&tables.ept.entry[0], address, page) == paging::TranslationOf(layout, outside, page);
    ensures REQ_POL_12_writes_exit: \forall integer i; 0 <= i < kBitmapWords ==> tables.msr_bitmap[i] == BitmapWord(i);
*/
static void fill_tables(HandlerTables& tables, Layout const& layout, paging::Outside outside, uint64_t address) {
    fill_msr_bitmap(tables.msr_bitmap);
    paging::build(tables.ept, layout, outside, address);
}

// Translations of an earlier start may be cached, by tables at the same place.
/*@ requires tables % 0x1000 == 0 && tables < boot::kEndOfMseg;
    assigns arch::ept_cache;
    ensures REQ_MAP_09_invalidated: \result ==> arch::Invalidated(EptPointerOf(tables));
*/
[[nodiscard]] static bool invalidate(uint64_t tables) {
    uint64_t const pointer = paging::ept_pointer(tables);
    auto const done = arch::invept(arch::InveptType::SingleContext, pointer);
    return done == arch::VmxResult::Succeed;
}

// What is known of the handler, before it is confined: nothing of the OS's state is touched.
/*@ requires \valid(&state) && \valid(&start) && \valid(&window) && \valid(&tables) && \valid_read(&processor) &&
      \valid_read(&platform);
    requires \separated(&state, &start, &window, &tables, &processor, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidLayout(&platform.layout) && paging::Fits(platform.layout) && OsRuns(&state);
    requires processor.window % 0x1000 == 0;
    requires processor.handler_tables % 0x1000 == 0 && processor.handler_tables < boot::kEndOfMseg;
    assigns start, state.os_debug.dr6, state.stage, state.purpose, window.entry[0], tables;
    ensures os: OsRuns(&state);
    ensures regions: HandlerRegion(&state) == \old(HandlerRegion(&state)) && OsRegion(&state) == \old(OsRegion(&state));
    ensures valid: \result ==> ValidState(&state) && state.stage == Stage::Initialized;
*/
[[nodiscard]] static bool prepare_state(State& state, HandlerStart& start, arch::Window& window, HandlerTables& tables,
                                        boot::Processor const& processor, Platform const& platform, bool first) {
    auto const smbase = arch::vmread(abi::VmcsField::GuestSmbase);
    if (smbase.result != arch::VmxResult::Succeed) return false;
    Descriptor descriptor = {};
    bool const found = find_descriptor(descriptor, window, processor.window, platform.layout, smbase.value);
    if (!found) return false;
    if (first) {
        auto const outside =
            descriptor.execute_outside ? paging::Outside::ReadWriteExecute : paging::Outside::ReadWrite;
        fill_tables(tables, platform.layout, outside, processor.handler_tables);
    }
    //@ assert still_os: OsRuns(&state);
    bool const used = use_descriptor(start, window, processor.window, descriptor, platform, smbase.value);
    //@ assert os_yet: OsRuns(&state);
    state.stage = Stage::Initialized;
    state.purpose = Purpose::Setup;
    state.os_debug.dr6 = 0;
    //@ assert os_inv: vmcs::Vmcs::Inv(&state.contexts.os_);
    //@ assert handler_inv: vmcs::Vmcs::Inv(&state.contexts.handler_);
    return used;
}

/*@
  predicate WellPlaced(boot::Processor* p) = p->window % 0x1000 == 0 &&
    p->handler_tables % 0x1000 == 0 && p->handler_tables < boot::kEndOfMseg;
*/

// Addresses that stm::boot::prepare has left: without them nothing is begun.
/*@ requires \valid_read(&processor);
    assigns \nothing;
    ensures \result <==> WellPlaced(&processor);
*/
[[nodiscard]] static bool well_placed(boot::Processor const& processor) {
    return processor.window % boot::kPageSize == 0 && processor.handler_tables % boot::kPageSize == 0 &&
           processor.handler_tables < boot::kEndOfMseg;
}

// What the tables can express.
/*@ requires \valid_read(&layout);
    assigns \nothing;
    ensures \result <==> ValidLayout(&layout) && paging::Fits(layout);
*/
[[nodiscard]] static bool expressible(Layout const& layout) {
    return paging::fits(layout);
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&tables) && \valid_read(&platform);
    requires \separated(&processor, &pages, &tables, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&pages.state);
    assigns processor.registers, pages.state, pages.start, pages.window.entry[0], tables, arch::current_vmcs,
      arch::vmcs_data, arch::ept_cache;
    ensures usable: \result.usable ==> OsRuns(&pages.state);
    ensures valid: \result.usable && \result.status == abi::Status::Success ==> ValidState(&pages.state) &&
      pages.state.stage == Stage::Initialized &&
      Confined(HandlerRegion(&pages.state), &platform, pages.start.entry, processor.handler_tables) &&
      arch::Invalidated(EptPointerOf(processor.handler_tables));
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unspecified;
    ensures progress: \old(processor.address) < boot::kEndOfMseg && \old(Works(&pages.state)) && CanConfine ==>
      \result.usable;
*/
[[nodiscard]] static Beginning confine(boot::Processor& processor, Pages& pages, HandlerTables& tables,
                                       Platform const& platform, bool first) {
    bool const placed = well_placed(processor) && expressible(platform.layout);
    if (!placed) return {.status = abi::Status::Unspecified, .usable = true};
    bool const prepared = prepare_state(pages.state, pages.start, pages.window, tables, processor, platform, first);
    if (!prepared) return {.status = abi::Status::Unspecified, .usable = true};
    bool const invalidated = invalidate(processor.handler_tables);
    //@ assert valid: ValidState(&pages.state);
    //@ assert os: OsRuns(&pages.state);
    if (!invalidated) return {.status = abi::Status::Unspecified, .usable = true};
    bool const confined =
        confine_handler(processor, pages.state, platform, pages.start.entry, processor.handler_tables);
    return {.status = confined ? abi::Status::Success : abi::Status::Unspecified, .usable = confined};
}

// Start on this processor is the first call at once.
/*@ requires \valid(&state) && OsRuns(&state) && ValidState(&state);
    requires \separated(&state, &arch::current_vmcs, &arch::vmcs_data);
    assigns state.stage, arch::vmcs_data, arch::msr_data;
    ensures usable: \result.usable ==> OsRuns(&state) && ValidState(&state);
    ensures started: \result.usable && \result.status == abi::Status::Success ==>
      state.stage == Stage::Started && !IsBlocked(OsRegion(&state));
    ensures status: \result.status == abi::Status::Success || \result.status >= 0x80000000;
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields ==> \result.usable;
*/
[[nodiscard]] static Beginning start_at_once(State& state, uint32_t options) {
    auto const accepted = take_options(options);
    if (accepted != abi::Status::Success) return {.status = accepted, .usable = true};
    bool const unblocked = unblock_smis();
    state.stage = Stage::Started;
    return {.status = unblocked ? abi::Status::Success : abi::Status::Unspecified, .usable = unblocked};
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&tables) && \valid_read(&platform);
    requires \separated(&processor, &pages, &tables, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&pages.state);
    assigns processor.registers, pages.state, pages.start, pages.window.entry[0], tables, arch::current_vmcs,
      arch::vmcs_data, arch::msr_data, arch::ept_cache;
    ensures usable: \result.usable ==> OsRuns(&pages.state);
    ensures valid: \result.usable && \result.status == abi::Status::Success ==> ValidState(&pages.state) &&
      Confined(HandlerRegion(&pages.state), &platform, pages.start.entry, processor.handler_tables) &&
      arch::Invalidated(EptPointerOf(processor.handler_tables));
    ensures started: \result.usable && \result.status == abi::Status::Success && !first ==>
      pages.state.stage == Stage::Started && !IsBlocked(OsRegion(&pages.state));
    ensures status: \result.status == abi::Status::Success || \result.status >= 0x80000000;
    ensures progress: \old(processor.address) < boot::kEndOfMseg && \old(Works(&pages.state)) && CanConfine ==>
      \result.usable;
*/
[[nodiscard]] static Beginning begin_admitted(boot::Processor& processor, Pages& pages, HandlerTables& tables,
                                              Platform const& platform, bool first) {
    auto const options = static_cast<uint32_t>(processor.registers.rdx % 0x100000000);
    Beginning const confined = confine(processor, pages, tables, platform, first);
    if (first || !confined.usable || confined.status != abi::Status::Success) return confined;
    return start_at_once(pages.state, options);
}

Beginning begin(boot::Processor& processor, Pages& pages, Shared& shared, HandlerTables& tables,
                Platform const& platform, abi::Status hindrance, uint32_t function) {
    if (hindrance != abi::Status::Success) return {.status = hindrance, .usable = true};
    auto const admitted = admit(shared, function);
    if (admitted != abi::Status::Success) return {.status = admitted, .usable = true};
    bool const first = function == static_cast<uint32_t>(abi::Function::InitializeProtection);
    Beginning const begun = begin_admitted(processor, pages, tables, platform, first);
    settle(shared, first, begun.status == abi::Status::Success);
    return begun;
}

} // namespace stm::smi
