// SPDX-License-Identifier: Apache-2.0
#include "monitor/acpi/tables.h"

namespace stm::acpi {

/*@ requires first < 8 && abi::table::kHeader <= bytes <= kMostTable;
    requires \valid_read(words + (0 .. (first + bytes + 7) / 8 - 1));
    assigns \nothing;
    ensures \result <==> IsTable(words, first, signature, bytes);
*/
[[nodiscard]] static bool is_table(uint64_t const* words, uint32_t first, uint64_t signature, uint32_t bytes) {
    uint64_t const name = word_at(words, first + abi::table::kSignature);
    uint64_t const length = word_at(words, first + abi::table::kLength);
    bool const summed = adds_up(words, first, bytes);
    return name == signature && length == bytes && summed;
}

bool is_rsdp(uint64_t const* words, uint32_t first) {
    uint64_t const name = quad_at(words, first);
    uint64_t const revision = byte_at(words, first + abi::rsdp::kRevision);
    uint64_t const length = word_at(words, first + abi::rsdp::kLength);
    bool const first_part = adds_up(words, first, abi::rsdp::kFirstPart);
    bool const whole = adds_up(words, first, abi::rsdp::kBytes);
    return name == abi::rsdp::kSignature && revision >= abi::rsdp::kWithXsdt && length == abi::rsdp::kBytes &&
           first_part && whole;
}

bool is_xsdt(uint64_t const* words, uint32_t first, uint32_t bytes) {
    if (bytes < abi::xsdt::kEntries || (bytes - abi::xsdt::kEntries) % abi::xsdt::kEntryBytes != 0) return false;
    return is_table(words, first, abi::xsdt::kSignature, bytes);
}

bool is_mcfg(uint64_t const* words, uint32_t first, uint32_t bytes) {
    if (bytes < abi::mcfg::kAllocations || (bytes - abi::mcfg::kAllocations) % abi::mcfg::kAllocationBytes != 0)
        return false;
    return is_table(words, first, abi::mcfg::kSignature, bytes);
}

} // namespace stm::acpi
