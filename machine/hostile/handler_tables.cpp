// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/handler_tables.hpp"

#include "machine/guests/bare/descriptors.hpp"
#include "machine/guests/image_header.hpp"
#include "machine/hostile/os_tables.hpp"
#include "spec/abi/psd.h"

namespace redoubt::hostile {
namespace {

using machine::Machine;
using machine::Style;
namespace guest = machine::guest;

constexpr uint64_t entry_bits = 0x63; // present, writable, accessed, dirty
constexpr uint64_t large = 0x80;

void put_word(Machine& machine, uint64_t at, uint64_t value) {
    put_words(machine, at, std::array{value});
}

void put_gates(Machine& machine) {
    std::vector<uint64_t> wide;
    std::vector<uint64_t> narrow;
    for (unsigned vector = 0; vector < 256; ++vector) {
        auto const gate = guest::gate(handler::kStub, guest::HandlerHeader::kCs, 0);
        wide.push_back(gate.low);
        wide.push_back(gate.high);
        narrow.push_back(guest::gate(handler::kStub, guest::HandlerHeader::kFlatCs, 0).low);
    }
    put_words(machine, handler::kIdt64, wide);
    put_words(machine, handler::kIdt32, narrow);
    constexpr std::array<uint8_t, 2> rsm{0x0f, 0xaa};
    (void)machine.put(handler::kStub, std::as_bytes(std::span{rsm}));
    // Limit, then base (SDM vol. 3A figure 2-6).
    put_words(machine, handler::kIdtrs, std::array{0xfff | handler::kIdt64 << 16, uint64_t{0}});
    put_words(machine, handler::kIdtrs + 16, std::array{0x7ff | handler::kIdt32 << 16, uint64_t{0}});
}

} // namespace

void put_handler_tables(Machine& machine) {
    put_identity_map(machine, handler::kLevel4, handler::kLevel3, handler::kLevel2, entry_bits);
    std::vector<uint64_t> gigabytes;
    for (uint64_t i = 4; i < 512; ++i)
        gigabytes.push_back(i << 30 | entry_bits | large);
    put_words(machine, handler::kLevel3 + 4 * sizeof(uint64_t), gigabytes);
    put_gates(machine);
}

void put_descriptors(Machine& machine, Style style, bool with_setup, bool with_teardown) {
    using stm::abi::Psd;
    for (unsigned number = 0; number < machine.processors(); ++number) {
        auto const psd = machine.layout().smbase(number) + stm::abi::smbase::kPsd;
        auto const code = handler::kCode.of(number);
        put_word(machine, psd + offsetof(Psd, smm_smi_handler_rip), code);
        put_word(machine, psd + offsetof(Psd, smm_smi_handler_rsp), handler::kStack.of(number) + kPage - 0x40);
        if (style == Style::Coreboot) continue;
        put_word(machine, psd + offsetof(Psd, smm_cr3), handler::kLevel4);
        put_word(machine, psd + offsetof(Psd, smm_stm_setup_rip), with_setup ? code : 0);
        put_word(machine, psd + offsetof(Psd, smm_stm_teardown_rip), with_teardown ? code : 0);
        put_word(machine, psd + offsetof(Psd, stm_protection_exception_handler), handler::kStub);
        put_word(machine, psd + offsetof(Psd, stm_protection_exception_handler) + sizeof(uint64_t),
                 handler::kExceptionStack.of(number) + kPage - 0x40);
    }
}

} // namespace redoubt::hostile
