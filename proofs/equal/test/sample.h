// SPDX-License-Identifier: Apache-2.0
// A small module with one of everything that the lowering has to get right. Its contracts are only as long as the rules ask.
#pragma once

#include <stdint.h>

namespace sample {

enum class Frame : uint64_t {};

enum class Status : uint8_t { Ok = 0, Full = 1, Invalid = 2, Absent = 3 };

enum class Kind : uint8_t { Memory, Port, Register, Config };

constexpr uint32_t kCapacity = 8;

struct Range {
    uint64_t first;
    uint64_t last;
    Kind kind;
    bool locked;
};

struct Found {
    Status status;
    uint32_t index;
};

/*@ requires \valid_read(&range);
    assigns \nothing;
    ensures \result == range.last - range.first; */
[[nodiscard]] inline uint64_t length(Range const& range) {
    return range.last - range.first;
}

class Table {
public:
    /*@ requires \valid(this);
        assigns *this; */
    void clear();

    /*@ requires \valid(this) && \valid_read(&range);
        assigns *this; */
    [[nodiscard]] Status insert(Range const& range);

    /*@ requires \valid_read(this);
        assigns \nothing; */
    [[nodiscard]] Found find(uint64_t page, Kind kind) const;

    /*@ requires \valid_read(this);
        assigns \nothing; */
    [[nodiscard]] bool allows(Frame frame, bool write) const;

    /*@ requires \valid(this) && index < kCapacity;
        assigns ranges_[index].locked; */
    void lock(uint32_t index, bool locked);

    /*@ requires \valid_read(this);
        assigns \nothing; */
    [[nodiscard]] uint64_t total() const;

private:
    Range ranges_[kCapacity];
    uint32_t count_;
    bool frozen_;
};

/*@ assigns \nothing; */
[[nodiscard]] uint32_t width(Kind kind);

/*@ assigns \nothing; */
[[nodiscard]] int64_t distance(int8_t near, int16_t far);

/*@ assigns \nothing; */
[[nodiscard]] uint64_t mix(uint8_t low, uint64_t high, uint8_t shift);

/*@ requires \valid(&counter);
    assigns counter; */
[[nodiscard]] uint32_t take(uint32_t& counter);

/*@ requires \valid(&left) && \valid(&right);
    assigns left, right; */
void exchange(Range& left, Range& right);

/*@ requires \valid(&table);
    assigns table; */
[[nodiscard]] Status fill(Table& table, uint64_t first, uint32_t pages);

} // namespace sample
