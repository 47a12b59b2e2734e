// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// I/O ports (SDM vol. 1 chapter 19). No device behind a port that the monitor uses writes memory that is the monitor's.
namespace stm::arch {

// All that has been written, in its order: to which port, and what.
//@ ghost uint64_t port_data = 0;

/*@
  axiomatic PortData {
    logic integer Written{L} reads port_data;
    logic integer PortAt{L}(integer i) reads port_data;
    logic integer ValueAt{L}(integer i) reads port_data;
  }

  // So many writes more, and none of those before has changed.
  predicate Appended{L, M}(integer count) = Written{M} == Written{L} + count &&
    (\forall integer i; i < Written{L} ==> PortAt{M}(i) == PortAt{L}(i) && ValueAt{M}(i) == ValueAt{L}(i));
*/

//@ assigns \nothing;
[[nodiscard]] uint8_t input8(uint16_t port);

//@ assigns \nothing;
[[nodiscard]] uint16_t input16(uint16_t port);

//@ assigns \nothing;
[[nodiscard]] uint32_t input32(uint16_t port);

/*@ assigns port_data;
    ensures written: Appended{Pre, Post}(1) && PortAt(Written{Pre}) == port && ValueAt(Written{Pre}) == value;
*/
void output8(uint16_t port, uint8_t value);

/*@ assigns port_data;
    ensures written: Appended{Pre, Post}(1) && PortAt(Written{Pre}) == port && ValueAt(Written{Pre}) == value;
*/
void output16(uint16_t port, uint16_t value);

/*@ assigns port_data;
    ensures written: Appended{Pre, Post}(1) && PortAt(Written{Pre}) == port && ValueAt(Written{Pre}) == value;
*/
void output32(uint16_t port, uint32_t value);

} // namespace stm::arch
