// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/boot/layout.h"
#include "monitor/io/msr_bitmap.h"
#include "monitor/io/port_bitmaps.h"
#include "monitor/resources/grant.h"
#include "monitor/smi/local_apic.h"
#include "monitor/smi/state.h"

#include <stdint.h>

// What all processors know of the SMI handler. Whoever initializes writes it, before another processor can start.
namespace stm::smi {

struct Common {
    arch::Page msr_bitmap; // first
    arch::Page low_ports;
    arch::Page high_ports;
    Policy policy;
    resources::BiosList list;
    resources::GrantScratch scratch;
    resources::Ecam ecam;
    bool fresh; // nobody has called since: the books (services.h) are still to be opened
};
static_assert(sizeof(Common) <= boot::kCommon * boot::kPageSize);

/*@
  // Without an exit the handler has its own MSRs and what the policy grants as a whole.
  predicate MsrsPass{L}(Policy* p, arch::Page* page) = \forall integer i; 0 <= i < 4 * io::kMsrRange ==>
    (io::PageBit(page, i) <==> !io::MsrPasses(p, io::MsrAccessAt(i), io::MsrAt(i)));

  // And the ports that it may read and write.
  predicate PortsPass{L}(Policy* p, arch::Page* page, integer first) = \forall integer i; 0 <= i < io::kPortsPerPage ==>
    (io::PageBit(page, i) <==> !io::PortPasses(p, first + i));

  // What GetBiosResources hands out.
  predicate HasList{L}(Common* c) = resources::Padded(&c->list.word[0], c->list.bytes);

  predicate SameList{L, M}(Common* c) = \at(c->list.bytes, L) == \at(c->list.bytes, M) &&
    (\forall integer i; 0 <= i < resources::kMostListBytes / 8 ==> \at(c->list.word[i], L) == \at(c->list.word[i], M));

  lemma same_list{L, M}: \forall Common* c; SameList{L, M}(c) && HasList{L}(c) ==> HasList{M}(c);

  // By which PCI registers of the OS's calls get their second name.
  logic integer WindowEnd{L}(Common* c) = c->ecam.first_page + resources::kFunctionsPerBus * c->ecam.buses;

  predicate HasWindow{L}(Common* c) = c->ecam.buses <= resources::kMaxBuses && WindowEnd{L}(c) <= kAreaSpan;

  // All that calls of the OS go by, beside the policy.
  predicate HasFacts{L}(Common* c) = HasList{L}(c) && HasWindow{L}(c);

  // No name of a register is a page of TSEG.
  predicate OffTseg{L}(Common* c, Layout* l) = c->ecam.buses > 0 ==>
    WindowEnd{L}(c) <= l->tseg_first || l->tseg_last < c->ecam.first_page;

  predicate SamePage{L, M}(arch::Page* p) = \forall integer i; 0 <= i < io::kPageWords ==>
    \at(p->word[i], L) == \at(p->word[i], M);

  // All that is granted is what the BIOS says of the handler that begins so.
  predicate Knows{L}(Common* c, Layout* l, HandlerStart* h) = Policy::Inv(&c->policy) && c->policy.sealed_ &&
    (\forall integer k; Policy::Kept(&c->policy, k) <==> Reserved(l, k)) &&
    (\forall integer k; !Policy::Protected(&c->policy, k)) &&
    (h->resource_list == 0 ? resources::NoBiosList(&c->list) : resources::IsBiosList(&c->list)) &&
    resources::GrantedToHandler(&c->policy, l->tseg_first, l->mseg_first, &c->list, h->execute_outside ? 1 : 0);
*/

// By the first processor, for all: where PCI configuration lies in memory, if the BIOS names ACPI's root pointer. Its
// tables pass through the room of the list, which is not read yet.
/*@ requires \valid(&common) && \valid(&window) && \valid_read(&layout);
    requires \separated(&common, &window, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns common.ecam, common.list.word[0 .. resources::kMostListBytes / 8 - 1], window.entry[0];
    ensures REQ_EXC_07_window: HasWindow(&common);
    ensures REQ_BIOS_07_not_named: root == 0 ==> \result && common.ecam.buses == 0;
    ensures REQ_BIOS_07_apic: root != 0 && !ApicInPlace ==> !\result;
    ensures REQ_BIOS_07_place: OffTseg(&common, &layout);
*/
[[nodiscard]] bool fill_ecam(Common& common, arch::Window& window, uint64_t root, Layout const& layout,
                             uint64_t linear);

// Then: what the handler may reach.
/*@ requires \valid(&common) && \valid(&window) && \valid_read(&start) && \valid_read(&layout);
    requires \separated(&common, &window, &start, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns common.policy, common.list, common.scratch, window.entry[0];
    ensures REQ_POL_01_known: \result ==> Knows(&common, &layout, &start);
    ensures REQ_RSC_05_list: \result ==> HasList(&common);
*/
[[nodiscard]] bool fill_policy(Common& common, arch::Window& window, HandlerStart const& start, Layout const& layout,
                               uint64_t linear);

// Then: what of it the processor lets pass without an exit.
/*@ requires \valid(&common) && Policy::Inv(&common.policy);
    assigns common.msr_bitmap, common.low_ports, common.high_ports;
    ensures REQ_POL_17_msrs: MsrsPass(&common.policy, &common.msr_bitmap);
    ensures REQ_POL_17_low_ports: PortsPass(&common.policy, &common.low_ports, 0);
    ensures REQ_POL_17_high_ports: PortsPass(&common.policy, &common.high_ports, io::kPortsPerPage);
    ensures policy: Policy::Inv(&common.policy) && Policy::Same{Pre, Post}(&common.policy);
    ensures list: HasList{Pre}(&common) ==> HasList(&common);
*/
void fill_bitmaps(Common& common);

// All of it, and no book of an earlier run counts. What the bitmaps say is in the contract of fill_bitmaps, for which nothing changes any more.
/*@ requires \valid(&common) && \valid(&window) && \valid_read(&start) && \valid_read(&layout);
    requires \separated(&common, &window, &start, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns common, window.entry[0];
    ensures REQ_POL_06_invariant: \result ==> Policy::Inv(&common.policy);
    ensures REQ_RSC_05_list: \result ==> HasList(&common);
    ensures REQ_EXC_07_window: \result ==> HasWindow(&common);
    ensures REQ_BIOS_07_place: \result ==> OffTseg(&common, &layout);
    ensures REQ_LIFE_09_fresh: common.fresh;
*/
[[nodiscard]] bool fill_common(Common& common, arch::Window& window, HandlerStart const& start, Layout const& layout,
                               uint64_t linear);

} // namespace stm::smi
