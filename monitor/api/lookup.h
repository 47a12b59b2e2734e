// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/handler_space.h"
#include "monitor/arch/page.h"
#include "spec/abi/mapping.h"
#include "spec/abi/status.h"

#include <stdint.h>

// What AddressLookup asks for, in a page that was copied from the handler, and its answer there. Whether the guest's
// address, CR3 and EPTP are any that it uses is for who follows its tables.
namespace stm::api {

struct Lookup {
    uint64_t guest_address;
    uint64_t cr3;
    uint64_t eptp;
    uint64_t target; // a multiple of kPageSize; only with VirtualAddressSpecified, else 0
    uint32_t length; // bytes to be mapped, none with DoNotMap
    abi::MapToSmmGuest map;
    bool pae;
    bool pse;
    bool ia32e;
};

// The words of the page in which the answer is.
inline constexpr uint32_t kAnswerFirst = 4;
inline constexpr uint32_t kAnswerWords = 3;

/*@
  // By the layout of abi::AddressLookupDescriptor: bytes are little-endian in words of 64 bits.
  logic integer Joined(integer low, integer high) = low / 0x100000000 + 0x100000000 * (high % 0x100000000);
  logic integer GuestAddressOf(arch::Page* p) = p->word[0];
  logic integer LengthOf(arch::Page* p) = p->word[1] % 0x100000000;
  logic integer Cr3Of(arch::Page* p) = Joined(p->word[1], p->word[2]);
  logic integer EptpOf(arch::Page* p) = Joined(p->word[2], p->word[3]);
  logic integer ModeOf(arch::Page* p) = p->word[3] / 0x100000000;
  logic integer MapOf(arch::Page* p) = ModeOf(p) % 4;
  logic integer Reserved1Of(arch::Page* p) = ModeOf(p) / 0x20;
  logic integer Reserved2Of(arch::Page* p) = p->word[4] % 0x100000000;
  logic integer PhysicalAnswerOf(arch::Page* p) = Joined(p->word[4], p->word[5]);
  logic integer TargetOf(arch::Page* p) = Joined(p->word[5], p->word[6]);

  predicate ReservedIsClear(arch::Page* p) = Reserved1Of(p) == 0 && Reserved2Of(p) == 0;
  predicate Maps(arch::Page* p) = MapOf(p) != abi::MapToSmmGuest::DoNotMap;
  predicate NamesTarget(arch::Page* p) = MapOf(p) == abi::MapToSmmGuest::VirtualAddressSpecified;

  // To be mapped, the bytes are a range, and if their place is named, so is that.
  predicate CanBeMapped(arch::Page* p) = MapOf(p) != 2 &&
    (Maps(p) ==> GuestAddressOf(p) + LengthOf(p) <= 0x10000000000000000) &&
    (NamesTarget(p) ==> TargetOf(p) % kPageSize == 0);

  // The target's page has the first byte at the same place as the guest's has.
  predicate HasSpace(arch::Page* p, integer long_mode) = NamesTarget(p) ==>
    InSpace(long_mode, TargetOf(p), GuestAddressOf(p) % kPageSize + LengthOf(p));

  predicate IsLookup(Lookup l, arch::Page* p) =
    l.guest_address == GuestAddressOf(p) && l.cr3 == Cr3Of(p) && l.eptp == EptpOf(p) && l.map == MapOf(p) &&
    (Maps(p) ==> l.length == LengthOf(p)) && (!Maps(p) ==> l.length == 0) &&
    (NamesTarget(p) ==> l.target == TargetOf(p)) && (!NamesTarget(p) ==> l.target == 0) &&
    (l.pae <==> ModeOf(p) / 4 % 2 == 1) && (l.pse <==> ModeOf(p) / 8 % 2 == 1) &&
    (l.ia32e <==> ModeOf(p) / 16 % 2 == 1);
*/

/*@ requires \valid_read(&page) && \valid(&lookup) && \separated(&page, &lookup);
    assigns lookup;
    ensures REQ_CALL_01_reserved: \result == abi::Status::ReservedBitSet <==> !ReservedIsClear{Pre}(&page);
    ensures REQ_MAP_03_nothing: \result == abi::Status::InvalidPageCount <==>
      ReservedIsClear{Pre}(&page) && Maps{Pre}(&page) && MapOf{Pre}(&page) != 2 && LengthOf{Pre}(&page) == 0;
    ensures REQ_POL_06_range: \result == abi::Status::InvalidParameter <==>
      ReservedIsClear{Pre}(&page) && !CanBeMapped{Pre}(&page) && (MapOf{Pre}(&page) != 2 ==> LengthOf{Pre}(&page) > 0);
    ensures REQ_MAP_03_space: \result == abi::Status::VirtualSpaceTooSmall <==>
      ReservedIsClear{Pre}(&page) && CanBeMapped{Pre}(&page) && LengthOf{Pre}(&page) > 0 &&
      !HasSpace{Pre}(&page, long_mode);
    ensures REQ_MAP_03_well_formed: \result == abi::Status::Success <==>
      ReservedIsClear{Pre}(&page) && CanBeMapped{Pre}(&page) && (Maps{Pre}(&page) ==> LengthOf{Pre}(&page) > 0) &&
      HasSpace{Pre}(&page, long_mode);
    ensures REQ_MAP_03_lookup: \result == abi::Status::Success ==> IsLookup{Pre}(lookup, &page);
    ensures REQ_MAP_03_refused: \result != abi::Status::Success ==> lookup == \old(lookup);
*/
[[nodiscard]] abi::Status read_lookup(arch::Page const& page, bool long_mode, Lookup& lookup);

// Puts the answer into the copy.
/*@ requires \valid(&page);
    assigns page.word[kAnswerFirst .. kAnswerFirst + kAnswerWords - 1];
    ensures REQ_MAP_03_physical: PhysicalAnswerOf(&page) == physical_address;
    ensures REQ_MAP_03_virtual: TargetOf(&page) == virtual_address;
    ensures REQ_MAP_03_rest: Reserved2Of(&page) == \old(Reserved2Of(&page)) &&
      page.word[6] / 0x100000000 == \old(page.word[6]) / 0x100000000;
*/
void answer_lookup(arch::Page& page, uint64_t physical_address, uint64_t virtual_address);

} // namespace stm::api
