// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"
#include "monitor/policy/layout.h"
#include "spec/abi/event_log.h"

#include <stdint.h>

// What a call of ManageEventLog asks for: an EventLogRequest at the start of a page that was copied from the OS.
namespace stm::log {

inline constexpr uint64_t kPageSize = 0x1000;

/*@
  logic integer SubFunction(arch::Page* request) = request->word[0] % 0x100000000;

  logic integer Argument(arch::Page* request) = request->word[0] / 0x100000000;

  logic integer Address(arch::Page* request, integer k) = request->word[1 + k];

  predicate AllUsable(arch::Page* request, Layout* l, integer limit, integer n) =
    \forall integer k; 0 <= k < n ==> IsOsPage(l, limit, Address(request, k));
*/

/*@ requires \valid_read(&request);
    assigns \nothing;
    ensures \result == SubFunction(&request);
*/
[[nodiscard]] uint32_t sub_function(arch::Page const& request);

/*@ requires \valid_read(&request);
    assigns \nothing;
    ensures \result == Argument(&request);
*/
[[nodiscard]] uint32_t argument(arch::Page const& request);

// The first n pages that a request for a new log names are outside SMRAM.
/*@ requires \valid_read(&request) && \valid_read(&layout) && ValidLayout(&layout) && IsLimit(limit);
    requires n <= abi::kMaxLogPages;
    assigns \nothing;
    ensures REQ_CALL_07_usable: \result <==> AllUsable(&request, &layout, limit, n);
*/
[[nodiscard]] bool all_usable(arch::Page const& request, Layout const& layout, uint64_t limit, uint32_t n);

} // namespace stm::log
