// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/bytes/bytes.h"
#include "monitor/policy/policy.h"
#include "spec/abi/resource.h"

#include <stdint.h>

// One descriptor of a list, where it lies: whether it may stand there, and which call may bring it.
namespace stm::resources {

inline constexpr uint32_t kMostListBytes = 0x4000;

/*@
  logic integer TypeAt{L}(uint64_t* w, integer o) = WordAt(w, o);
  logic integer LengthAt{L}(uint64_t* w, integer o) = HalfAt(w, o + 4);
  predicate Ignored{L}(uint64_t* w, integer o) = HalfAt(w, o + 6) == abi::RscHeader::kIgnoreResource;

  logic integer LengthOfType(integer type) =
    type == abi::RscType::AllResources ? 8 :
    type == abi::RscType::EndOfResources || type == abi::RscType::IoRange || type == abi::RscType::TrappedIoRange ? 16 :
    type <= abi::RscType::RegisterViolation ? 32 : 0;

  predicate RightLength{L}(uint64_t* w, integer o) =
    TypeAt(w, o) == abi::RscType::PciCfgRange
    ? 22 <= LengthAt(w, o) == 22 + 6 * ByteAt(w, o + 15)
    : LengthAt(w, o) == LengthOfType(TypeAt(w, o)) > 0;

  // A known type in its length, whole, with no flag but IgnoreResource (REQ-RSC-01, -02, -07, -08). That holds for
  // ignored descriptors too (REQ-RSC-04).
  predicate Framed{L}(uint64_t* w, integer o, integer bytes) =
    o + 8 <= bytes && o + LengthAt(w, o) <= bytes && RightLength(w, o) &&
    (HalfAt(w, o + 6) == 0 || Ignored(w, o));

  // A call of the OS's names whole pages, MSRs and PCI functions (REQ-RSC-09).
  predicate MemRange{L}(uint64_t* w, integer o, integer call) =
    1 <= WordAt(w, o + 24) <= 7 && WordAt(w, o + 28) == 0 &&
    1 <= QuadAt(w, o + 16) && QuadAt(w, o + 8) + QuadAt(w, o + 16) <= kAddressEnd &&
    (call != Call::Claim ==> QuadAt(w, o + 8) % 0x1000 == 0 && QuadAt(w, o + 16) % 0x1000 == 0);

  predicate IoRange{L}(uint64_t* w, integer o) =
    1 <= HalfAt(w, o + 10) && HalfAt(w, o + 8) + HalfAt(w, o + 10) <= 0x10000 && WordAt(w, o + 12) == 0;

  predicate WholeMask(integer mask) = mask == 0 || mask == 0xffffffffffffffff;

  predicate Msr{L}(uint64_t* w, integer o, integer call) =
    WordAt(w, o + 12) <= 1 && !(QuadAt(w, o + 16) == 0 && QuadAt(w, o + 24) == 0) &&
    (call != Call::Claim ==> WholeMask(QuadAt(w, o + 16)) && WholeMask(QuadAt(w, o + 24)));

  // One function, on the bus where the path begins: what lies behind bridges has a bus number of its own.
  predicate PciPath{L}(uint64_t* w, integer o) =
    ByteAt(w, o + 15) == 0 && ByteAt(w, o + 16) == 1 && ByteAt(w, o + 17) == 1 && HalfAt(w, o + 18) == 6 &&
    ByteAt(w, o + 20) < 8 && ByteAt(w, o + 21) < 32;

  predicate PciCfgRange{L}(uint64_t* w, integer o, integer call) =
    1 <= HalfAt(w, o + 8) <= 3 && PciPath(w, o) &&
    1 <= HalfAt(w, o + 12) && HalfAt(w, o + 10) + HalfAt(w, o + 12) <= 0x1000 &&
    (call != Call::Claim ==> HalfAt(w, o + 12) == 0x1000);

  predicate TrappedIoRange{L}(uint64_t* w, integer o, integer call) =
    call == Call::Claim && HalfAt(w, o + 12) <= 7 && HalfAt(w, o + 14) == 0 &&
    1 <= HalfAt(w, o + 10) && HalfAt(w, o + 8) + HalfAt(w, o + 10) <= 0x10000;

  predicate Fields{L}(uint64_t* w, integer o, integer call) =
    ((TypeAt(w, o) == abi::RscType::MemRange || TypeAt(w, o) == abi::RscType::MmioRange) && MemRange(w, o, call)) ||
    (TypeAt(w, o) == abi::RscType::IoRange && IoRange(w, o)) ||
    (TypeAt(w, o) == abi::RscType::MachineSpecificReg && Msr(w, o, call)) ||
    (TypeAt(w, o) == abi::RscType::PciCfgRange && PciCfgRange(w, o, call)) ||
    (TypeAt(w, o) == abi::RscType::TrappedIoRange && TrappedIoRange(w, o, call)) ||
    (TypeAt(w, o) == abi::RscType::AllResources && call == Call::Unprotect);

  // A descriptor that another one may follow.
  predicate Good{L}(uint64_t* w, integer o, integer bytes, integer call) =
    Framed(w, o, bytes) && TypeAt(w, o) != abi::RscType::EndOfResources && (Ignored(w, o) || Fields(w, o, call));

  // The end of a list that lies within the bytes: it cannot be ignored, and nothing continues it.
  predicate End{L}(uint64_t* w, integer o, integer bytes) =
    Framed(w, o, bytes) && TypeAt(w, o) == abi::RscType::EndOfResources && !Ignored(w, o) && QuadAt(w, o + 8) == 0;

  predicate Readable(uint64_t* w, integer bytes) =
    bytes <= kMostListBytes && \valid_read(w + (0 .. (bytes + 7) / 8 - 1));
*/

/*@ requires o < bytes && Readable(words, bytes);
    assigns \nothing;
    ensures REQ_RSC_08_length: \result <==> Framed(words, o, bytes);
*/
[[nodiscard]] bool is_framed(uint64_t const* words, uint32_t o, uint32_t bytes);

/*@ requires o < bytes && Readable(words, bytes) && call <= Call::Unprotect;
    assigns \nothing;
    ensures REQ_RSC_07_good: \result <==> Good(words, o, bytes, call);
*/
[[nodiscard]] bool is_good(uint64_t const* words, uint32_t o, uint32_t bytes, Call call);

/*@ requires o < bytes && Readable(words, bytes);
    assigns \nothing;
    ensures REQ_RSC_01_end: \result <==> End(words, o, bytes);
*/
[[nodiscard]] bool is_end(uint64_t const* words, uint32_t o, uint32_t bytes);

/*@ requires Readable(words, bytes) && o + 8 <= bytes;
    assigns \nothing;
    ensures REQ_RSC_04_ignored: \result <==> Ignored(words, o);
*/
[[nodiscard]] bool is_ignored(uint64_t const* words, uint32_t o, uint32_t bytes);

} // namespace stm::resources
