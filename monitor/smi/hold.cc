// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/hold.h"

#include "monitor/paging/ept_same.h"

namespace stm::smi {

// The map begins empty. Translations of an earlier start may be cached, by tables at the same place.
/*@ requires \valid(&map) && address % 0x1000 == 0 && address < boot::kEndOfMseg;
    assigns map, arch::ept_cache;
    ensures REQ_MAP_06_empty: paging::EptTree::Inv(&map) && paging::EptTree::Empty(&map) && map.address_ == address;
    ensures REQ_MAP_09_invalidated: \result ==> arch::Invalidated(paging::EptPointerOf(address));
*/
[[nodiscard]] static bool begin_map(paging::EptTree& map, uint64_t address) {
    map.start(address);
    uint64_t const pointer = paging::ept_pointer(address);
    auto const done = arch::invept(arch::InveptType::SingleContext, pointer);
    return done == arch::VmxResult::Succeed;
}

// What is known of the handler, before it is confined: nothing of the OS's state is touched.
/*@ requires \valid(&state) && \valid(&start) && \valid(&window) && \valid_read(&platform);
    requires \separated(&state, &start, &window, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidLayout(&platform.layout) && OsRuns(&state) && linear % 0x1000 == 0;
    assigns start, state.os.debug.dr6, state.os.cr0, state.exceptions, state.stage, state.purpose, window.entry[0];
    ensures os: OsRuns(&state);
    ensures regions: HandlerRegion(&state) == \old(HandlerRegion(&state)) && OsRegion(&state) == \old(OsRegion(&state));
    ensures valid: \result ==> ValidState(&state) && state.stage == Stage::Initialized;
*/
[[nodiscard]] static bool prepare_state(State& state, HandlerStart& start, arch::Window& window,
                                        Platform const& platform, uint64_t linear) {
    auto const smbase = arch::vmread(abi::VmcsField::GuestSmbase);
    if (smbase.result != arch::VmxResult::Succeed) return false;
    Descriptor descriptor = {};
    bool const found = find_descriptor(descriptor, window, linear, platform.layout, smbase.value);
    if (!found) return false;
    bool const used = use_descriptor(start, window, linear, descriptor, platform, smbase.value);
    /*@ assert os_region: state.contexts.os_.address_ == \at(state.contexts.os_.address_, Pre) &&
          state.contexts.os_.launched_ == \at(state.contexts.os_.launched_, Pre); */
    /*@ assert handler_region: state.contexts.handler_.address_ == \at(state.contexts.handler_.address_, Pre) &&
          state.contexts.handler_.launched_ == \at(state.contexts.handler_.launched_, Pre); */
    //@ assert os_yet: OsRuns(&state);
    state.stage = Stage::Initialized;
    state.exceptions.begin_smi();
    state.purpose = Purpose::Setup;
    state.os.debug.dr6 = 0;
    state.os.cr0 = 0;
    //@ assert os_inv: vmcs::Vmcs::Inv(&state.contexts.os_);
    //@ assert handler_inv: vmcs::Vmcs::Inv(&state.contexts.handler_);
    return used;
}

constexpr uint64_t kToMap = (boot::area::kHandlerMap - boot::area::kProcessor) * boot::kPageSize;

bool well_placed(boot::Processor const& processor) {
    return processor.window % boot::kPageSize == 0 && processor.address % boot::kPageSize == 0 &&
           processor.address < boot::kEndOfMseg - kToMap && processor.common % boot::kPageSize == 0 &&
           processor.common < boot::kEndOfMseg;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&platform);
    requires \separated(&processor, &pages, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&pages.state) && ValidState(&pages.state) && WellPlaced(&processor);
    requires IsEmptyMap(&pages.map, MapOf(&processor));
    assigns processor.registers, pages.state.contexts, arch::current_vmcs, arch::vmcs_data;
    ensures os: \result ==> OsRuns(&pages.state) && ValidState(&pages.state);
    ensures stage: pages.state.stage == \old(pages.state.stage);
    ensures confined: \result ==>
      Confined(HandlerRegion(&pages.state), &platform, pages.start.entry, MapOf(&processor), processor.common);
    ensures empty: IsEmptyMap(&pages.map, MapOf(&processor));
    ensures progress: \old(Works(&pages.state)) && CanConfine ==> \result;
*/
[[nodiscard]] static bool confine_to_map(boot::Processor& processor, Pages& pages, Platform const& platform) {
    /*@ assert apart: \forall integer k; 0 <= k < paging::kEntries * paging::kTables ==>
          \separated(&pages.map.entry_[k], &processor.registers) &&
          \separated(&pages.map.entry_[k], &pages.state.contexts); */
    bool const confined = confine_handler(processor, pages.state, platform, pages.start.entry,
                                          processor.address + kToMap, processor.common);
    /*@ assert entries: \forall integer k; 0 <= k < paging::kEntries * paging::kTables ==>
          pages.map.entry_[k] == \at(pages.map.entry_[k], Pre); */
    /*@ assert levels: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.level_[t] == \at(pages.map.level_[t], Pre); */
    /*@ assert numbers: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.number_[t] == \at(pages.map.number_[t], Pre); */
    //@ assert used: pages.map.used_ == \at(pages.map.used_, Pre);
    //@ assert address: pages.map.address_ == \at(pages.map.address_, Pre);
    //@ assert tree: paging::EptTree::Same{Pre, Here}(&pages.map);
    //@ assert entry: pages.start.entry == \at(pages.start.entry, Pre);
    //@ assert place: MapOf(&processor) == \at(MapOf(&processor), Pre);
    return confined;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&platform);
    requires \separated(&processor, &pages, &platform, &arch::current_vmcs, &arch::vmcs_data, &arch::ept_cache);
    requires OsRuns(&pages.state) && ValidState(&pages.state) && WellPlaced(&processor);
    assigns processor.registers, pages.state.contexts, pages.map, arch::current_vmcs, arch::vmcs_data,
      arch::ept_cache;
    ensures usable: Usable(\result, &pages.state);
    ensures stage: pages.state.stage == \old(pages.state.stage);
    ensures confined: \result.status == abi::Status::Success ==> IsConfined(&processor, &pages, &platform);
    ensures empty: IsEmptyMap(&pages.map, MapOf(&processor));
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unspecified;
    ensures progress: \old(Works(&pages.state)) && CanConfine ==> \result.usable;
*/
[[nodiscard]] static Beginning hold(boot::Processor& processor, Pages& pages, Platform const& platform) {
    bool const begun = begin_map(pages.map, processor.address + kToMap);
    //@ assert same: SameState{Pre, Here}(&pages.state);
    //@ assert os: OsRuns(&pages.state);
    //@ assert placed: WellPlaced(&processor);
    if (!begun) return {.status = abi::Status::Unspecified, .usable = true};
    bool const confined = confine_to_map(processor, pages, platform);
    //@ assert place: MapOf(&processor) == \at(MapOf(&processor), Pre);
    //@ assert cache: arch::Invalidated(paging::EptPointerOf(MapOf(&processor)));
    //@ assert confined: confined ==> IsConfined(&processor, &pages, &platform);
    return {.status = confined ? abi::Status::Success : abi::Status::Unspecified, .usable = confined};
}

Beginning confine_pages(boot::Processor& processor, Pages& pages, Platform const& platform) {
    bool const prepared = prepare_state(pages.state, pages.start, pages.window, platform, processor.window);
    if (!prepared) return {.status = abi::Status::Unspecified, .usable = true};
    return hold(processor, pages, platform);
}

} // namespace stm::smi
