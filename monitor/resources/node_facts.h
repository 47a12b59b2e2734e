// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/node.h"

// What holds of words holds of the same words later.
namespace stm::resources {

/*@
  lemma same_byte{L, M}: \forall uint64_t* w, integer n, i;
    SameWords{L, M}(w, n) && 0 <= i < 8 * n ==> ByteAt{L}(w, i) == ByteAt{M}(w, i);
  lemma same_half{L, M}: \forall uint64_t* w, integer n, i;
    SameWords{L, M}(w, n) && 0 <= i && i + 1 < 8 * n ==> HalfAt{L}(w, i) == HalfAt{M}(w, i);
  lemma same_word{L, M}: \forall uint64_t* w, integer n, i;
    SameWords{L, M}(w, n) && 0 <= i && i + 3 < 8 * n ==> WordAt{L}(w, i) == WordAt{M}(w, i);
  lemma same_quad{L, M}: \forall uint64_t* w, integer n, i;
    SameWords{L, M}(w, n) && 0 <= i && i + 7 < 8 * n ==> QuadAt{L}(w, i) == QuadAt{M}(w, i);
  lemma same_frame{L, M}: \forall uint64_t* w, integer n, o, bytes;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Framed{L}(w, o, bytes) ==> Framed{M}(w, o, bytes);
  lemma same_mem{L, M}: \forall uint64_t* w, integer n, o, call;
    SameWords{L, M}(w, n) && 0 <= o && o + 32 <= 8 * n && MemRange{L}(w, o, call) ==> MemRange{M}(w, o, call);
  lemma same_io{L, M}: \forall uint64_t* w, integer n, o;
    SameWords{L, M}(w, n) && 0 <= o && o + 16 <= 8 * n && IoRange{L}(w, o) ==> IoRange{M}(w, o);
  lemma same_msr{L, M}: \forall uint64_t* w, integer n, o, call;
    SameWords{L, M}(w, n) && 0 <= o && o + 32 <= 8 * n && Msr{L}(w, o, call) ==> Msr{M}(w, o, call);
  lemma same_path{L, M}: \forall uint64_t* w, integer n, o;
    SameWords{L, M}(w, n) && 0 <= o && o + 22 <= 8 * n && PciPath{L}(w, o) ==> PciPath{M}(w, o);
  lemma same_pci{L, M}: \forall uint64_t* w, integer n, o, call;
    SameWords{L, M}(w, n) && 0 <= o && o + 22 <= 8 * n && PciCfgRange{L}(w, o, call) ==> PciCfgRange{M}(w, o, call);
  lemma same_trapped{L, M}: \forall uint64_t* w, integer n, o, call;
    SameWords{L, M}(w, n) && 0 <= o && o + 16 <= 8 * n && TrappedIoRange{L}(w, o, call) ==>
    TrappedIoRange{M}(w, o, call);
  lemma same_fields{L, M}: \forall uint64_t* w, integer n, o, bytes, call;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Framed{L}(w, o, bytes) && Fields{L}(w, o, call) ==>
    Fields{M}(w, o, call);
  lemma same_good{L, M}: \forall uint64_t* w, integer n, o, bytes, call;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && Good{L}(w, o, bytes, call) ==> Good{M}(w, o, bytes, call);
  lemma same_end{L, M}: \forall uint64_t* w, integer n, o, bytes;
    SameWords{L, M}(w, n) && 0 <= o && bytes <= 8 * n && End{L}(w, o, bytes) ==> End{M}(w, o, bytes);
*/

} // namespace stm::resources
