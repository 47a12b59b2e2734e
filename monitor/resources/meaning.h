// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/msr.h"
#include "monitor/resources/ecam.h"
#include "monitor/resources/node.h"

#include <stdint.h>

// What a descriptor names, as requests to the policy.
namespace stm::resources {

/*@
  logic integer AreaAt{L}(uint64_t* w, integer o) =
    TypeAt(w, o) == abi::RscType::IoRange            ? 1 :
    TypeAt(w, o) == abi::RscType::MachineSpecificReg ? 2 :
    TypeAt(w, o) == abi::RscType::PciCfgRange        ? 3 :
    TypeAt(w, o) == abi::RscType::TrappedIoRange     ? 4 : 0;

  // As bits: read or in 1, write or out 2, execute 4.
  logic integer AccessesAt{L}(uint64_t* w, integer o) =
    TypeAt(w, o) == abi::RscType::IoRange            ? 3 :
    TypeAt(w, o) == abi::RscType::MachineSpecificReg ?
      (QuadAt(w, o + 16) != 0 ? 1 : 0) + (QuadAt(w, o + 24) != 0 ? 2 : 0) :
    TypeAt(w, o) == abi::RscType::PciCfgRange        ? HalfAt(w, o + 8) :
    TypeAt(w, o) == abi::RscType::TrappedIoRange     ? HalfAt(w, o + 12) % 4 : WordAt(w, o + 24);

  logic integer FunctionAt{L}(uint64_t* w, integer o) =
    kFunctionsPerBus * ByteAt(w, o + 14) + 8 * ByteAt(w, o + 21) + ByteAt(w, o + 20);

  logic integer FirstAt{L}(uint64_t* w, integer o) =
    TypeAt(w, o) == abi::RscType::IoRange || TypeAt(w, o) == abi::RscType::TrappedIoRange ? HalfAt(w, o + 8) :
    TypeAt(w, o) == abi::RscType::MachineSpecificReg ? kMsrBits * WordAt(w, o + 8) :
    TypeAt(w, o) == abi::RscType::PciCfgRange        ?
      kPciFunctionBytes * FunctionAt(w, o) + HalfAt(w, o + 10) : QuadAt(w, o + 8) / 0x1000;

  logic integer LastAt{L}(uint64_t* w, integer o) =
    TypeAt(w, o) == abi::RscType::IoRange || TypeAt(w, o) == abi::RscType::TrappedIoRange ?
      HalfAt(w, o + 8) + HalfAt(w, o + 10) - 1 :
    TypeAt(w, o) == abi::RscType::MachineSpecificReg ? kMsrBits * WordAt(w, o + 8) + kMsrBits - 1 :
    TypeAt(w, o) == abi::RscType::PciCfgRange        ?
      kPciFunctionBytes * FunctionAt(w, o) + HalfAt(w, o + 10) + HalfAt(w, o + 12) - 1 :
      (QuadAt(w, o + 8) + QuadAt(w, o + 16) - 1) / 0x1000;

  predicate Is{L}(Request* r, integer area, integer accesses, integer first, integer last) =
    r->area == area && (r->read <==> accesses % 2 == 1) && (r->write <==> accesses / 2 % 2 == 1) &&
    (r->execute <==> accesses / 4 % 2 == 1) && r->first == first && r->last == last;

  // Words of state L, requests of state M. The range of the descriptor at o; memory that is claimed by bytes is whole
  // pages, rounded outwards.
  predicate MeantAt{L, M}(Request* r, uint64_t* w, integer o) =
    Is{M}(r, AreaAt{L}(w, o), AccessesAt{L}(w, o), FirstAt{L}(w, o), LastAt{L}(w, o));

  // Neither ignored nor ALL_RESOURCES; nor trapped ports of which it does not say which way.
  predicate NamesRange{L}(uint64_t* w, integer o) =
    !Ignored(w, o) && TypeAt(w, o) != abi::RscType::AllResources &&
    !(TypeAt(w, o) == abi::RscType::TrappedIoRange && HalfAt(w, o + 12) % 4 == 0);

  predicate IsMsr{L}(uint64_t* w, integer o) = TypeAt(w, o) == abi::RscType::MachineSpecificReg;

  // The second one of two is the other name of the first.
  predicate OtherName{L}(Request* other, Request* r, Ecam e) =
    SameAccess(other, r) && (MeetsWindow(r, e) ==> Registers(other, r, e)) &&
    (WholeFunctions(r, e) ==> WindowPages(other, r, e));

  predicate HasOther{L}(Request* r, Ecam e) = MeetsWindow(r, e) || WholeFunctions(r, e);

  predicate BothNames{L}(Request* list, integer n, Ecam e) =
    (HasOther(&list[0], e) ==> n == 2 && OtherName(&list[1], &list[0], e)) && (!HasOther(&list[0], e) ==> n == 1);

  predicate SameRequest{L, M}(Request* r) =
    \at(r->area, L) == \at(r->area, M) && \at(r->read, L) == \at(r->read, M) &&
    \at(r->write, L) == \at(r->write, M) && \at(r->execute, L) == \at(r->execute, M) &&
    \at(r->first, L) == \at(r->first, M) && \at(r->last, L) == \at(r->last, M);
*/

// The requests of a descriptor that the OS brings: none for one that is ignored or ALL_RESOURCES.
/*@ requires Readable(words, bytes) && \valid(list + (0 .. 1)) && ValidEcam(ecam);
    requires \separated(list + (0 .. 1), words + (0 .. (bytes + 7) / 8 - 1));
    requires (call == Call::Protect || call == Call::Unprotect) && Good(words, o, bytes, call);
    assigns list[0 .. 1];
    ensures REQ_RSC_04_none: !NamesRange{Pre}(words, o) ==> \result == 0;
    ensures REQ_RSC_09_range: NamesRange{Pre}(words, o) ==> MeantAt{Pre, Post}(&list[0], words, o);
    ensures REQ_EXC_07_names: NamesRange{Pre}(words, o) ==> BothNames(list, \result, ecam);
    ensures REQ_RSC_09_first: \result >= 1 ==> MayName(call, &list[0]);
    ensures REQ_RSC_09_second: \result == 2 ==> MayName(call, &list[1]);
    ensures room: \result <= 2 && 11 * \result <= LengthAt{Pre}(words, o);
*/
[[nodiscard]] uint32_t os_requests(uint64_t const* words, uint32_t o, uint32_t bytes, Call call, Ecam ecam,
                                   Request* list);

// The requests of a descriptor that the BIOS claims: an MSR's masks bit by bit.
/*@ requires Readable(words, bytes) && \valid(list + (0 .. kMsrBits - 1)) && ValidEcam(ecam);
    requires \separated(list + (0 .. kMsrBits - 1), words + (0 .. (bytes + 7) / 8 - 1));
    requires Good(words, o, bytes, Call::Claim);
    assigns list[0 .. kMsrBits - 1];
    ensures REQ_RSC_04_none: !NamesRange{Pre}(words, o) ==> \result == 0;
    ensures REQ_POL_17_range: NamesRange{Pre}(words, o) && !IsMsr{Pre}(words, o) ==>
      MeantAt{Pre, Post}(&list[0], words, o);
    ensures REQ_EXC_07_names: NamesRange{Pre}(words, o) && !IsMsr{Pre}(words, o) ==>
      BothNames(list, \result, ecam);
    ensures REQ_POL_17_masks: NamesRange{Pre}(words, o) && IsMsr{Pre}(words, o) ==>
      (\forall integer k; NamedBy(list, \result, k) <==>
        MaskNames(WordAt{Pre}(words, o + 8), 0, QuadAt{Pre}(words, o + 16), kMsrBits, k) ||
        MaskNames(WordAt{Pre}(words, o + 8), 1, QuadAt{Pre}(words, o + 24), kMsrBits, k));
    ensures REQ_POL_17_registers: NamesRange{Pre}(words, o) && IsMsr{Pre}(words, o) ==>
      (\forall integer k; NamedBy(list, \result, k) ==> Atom(Area::Msr, 0, 0) <= k);
    ensures REQ_POL_06_legal: \result <= kMsrBits && AllLegal(list, \result);
*/
[[nodiscard]] uint32_t claim_requests(uint64_t const* words, uint32_t o, uint32_t bytes, Ecam ecam, Request* list);

} // namespace stm::resources
