// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/descriptor.h"

#include "spec/abi/psd.h"

namespace stm::smi {

constexpr uint64_t kMostGdt = 0x10000; // bytes: a limit has 16 bits

/*@ requires \valid_read(words + (0 .. kPsdWords - 1));
    assigns \nothing;
    ensures \result <==> UsablePsd(words);
*/
[[nodiscard]] static bool usable(uint64_t const* words) {
    uint64_t const size = words[1] % 0x10000;
    uint64_t const gdt_size = words[10] % 0x100000000;
    return words[0] == abi::Psd::kSignature && (size == abi::Psd::kSize || size == abi::Psd::kSize099) &&
           gdt_size >= 8 && gdt_size <= kMostGdt;
}

/*@ requires \valid(&descriptor) && \valid_read(words + (0 .. kPsdWords - 1)) && UsableGdt(words);
    requires \separated(&descriptor, words + (0 .. kPsdWords - 1));
    assigns descriptor.cr3, descriptor.setup_rip, descriptor.teardown_rip, descriptor.smi_rip, descriptor.rsp,
      descriptor.gdt_base, descriptor.resource_list, descriptor.acpi_rsdp, descriptor.gdt_limit;
    ensures addresses: Addresses(&descriptor, words);
    ensures root: Rsdp(&descriptor, words);
    ensures words: \forall integer i; 0 <= i < kPsdWords ==> words[i] == \at(words[i], Pre);
*/
static void read_addresses(Descriptor& descriptor, uint64_t const* words) {
    descriptor.cr3 = words[4];
    descriptor.setup_rip = words[5];
    descriptor.teardown_rip = words[6];
    descriptor.smi_rip = words[7];
    descriptor.rsp = words[8];
    descriptor.gdt_base = words[9];
    descriptor.resource_list = words[15];
    descriptor.acpi_rsdp = words[1] % 0x10000 == abi::Psd::kSize ? words[16] : 0;
    descriptor.gdt_limit = static_cast<uint32_t>(words[10] % 0x100000000 - 1);
}

// Of these words, which stay.
/*@ requires \valid(&descriptor) && \valid_read(words + (0 .. kPsdWords - 1));
    requires \separated(&descriptor, words + (0 .. kPsdWords - 1));
    requires UsablePsd(words) && Addresses(&descriptor, words) && Rsdp(&descriptor, words);
    requires Modes(&descriptor, words) && Selectors(&descriptor, words);
    assigns descriptor.exception;
    ensures usable: UsablePsd(words);
    ensures root: Rsdp(&descriptor, words);
    ensures addresses: Addresses(&descriptor, words);
    ensures modes: Modes(&descriptor, words) && Selectors(&descriptor, words);
    ensures handler: exceptions::SaysHandler{Post, Post}(&descriptor.exception, words);
*/
static void read_handler(Descriptor& descriptor, uint64_t const* words) {
    exceptions::read_exception_handler(descriptor.exception, words);
    //@ assert words: \forall integer i; 0 <= i < kPsdWords ==> words[i] == \at(words[i], Pre);
}

/*@ requires \valid(&descriptor) && \valid_read(words + (0 .. kPsdWords - 1)) && UsablePsd(words);
    requires \separated(&descriptor, words + (0 .. kPsdWords - 1));
    assigns descriptor.cr3, descriptor.setup_rip, descriptor.teardown_rip, descriptor.smi_rip, descriptor.rsp,
      descriptor.gdt_base, descriptor.resource_list, descriptor.acpi_rsdp, descriptor.gdt_limit,
      descriptor.cs, descriptor.ds, descriptor.ss, descriptor.other, descriptor.tr,
      descriptor.execute_outside, descriptor.long_mode, descriptor.pae, descriptor.pse;
    ensures usable: UsablePsd(words);
    ensures root: Rsdp(&descriptor, words);
    ensures addresses: Addresses(&descriptor, words);
    ensures modes: Modes(&descriptor, words) && Selectors(&descriptor, words);
*/
static void read_smi_handler(Descriptor& descriptor, uint64_t const* words) {
    read_addresses(descriptor, words);
    descriptor.cs = static_cast<uint16_t>(words[2] / 0x100000000 % 0x10000);
    descriptor.ds = static_cast<uint16_t>(words[2] / 0x1000000000000);
    descriptor.ss = static_cast<uint16_t>(words[3] % 0x10000);
    descriptor.other = static_cast<uint16_t>(words[3] / 0x10000 % 0x10000);
    descriptor.tr = static_cast<uint16_t>(words[3] / 0x100000000 % 0x10000);
    descriptor.execute_outside = words[2] % 2 == 0;
    descriptor.long_mode = words[2] / 2 % 2 == 1;
    descriptor.pae = words[2] / 4 % 2 == 1;
    descriptor.pse = words[2] / 8 % 2 == 1;
}

bool read_descriptor(Descriptor& descriptor, uint64_t const* words) {
    bool const good = usable(words);
    if (!good) return false;
    read_smi_handler(descriptor, words);
    read_handler(descriptor, words);
    return true;
}

} // namespace stm::smi
