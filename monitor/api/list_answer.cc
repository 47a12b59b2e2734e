// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/list_answer.h"

namespace stm::api {

// The page's first words go to where it came from.
/*@ requires \valid_read(&page) && \valid_read(&platform) && \valid(&window);
    requires \separated(&page, &platform, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && IsOsPage(&platform.layout, platform.limit, address);
    requires linear % 0x1000 == 0 && n <= 512;
    assigns window.entry[0], arch::foreign[address / 8 .. address / 8 + n - 1];
    ensures written: IsWritten(&page, address, n);
    ensures only: OnlyAnswer{Pre, Post}(address, n);
    ensures smram: SmramUntouched{Pre, Post}(&platform);
    ensures closed: window.entry[0] == 0;
*/
static void write_back(arch::Page const& page, uint32_t n, uint64_t address, Platform const& platform,
                       arch::Window& window, uint64_t linear) {
    [[maybe_unused]] auto const written =
        caller::write_os_words(page.word, n, address, 0, platform.layout, platform.limit, window, linear);
    //@ assert written: written == abi::Status::Success;
}

/*@ requires \valid_read(&list) && IsTable(&list);
    assigns \nothing;
    ensures \result == WordsOf(&list) <= 510;
*/
[[nodiscard]] static uint32_t words_of(resources::OsList const& list) {
    return (uint32_t{list.nodes.at[list.nodes.count]} + 7) / 8;
}

void write_list(arch::Page const& page, resources::OsList const& list, uint64_t address, Platform const& platform,
                arch::Window& window, uint64_t linear) {
    auto const n = words_of(list);
    write_back(page, n, address, platform, window, linear);
}

} // namespace stm::api
