// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/ecam.h"

namespace stm::resources {

/*@ assigns \nothing;
    ensures \result == \max(a, b);
*/
[[nodiscard]] static uint64_t greater(uint64_t a, uint64_t b) {
    return a < b ? b : a;
}

/*@ assigns \nothing;
    ensures \result == \min(a, b);
*/
[[nodiscard]] static uint64_t lesser(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/*@ requires \valid_read(&r) && ValidEcam(ecam);
    assigns \nothing;
    ensures \result <==> MeetsWindow(&r, ecam);
*/
[[nodiscard]] static bool meets_window(Request const& r, Ecam ecam) {
    return r.area == Area::Physical && (r.read || r.write) && ecam.buses > 0 &&
           r.first < ecam.first_page + kFunctionsPerBus * ecam.buses && ecam.first_page <= r.last;
}

/*@ requires \valid_read(&r) && ValidEcam(ecam);
    assigns \nothing;
    ensures \result <==> WholeFunctions(&r, ecam);
*/
[[nodiscard]] static bool are_whole_functions(Request const& r, Ecam ecam) {
    return r.area == Area::Pci && r.first % kPciFunctionBytes == 0 &&
           r.last % kPciFunctionBytes == kPciFunctionBytes - 1 &&
           r.last / kPciFunctionBytes < kFunctionsPerBus * ecam.buses;
}

uint64_t first_register(uint64_t function) {
    return kPciFunctionBytes * function;
}

uint64_t last_register(uint64_t function) {
    uint64_t const last = kPciFunctionBytes * function + kPciFunctionBytes - 1;
    //@ assert function: last / kPciFunctionBytes == function;
    return last;
}

bool other_name(Request const& r, Ecam ecam, Request& other) {
    other.read = r.read;
    other.write = r.write;
    other.execute = false;
    bool const by_page = meets_window(r, ecam);
    if (by_page) {
        uint64_t const first = greater(r.first, ecam.first_page) - ecam.first_page;
        uint64_t const last = lesser(r.last, ecam.first_page + kFunctionsPerBus * ecam.buses - 1) - ecam.first_page;
        //@ assert within: first <= last < 65536;
        other.area = Area::Pci;
        other.first = first_register(first);
        other.last = last_register(last);
        return true;
    }
    bool const by_number = are_whole_functions(r, ecam);
    if (by_number) {
        other.area = Area::Physical;
        other.first = ecam.first_page + r.first / kPciFunctionBytes;
        other.last = ecam.first_page + r.last / kPciFunctionBytes;
        return true;
    }
    return false;
}

} // namespace stm::resources
