// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/log_pages.h"

namespace stm::api {

/*@ requires \valid_read(words + (0 .. n - 1)) && \valid_read(&platform) && \valid(&window);
    requires \separated(words + (0 .. n - 1), &platform, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && IsOsSlot(&platform, at) && linear % 0x1000 == 0 && n <= log::kEntryWords;
    assigns window.entry[0], arch::foreign[at / 8 .. at / 8 + n - 1];
    ensures put: \forall integer i; 0 <= i < n ==> arch::foreign[at / 8 + i] == words[i];
    ensures only: arch::SameForeignBut{Pre, Post}(at / 8, at / 8 + n);
    ensures smram: SmramUntouched{Pre, Post}(&platform);
    ensures platform: ValidPlatform(&platform) && IsOsSlot(&platform, at);
    ensures closed: window.entry[0] == 0;
*/
static void write_slot(uint64_t const* words, uint32_t n, uint64_t at, Platform const& platform, arch::Window& window,
                       uint64_t linear) {
    uint64_t const page = at / 0x1000 * 0x1000;
    auto const offset = static_cast<uint32_t>(at % 0x1000 / 8);
    //@ assert aligned: at % 0x1000 % 256 == 0;
    //@ assert place: page / 8 + offset == at / 8;
    //@ assert in_page: offset + 32 <= 512;
    [[maybe_unused]] auto const written =
        caller::write_os_words(words, n, page, offset, platform.layout, platform.limit, window, linear);
    //@ assert written: written == abi::Status::Success;
}

void write_entry(log::Entry const& entry, Platform const& platform, arch::Window& window, uint64_t linear) {
    uint64_t const at = entry.address;
    write_slot(entry.word, log::kEntryWords, at, platform, window, linear);
    //@ assert words: \forall integer i; 0 <= i < log::kEntryWords ==> entry.word[i] == \at(entry.word[i], Pre);
    //@ assert header: entry.header == \at(entry.header, Pre);
    //@ assert put: \forall integer i; 1 <= i < log::kEntryWords ==> arch::foreign[at / 8 + i] == \at(entry.word[i], Pre);
    write_slot(&entry.header, 1, at, platform, window, linear);
    //@ assert words_still: \forall integer i; 0 <= i < log::kEntryWords ==> entry.word[i] == \at(entry.word[i], Pre);
    //@ assert header_still: entry.header == \at(entry.header, Pre) && entry.address == at;
    //@ assert put_still: \forall integer i; 1 <= i < log::kEntryWords ==> arch::foreign[at / 8 + i] == \at(entry.word[i], Pre);
}

} // namespace stm::api
