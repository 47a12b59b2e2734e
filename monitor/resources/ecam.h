// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/request.h"

#include <stdint.h>

// PCI configuration registers have two names: their number, and the page in the memory-mapped window (PCI Express
// "enhanced configuration access mechanism"). A request by one name gets a second one by the other, so that both are
// decided alike, however a side spells them and however the other side does (REQ-EXC-07, REQ-POL-14).
namespace stm::resources {

inline constexpr uint64_t kFunctionsPerBus = 256;
inline constexpr uint32_t kMaxBuses = 256;

// Function bdf = 256 * bus + 8 * device + function is page first_page + bdf. Without a window there are 0 buses.
struct Ecam {
    uint64_t first_page;
    uint32_t buses;
};

/*@
  predicate ValidEcam(Ecam e) =
    e.buses <= kMaxBuses && e.first_page + kFunctionsPerBus * e.buses <= kAreaSpan;

  logic integer EndPage(Ecam e) = e.first_page + kFunctionsPerBus * e.buses;

  // A range of pages that meets the window, for reading or writing: registers cannot be executed.
  predicate MeetsWindow(Request* r, Ecam e) =
    r->area == 0 && (r->read || r->write) && r->first < EndPage(e) && e.first_page <= r->last && e.buses > 0;

  // Whole functions that the window shows.
  predicate WholeFunctions(Request* r, Ecam e) =
    r->area == 3 && r->first % kPciFunctionBytes == 0 && r->last % kPciFunctionBytes == kPciFunctionBytes - 1 &&
    r->last / kPciFunctionBytes < kFunctionsPerBus * e.buses;

  predicate Registers(Request* other, Request* r, Ecam e) =
    other->area == 3 &&
    other->first == kPciFunctionBytes * (\max(r->first, e.first_page) - e.first_page) &&
    other->last == kPciFunctionBytes * (\min(r->last, EndPage(e) - 1) - e.first_page) + kPciFunctionBytes - 1;

  predicate WindowPages(Request* other, Request* r, Ecam e) =
    other->area == 0 &&
    other->first == e.first_page + r->first / kPciFunctionBytes &&
    other->last == e.first_page + r->last / kPciFunctionBytes;

  predicate SameAccess(Request* other, Request* r) =
    (other->read <==> r->read) && (other->write <==> r->write) && !other->execute;
*/

/*@ requires function < kFunctionsPerBus * kMaxBuses;
    assigns \nothing;
    ensures \result == kPciFunctionBytes * function && \result % kPciFunctionBytes == 0;
*/
[[nodiscard]] uint64_t first_register(uint64_t function);

/*@ requires function < kFunctionsPerBus * kMaxBuses;
    assigns \nothing;
    ensures \result == kPciFunctionBytes * function + kPciFunctionBytes - 1;
    ensures \result % kPciFunctionBytes == kPciFunctionBytes - 1;
*/
[[nodiscard]] uint64_t last_register(uint64_t function);

// The other name of what the request names, if it has one.
/*@ requires \valid_read(&r) && \valid(&other) && \separated(&other, &r);
    requires Legal(&r) && ValidEcam(ecam);
    assigns other;
    ensures REQ_EXC_07_named: \result <==> MeetsWindow(&r, ecam) || WholeFunctions(&r, ecam);
    ensures REQ_EXC_07_registers: MeetsWindow(&r, ecam) ==> Registers(&other, &r, ecam);
    ensures REQ_EXC_07_pages: WholeFunctions(&r, ecam) ==> WindowPages(&other, &r, ecam);
    ensures REQ_EXC_07_access: \result ==> SameAccess(&other, &r);
    ensures REQ_RSC_09_whole: \result ==> other.area == 0 ||
      (other.area == 3 && other.first % kPciFunctionBytes == 0 &&
       other.last % kPciFunctionBytes == kPciFunctionBytes - 1);
    ensures REQ_POL_06_legal: \result ==> Legal(&other);
*/
[[nodiscard]] bool other_name(Request const& r, Ecam ecam, Request& other);

} // namespace stm::resources
