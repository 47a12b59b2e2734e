// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// What IN leaves in RAX and OUT takes from it (SDM vol. 1 3.4.1.1). Sizes are 1, 2 and 4 bytes.
namespace stm::io {

/*@
  logic integer Span(integer size) = size == 1 ? 0x100 : size == 2 ? 0x10000 : 0x100000000;

  // A register of four bytes or more is 0 above them; of a shorter one the rest stays.
  logic integer AfterInput(integer rax, integer size, integer value) =
    size == 4 ? value : rax / Span(size) * Span(size) + value % Span(size);
*/

// As many ones, as on a bus where no device answers.
/*@ requires size == 1 || size == 2 || size == 4;
    assigns \nothing;
    ensures REQ_POL_01_nothing: \result == Span(size) - 1;
*/
[[nodiscard]] uint32_t nobody(uint8_t size);

/*@ requires size == 1 || size == 2 || size == 4;
    assigns \nothing;
    ensures REQ_VMCS_02_rax: \result == AfterInput(rax, size, value);
*/
[[nodiscard]] uint64_t after_input(uint64_t rax, uint8_t size, uint32_t value);

/*@ requires size == 1 || size == 2 || size == 4;
    assigns \nothing;
    ensures value: \result == rax % Span(size);
*/
[[nodiscard]] uint32_t output_of(uint64_t rax, uint8_t size);

} // namespace stm::io
