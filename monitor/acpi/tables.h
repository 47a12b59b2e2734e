// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/acpi/checksum.h"
#include "spec/abi/acpi.h"

#include <stdint.h>

// Copies of ACPI's tables: whether they are what they are taken for. `first` is the byte of the words where one begins.
namespace stm::acpi {

/*@
  predicate IsRsdp{L}(uint64_t* w, integer first) =
    QuadAt(w, first) == abi::rsdp::kSignature && ByteAt(w, first + abi::rsdp::kRevision) >= abi::rsdp::kWithXsdt &&
    WordAt(w, first + abi::rsdp::kLength) == abi::rsdp::kBytes && AddsUp(w, first, abi::rsdp::kFirstPart) &&
    AddsUp(w, first, abi::rsdp::kBytes);

  predicate IsTable{L}(uint64_t* w, integer first, integer signature, integer bytes) =
    WordAt(w, first + abi::table::kSignature) == signature && WordAt(w, first + abi::table::kLength) == bytes &&
    AddsUp(w, first, bytes);

  // With whole entries behind the header, and nothing else.
  predicate IsXsdt{L}(uint64_t* w, integer first, integer bytes) = bytes >= abi::xsdt::kEntries &&
    (bytes - abi::xsdt::kEntries) % abi::xsdt::kEntryBytes == 0 && IsTable(w, first, abi::xsdt::kSignature, bytes);

  predicate IsMcfg{L}(uint64_t* w, integer first, integer bytes) = bytes >= abi::mcfg::kAllocations &&
    (bytes - abi::mcfg::kAllocations) % abi::mcfg::kAllocationBytes == 0 &&
    IsTable(w, first, abi::mcfg::kSignature, bytes);
*/

/*@ requires first < 8 && \valid_read(words + (0 .. (first + abi::rsdp::kBytes + 7) / 8 - 1));
    assigns \nothing;
    ensures REQ_BIOS_07_rsdp: \result <==> IsRsdp(words, first);
*/
[[nodiscard]] bool is_rsdp(uint64_t const* words, uint32_t first);

/*@ requires first < 8 && bytes <= kMostTable && \valid_read(words + (0 .. (first + bytes + 7) / 8 - 1));
    assigns \nothing;
    ensures REQ_BIOS_07_xsdt: \result <==> IsXsdt(words, first, bytes);
*/
[[nodiscard]] bool is_xsdt(uint64_t const* words, uint32_t first, uint32_t bytes);

/*@ requires first < 8 && bytes <= kMostTable && \valid_read(words + (0 .. (first + bytes + 7) / 8 - 1));
    assigns \nothing;
    ensures REQ_BIOS_07_mcfg: \result <==> IsMcfg(words, first, bytes);
*/
[[nodiscard]] bool is_mcfg(uint64_t const* words, uint32_t first, uint32_t bytes);

} // namespace stm::acpi
