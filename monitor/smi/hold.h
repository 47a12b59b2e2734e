// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/ept_tree.h"
#include "monitor/smi/confinement.h"
#include "monitor/smi/setup.h"

// The SMI handler is confined on one processor, before the OS misses anything.
namespace stm::smi {

/*@
  // Where the handler's map on this processor lies.
  logic integer MapOf(boot::Processor* p) = p->address + (boot::area::kHandlerMap - boot::area::kProcessor) * 0x1000;

  predicate WellPlaced(boot::Processor* p) = p->window % 0x1000 == 0 && p->address % 0x1000 == 0 &&
    MapOf(p) < boot::kEndOfMseg && p->common % 0x1000 == 0 && p->common < boot::kEndOfMseg;

  predicate IsEmptyMap(paging::EptTree* map, integer address) =
    paging::EptTree::Inv(map) && paging::EptTree::Empty(map) && map->address_ == address;
*/

struct Beginning {
    abi::Status status;
    bool usable; // the OS can go on
};

/*@
  predicate Usable(Beginning b, State* s) =
    (b.usable ==> OsRuns(s)) && (b.status == abi::Status::Success ==> b.usable);

  // The handler is confined here, ready to be entered, and nothing is left of what it could reach before.
  predicate IsConfined(boot::Processor* r, Pages* p, Platform* f) = ValidState(&p->state) &&
    Confined(HandlerRegion(&p->state), f, p->start.entry, MapOf(r), r->common) &&
    arch::Invalidated(paging::EptPointerOf(MapOf(r)));
*/

// Addresses that stm::boot::prepare has left: without them nothing is begun.
/*@ requires \valid_read(&processor);
    assigns \nothing;
    ensures \result <==> WellPlaced(&processor);
*/
[[nodiscard]] bool well_placed(boot::Processor const& processor);

// The processor's own part: what is known of the handler, found out before anything is changed that the OS would miss,
// and a map that gives nothing yet.
/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&platform);
    requires \separated(&processor, &pages, &platform, &arch::current_vmcs, &arch::vmcs_data, &arch::ept_cache);
    requires OsRuns(&pages.state) && WellPlaced(&processor) && ValidLayout(&platform.layout);
    assigns processor.registers, pages, arch::current_vmcs, arch::vmcs_data, arch::ept_cache;
    ensures usable: Usable(\result, &pages.state);
    ensures stage: \result.status == abi::Status::Success ==> pages.state.stage == Stage::Initialized;
    ensures confined: \result.status == abi::Status::Success ==> IsConfined(&processor, &pages, &platform);
    ensures empty: \result.status == abi::Status::Success ==> IsEmptyMap(&pages.map, MapOf(&processor));
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unspecified;
    ensures progress: \old(Works(&pages.state)) && CanConfine ==> \result.usable;
*/
[[nodiscard]] Beginning confine_pages(boot::Processor& processor, Pages& pages, Platform const& platform);

} // namespace stm::smi
