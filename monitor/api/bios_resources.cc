// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/bios_resources.h"

namespace stm::api {

/*@ requires \valid_read(&page) && \valid_read(&platform) && \valid(&window);
    requires \separated(&page, &platform, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && IsOsPage(&platform.layout, platform.limit, address) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures written: \forall integer i; 0 <= i < 512 ==> arch::foreign[address / 8 + i] == page.word[i];
    ensures only: OnlyAnswer{Pre, Post}(address, 512);
    ensures smram: SmramUntouched{Pre, Post}(&platform);
*/
static void hand_out(arch::Page const& page, uint64_t address, Platform const& platform, arch::Window& window,
                     uint64_t linear) {
    [[maybe_unused]] auto const written =
        caller::write_os_page(page, address, platform.layout, platform.limit, window, linear);
    //@ assert written: written == abi::Status::Success;
}

// The same, if there is a page.
/*@ requires \valid_read(&page) && \valid_read(&platform) && \valid(&window);
    requires \separated(&page, &platform, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && IsOsPage(&platform.layout, platform.limit, address) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[address / 8 .. address / 8 + 511];
    ensures found: \result == (found ? abi::Status::Success : abi::Status::PageNotFound);
    ensures written: found ==> (\forall integer i; 0 <= i < 512 ==> arch::foreign[address / 8 + i] == page.word[i]);
    ensures only: OnlyAnswer{Pre, Post}(address, 512);
    ensures smram: SmramUntouched{Pre, Post}(&platform);
    ensures refused: !found ==> NothingWritten{Pre, Post};
*/
[[nodiscard]] static abi::Status answer(bool found, arch::Page const& page, uint64_t address, Platform const& platform,
                                        arch::Window& window, uint64_t linear) {
    if (!found) return abi::Status::PageNotFound;
    hand_out(page, address, platform, window, linear);
    return abi::Status::Success;
}

/*@ requires \valid_read(&list) && \valid(&page) && \valid(&edx) && \separated(&list, &page, &edx);
    requires resources::Padded(&list.word[0], list.bytes);
    assigns page, edx;
    ensures found: \result <==> resources::HasPage{Pre}(&list, \old(edx) % 0x100000000);
    ensures next: \result ==> IsNext{Pre}(&list, \old(edx) % 0x100000000, \at(edx, Post));
    ensures refused: !\result ==> edx == \old(edx);
*/
[[nodiscard]] static bool take_page(resources::BiosList const& list, arch::Page& page, uint64_t& edx) {
    auto const index = static_cast<uint32_t>(edx % 0x100000000);
    uint32_t next = 0;
    bool const found = resources::bios_page(list, index, page, next);
    if (!found) return false;
    edx = next;
    return true;
}

abi::Status get_bios_resources(arch::Registers& registers, Platform const& platform, resources::BiosList const& list,
                               uint64_t address, arch::Page& page, arch::Window& window, uint64_t linear) {
    bool const found = take_page(list, page, registers.rdx);
    return answer(found, page, address, platform, window, linear);
}

} // namespace stm::api
