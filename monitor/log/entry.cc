// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/entry.h"

namespace stm::log {

using abi::LogEntryHeader;

/*@ requires serial <= 0xffffffff && type <= 0xffff && flags <= 0xffff;
    assigns \nothing;
    ensures \result == Header(serial, type, flags);
*/
[[nodiscard]] static uint64_t header_of(uint64_t serial, uint64_t type, uint64_t flags) {
    return serial + 0x100000000 * type + 0x1000000000000 * flags;
}

void compose(Entry& entry, uint64_t address, uint32_t serial, abi::EventType type, bool wrapped,
             EventData const& data) {
    uint64_t const also = wrapped ? uint64_t{LogEntryHeader::kWrapped} : 0;
    uint64_t const of_type = static_cast<uint64_t>(type);
    entry.address = address;
    entry.word[0] = header_of(serial, of_type, LogEntryHeader::kLock + also);
    entry.header = header_of(serial, of_type, LogEntryHeader::kValid + also);
    /*@ loop invariant range: 0 <= k <= kDataWords;
        loop invariant copied: \forall integer j; 0 <= j < k ==> entry.word[1 + j] == data.word[j];
        loop invariant zero: ZeroFrom{Pre}(&data, 0) ==>
          (\forall integer j; 1 <= j <= k ==> entry.word[j] == 0);
        loop assigns k, entry.word[1 .. kDataWords];
        loop variant kDataWords - k;
    */
    for (uint32_t k = 0; k < kDataWords; ++k) {
        uint64_t const next = data.word[k];
        //@ assert next: ZeroFrom{Pre}(&data, 0) ==> next == \at(data.word[\at(k, Here)], Pre) == 0;
        entry.word[1 + k] = next;
    }
}

} // namespace stm::log
