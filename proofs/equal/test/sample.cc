// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/test/sample.h"

namespace sample {

constexpr uint8_t kWidths[4] = {8, 2, 4, 1};

/*@ requires \valid_read(&range);
    assigns \nothing; */
[[nodiscard]] static bool well_formed(Range const& range) {
    return range.first <= range.last && range.last < 0x10000000000;
}

/*@ requires \valid_read(&left) && \valid_read(&right);
    assigns \nothing; */
[[nodiscard]] static bool disjoint(Range const& left, Range const& right) {
    return left.last < right.first || right.last < left.first;
}

void Table::clear() {
    count_ = 0;
    frozen_ = false;
}

Status Table::insert(Range const& range) {
    if (frozen_ || !well_formed(range)) { return Status::Invalid; }
    if (count_ >= kCapacity) { return Status::Full; }
    /*@ loop invariant 0 <= i <= count_;
        loop assigns i;
        loop variant count_ - i; */
    for (uint32_t i = 0; i < count_; ++i) {
        if (!disjoint(ranges_[i], range)) { return Status::Invalid; }
    }
    ranges_[count_] = range;
    ranges_[count_].locked = range.kind != Kind::Port;
    count_ = count_ + 1;
    return Status::Ok;
}

Found Table::find(uint64_t page, Kind kind) const {
    uint32_t i = 0;
    /*@ loop invariant 0 <= i <= count_;
        loop assigns i;
        loop variant count_ - i; */
    while (i < count_) {
        Range const& range = ranges_[i];
        if (range.kind == kind && page >= range.first && page - range.first <= length(range)) {
            return Found{.status = Status::Ok, .index = i};
        }
        i++;
    }
    return Found{.status = Status::Absent, .index = kCapacity};
}

bool Table::allows(Frame frame, bool write) const {
    Found const found = find(static_cast<uint64_t>(frame), Kind::Memory);
    if (found.status != Status::Ok) { return false; }
    return !write || !ranges_[found.index].locked;
}

void Table::lock(uint32_t index, bool locked) {
    Range& slot = ranges_[index];
    slot.locked = locked;
}

uint64_t Table::total() const {
    uint64_t sum = 0;
    /*@ loop invariant 0 <= i <= count_;
        loop assigns i, sum;
        loop variant count_ - i; */
    for (uint32_t i = 0; i < count_; ++i) {
        if (ranges_[i].locked) { continue; }
        sum += length(ranges_[i]);
    }
    return sum;
}

uint32_t width(Kind kind) {
    uint32_t bits = kWidths[static_cast<uint8_t>(kind) & 3];
    switch (kind) {
    case Kind::Memory: return 0;
    case Kind::Port: bits = bits * 8; break;
    case Kind::Register:
    case Kind::Config: bits = bits * 16; break;
    default: return 1;
    }
    return bits + 1;
}

int64_t distance(int8_t near, int16_t far) {
    int64_t const from = near;
    int64_t const to = far;
    return from < to ? to - from : from - to;
}

uint64_t mix(uint8_t low, uint64_t high, uint8_t shift) {
    uint8_t const wrapped = static_cast<uint8_t>(low + 200);
    uint64_t const moved = high >> (shift & 31);
    return (moved & ~static_cast<uint64_t>(0xff)) | wrapped;
}

uint32_t take(uint32_t& counter) {
    uint32_t const taken = counter;
    counter++;
    return taken;
}

void exchange(Range& left, Range& right) {
    Range const kept = left;
    left = right;
    right = kept;
}

Status fill(Table& table, uint64_t first, uint32_t pages) {
    table.clear();
    Status status = Status::Ok;
    /*@ loop invariant 0 <= i <= pages;
        loop assigns i, status, table;
        loop variant pages - i; */
    for (uint32_t i = 0; i < pages; ++i) {
        uint64_t const start = first + i * 16;
        Range const range{.first = start, .last = start + 15, .kind = Kind::Memory, .locked = true};
        status = table.insert(range);
        if (status != Status::Ok) { break; }
    }
    return status;
}

} // namespace sample
