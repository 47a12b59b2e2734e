// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/ring.h"

namespace stm::log {

void Ring::reset() {
    /*@ loop invariant range: 0 <= k <= abi::kMaxLogPages;
        loop invariant zero: \forall integer j; 0 <= j < k ==> page_[j] == 0;
        loop assigns k, page_[0 .. abi::kMaxLogPages - 1];
        loop variant abi::kMaxLogPages - k;
    */
    for (uint32_t k = 0; k < abi::kMaxLogPages; ++k) {
        page_[k] = 0;
    }
    serial_ = 0;
    next_ = 0;
    count_ = 0;
    wrapped_ = false;
}

void Ring::take(arch::Page const& request) {
    uint32_t const n = argument(request);
    /*@ loop invariant range: 0 <= k <= n;
        loop invariant taken: \forall integer j; 0 <= j < k ==> page_[j] == \at(Address(&request, j), Pre) / kPageSize;
        loop assigns k, page_[0 .. abi::kMaxLogPages - 1];
        loop variant n - k;
    */
    for (uint32_t k = 0; k < n; ++k) {
        page_[k] = request.word[1 + k] / kPageSize;
    }
    serial_ = 0;
    next_ = 0;
    count_ = n;
    wrapped_ = false;
}

void Ring::rewind() {
    next_ = 0;
    wrapped_ = false;
}

void Ring::append(abi::EventType type, EventData const& data, Entry& entry) {
    uint64_t const page = page_[next_ / abi::kLogEntriesPerPage];
    uint64_t const slot = next_ % abi::kLogEntriesPerPage;
    compose(entry, kPageSize * page + sizeof(abi::LogEntry) * slot, serial_, type, wrapped_, data);
    //@ assert in_page: entry.address / kPageSize == page;
    serial_ = serial_ == UINT32_MAX ? 0 : serial_ + 1;
    //@ assert serial: serial_ == (\at(serial_, Pre) + 1) % 0x100000000;
    if (next_ + 1 == abi::kLogEntriesPerPage * count_) {
        next_ = 0;
        wrapped_ = true;
        return;
    }
    next_ = next_ + 1;
}

uint32_t Ring::pages() const {
    return count_;
}

uint64_t Ring::page_address(uint32_t k) const {
    return kPageSize * page_[k];
}

} // namespace stm::log
