// SPDX-License-Identifier: Apache-2.0
#include "monitor/caller/os_page.h"

namespace stm::caller {

constexpr uint32_t kWords = kPageSize / 8;

uint64_t word_address(uint64_t address, uint32_t offset) {
    uint64_t const bytes = 8 * uint64_t{offset};
    //@ assert page: address == kPageSize * (address / kPageSize);
    return address + bytes;
}

abi::Status read_os_page(arch::Page& page, uint64_t address, Layout const& layout, uint64_t limit, arch::Window& window,
                         uint64_t linear) {
    bool const own = is_os_page(layout, limit, address);
    if (!own) return abi::Status::SecurityViolation;
    arch::read_physical(page.word, kWords, address, window, linear);
    return abi::Status::Success;
}

abi::Status write_os_words(uint64_t const* words, uint32_t count, uint64_t address, uint32_t offset,
                           Layout const& layout, uint64_t limit, arch::Window& window, uint64_t linear) {
    bool const own = is_os_page(layout, limit, address);
    if (!own) return abi::Status::SecurityViolation;
    auto const at = word_address(address, offset);
    arch::write_physical(words, count, at, window, linear)
        /*@ ghost (layout.mseg_first, layout.tseg_last) */;
    return abi::Status::Success;
}

abi::Status write_os_page(arch::Page const& page, uint64_t address, Layout const& layout, uint64_t limit,
                          arch::Window& window, uint64_t linear) {
    return write_os_words(page.word, kWords, address, 0, layout, limit, window, linear);
}

} // namespace stm::caller
