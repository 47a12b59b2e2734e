// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/log_clear.h"

namespace stm::api {

/*@ requires \valid(&page);
    assigns page;
    ensures \forall integer i; 0 <= i < 512 ==> page.word[i] == 0;
*/
static void make_zero(arch::Page& page) {
    /*@ loop invariant range: 0 <= i <= 512;
        loop invariant zero: \forall integer j; 0 <= j < i ==> page.word[j] == 0;
        loop assigns i, page.word[0 .. 511];
        loop variant 512 - i;
    */
    for (uint32_t i = 0; i < 512; ++i) {
        page.word[i] = 0;
    }
}

/*@
  predicate IsZero{L}(arch::Page* p) = \forall integer i; 0 <= i < 512 ==> p->word[i] == 0;

  // What was 0 still is.
  predicate StayClear{L, M} = \forall integer k; 0 <= k < arch::kForeignWords && \at(arch::foreign[k], L) == 0 ==>
    \at(arch::foreign[k], M) == 0;

  lemma stay_clear{L, M}: \forall integer address; 0 <= address && address / 8 + 512 <= arch::kForeignWords &&
    IsClear{L}(address) && StayClear{L, M} ==> IsClear{M}(address);
*/

/*@ requires \valid_read(&page) && \valid(&window) && IsZero(&page);
    requires \separated(&page, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures clear: IsPageOfOs(platform, address) ==> IsClear(address);
    ensures others: StayClear{Pre, Post};
    ensures zero: IsZero(&page);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
static void write_page(arch::Page const& page, uint64_t address, Platform platform, arch::Window& window,
                       uint64_t linear) {
    bool const own = is_os_page(platform.layout, platform.limit, address);
    if (!own) return;
    [[maybe_unused]] auto const written =
        caller::write_os_page(page, address, platform.layout, platform.limit, window, linear);
    //@ assert still_zero: IsZero(&page);
    //@ assert written: written == abi::Status::Success;
    /*@ assert words: \forall integer k; address / 8 <= k < address / 8 + 512 ==>
          arch::foreign[k] == page.word[k - address / 8]; */
    //@ assert clear: IsClear(address);
    //@ assert others: StayClear{Pre, Here};
}

// The log stays what it is meanwhile.
/*@ requires \valid_read(&page) && \valid_read(&log) && \valid(&window) && IsZero(&page);
    requires \separated(&page, &log, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures clear: IsPageOfOs(platform, address) ==> IsClear(address);
    ensures others: StayClear{Pre, Post};
    ensures zero: IsZero(&page);
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures log: log::EventLog::Inv(&log);
    ensures pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==> log.ring_.page_[k] == \old(log.ring_.page_[k]);
*/
static void write_apart(arch::Page const& page, uint64_t address, [[maybe_unused]] log::EventLog const& log,
                        Platform platform, arch::Window& window, uint64_t linear) {
    write_page(page, address, platform, window, linear);
    //@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==> log.ring_.page_[k] == \at(log.ring_.page_[k], Pre);
    //@ assert counts: log.ring_.count_ == \at(log.ring_.count_, Pre) && log.ring_.next_ == \at(log.ring_.next_, Pre);
}

// Zeros to all pages of the log.
/*@ requires \valid_read(&page) && \valid_read(&log) && \valid(&window) && IsZero(&page);
    requires \separated(&page, &log, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures clear: AreClear(&log, platform, log::Ring::Pages(&log.ring_));
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures log: log::EventLog::Inv(&log);
*/
static void clear_pages(arch::Page const& page, log::EventLog const& log, Platform platform, arch::Window& window,
                        uint64_t linear) {
    /*@ loop invariant range: 0 <= k <= abi::kMaxLogPages;
        loop invariant log: log::EventLog::Inv(&log);
        loop invariant zero: IsZero(&page);
        loop invariant clear: AreClear(&log, platform, k);
        loop invariant smram: SmramKept{Pre, Here}(platform);
        loop assigns k, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
        loop variant abi::kMaxLogPages - k;
    */
    for (uint32_t k = 0; k < abi::kMaxLogPages; ++k) {
        auto const pages = log.pages();
        if (k >= pages) return;
        auto const address = log.page_address(k);
        write_apart(page, address, log, platform, window, linear);
        //@ assert before: AreClear(&log, platform, k);
    }
}

void clear_log(arch::Page& page, log::EventLog const& log, Platform platform, arch::Window& window, uint64_t linear) {
    make_zero(page);
    //@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==> log.ring_.page_[k] == \at(log.ring_.page_[k], Pre);
    //@ assert counts: log.ring_.count_ == \at(log.ring_.count_, Pre) && log.ring_.next_ == \at(log.ring_.next_, Pre);
    clear_pages(page, log, platform, window, linear);
}

} // namespace stm::api
