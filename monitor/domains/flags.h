// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// RFLAGS and RIP that the handler wants for the interrupted context, so that the VM entry takes them (SDM vol. 3C
// 26.3.1.4, 26.3.1.5).
namespace stm::domains {

/*@
  // The flags of `span` values from bit value `unit` on.
  logic integer Flags(integer f, integer unit, integer span) = f / unit % span;

  predicate FixedFlags(integer f) = f < 0x400000 && Flags(f, 2, 2) == 1 && Flags(f, 8, 2) == 0 &&
    Flags(f, 0x20, 2) == 0 && Flags(f, 0x8000, 2) == 0;

  // CF; PF; AF; ZF, SF; DF, OF; IOPL, NT; RF; AC, VIF, VIP, ID
  predicate SameFreeFlags(integer f, integer g) =
    Flags(f, 1, 2) == Flags(g, 1, 2) && Flags(f, 4, 2) == Flags(g, 4, 2) &&
    Flags(f, 0x10, 2) == Flags(g, 0x10, 2) && Flags(f, 0x40, 4) == Flags(g, 0x40, 4) &&
    Flags(f, 0x400, 4) == Flags(g, 0x400, 4) && Flags(f, 0x1000, 8) == Flags(g, 0x1000, 8) &&
    Flags(f, 0x10000, 2) == Flags(g, 0x10000, 2) && Flags(f, 0x40000, 0x10) == Flags(g, 0x40000, 0x10);

  predicate SameTrapAndInterrupt(integer f, integer g) = Flags(f, 0x100, 4) == Flags(g, 0x100, 4);
  predicate SameVm(integer f, integer g) = Flags(f, 0x20000, 2) == Flags(g, 0x20000, 2);

  // An address that code can be at: canonical, or of 32 bits.
  predicate CodeAddress(integer rip, integer code64, integer la57) =
    code64 == 1 ? (la57 == 1 ? rip < 0x100000000000000 || 0xff00000000000000 <= rip
                   : rip < 0x800000000000 || 0xffff800000000000 <= rip)
           : rip < 0x100000000;
*/

// VM stays: it goes with the segments. TF and IF stay if `held`: then VM entry compares them with the pending debug
// exceptions and with the blocking by STI.
/*@ assigns \nothing;
    ensures REQ_DOM_06_fixed: FixedFlags(\result);
    ensures REQ_DOM_06_free: SameFreeFlags(\result, wanted);
    ensures REQ_DOM_06_held: held ==> SameTrapAndInterrupt(\result, old);
    ensures REQ_DOM_06_not_held: !held ==> SameTrapAndInterrupt(\result, wanted);
    ensures REQ_DOM_06_vm: SameVm(\result, old);
*/
[[nodiscard]] uint64_t entry_flags(uint64_t old, uint64_t wanted, bool held);

// `code64`: the context runs 64-bit code. `la57`: with linear addresses of 57 bits.
/*@ assigns \nothing;
    ensures REQ_DOM_06_address: \result <==> CodeAddress(rip, code64, la57);
*/
[[nodiscard]] bool is_code_address(uint64_t rip, bool code64, bool la57);

} // namespace stm::domains
