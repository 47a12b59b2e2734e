// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/handler.h"

#include <stdint.h>

// The processor SMM descriptor (spec/abi/psd.h), as far as the monitor needs it to run the handler.
namespace stm::smi {

inline constexpr uint32_t kPsdWords = 17; // those that are used, from the first on

struct Descriptor {
    uint64_t cr3;
    uint64_t setup_rip;
    uint64_t teardown_rip;
    uint64_t smi_rip;
    uint64_t rsp;
    uint64_t gdt_base;
    uint64_t resource_list; // 0: the BIOS claims nothing
    uint64_t acpi_rsdp;     // 0: it names none
    exceptions::ExceptionHandler exception;
    uint32_t gdt_limit;
    uint16_t cs;
    uint16_t ds;
    uint16_t ss;
    uint16_t other; // ES, FS, GS
    uint16_t tr;
    bool execute_outside; // may the handler execute outside SMRAM
    bool long_mode;
    bool pae;
    bool pse;
};

/*@
  // By the layout of abi::Psd: bytes are little-endian in words of 64 bits.
  predicate Signed(uint64_t* w) = w[0] == 0x4749535350545854; // "TXTPSSIG"
  predicate KnownSize(uint64_t* w) = w[1] % 0x10000 == 137 || w[1] % 0x10000 == 128;
  predicate UsableGdt(uint64_t* w) = 8 <= w[10] % 0x100000000 <= 0x10000;
  predicate UsablePsd(uint64_t* w) = Signed(w) && KnownSize(w) && UsableGdt(w);

  predicate Modes(Descriptor* d, uint64_t* w) =
    (d->execute_outside <==> w[2] % 2 == 0) && (d->long_mode <==> w[2] / 2 % 2 == 1) &&
    (d->pae <==> w[2] / 4 % 2 == 1) && (d->pse <==> w[2] / 8 % 2 == 1);

  predicate Selectors(Descriptor* d, uint64_t* w) =
    d->cs == w[2] / 0x100000000 % 0x10000 && d->ds == w[2] / 0x1000000000000 && d->ss == w[3] % 0x10000 &&
    d->other == w[3] / 0x10000 % 0x10000 && d->tr == w[3] / 0x100000000 % 0x10000;

  predicate Addresses(Descriptor* d, uint64_t* w) =
    d->cr3 == w[4] && d->setup_rip == w[5] && d->teardown_rip == w[6] && d->smi_rip == w[7] && d->rsp == w[8] &&
    d->gdt_base == w[9] && d->gdt_limit == w[10] % 0x100000000 - 1 && d->resource_list == w[15];

  // From version 1.0 on.
  predicate Rsdp(Descriptor* d, uint64_t* w) = d->acpi_rsdp == (w[1] % 0x10000 == 137 ? w[16] : 0);
*/

// Whether the words are a descriptor; if so, what it says.
/*@ requires \valid(&descriptor) && \valid_read(words + (0 .. kPsdWords - 1));
    requires \separated(&descriptor, words + (0 .. kPsdWords - 1));
    assigns descriptor;
    ensures REQ_BIOS_01_usable: \result <==> UsablePsd(words);
    ensures REQ_BIOS_07_root: \result ==> Rsdp(&descriptor, words);
    ensures REQ_BIOS_05_read: \result ==> Modes(&descriptor, words) && Selectors(&descriptor, words) &&
      Addresses(&descriptor, words);
    ensures REQ_EXC_01_handler: \result ==> exceptions::SaysHandler{Post, Post}(&descriptor.exception, words);
*/
[[nodiscard]] bool read_descriptor(Descriptor& descriptor, uint64_t const* words);

} // namespace stm::smi
