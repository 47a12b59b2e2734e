// SPDX-License-Identifier: Apache-2.0
// What is right is accepted.
// limit: 10
// baseline: 13
// bit fact: land_commutes (= (land x y) (land y x))
// bit fact: land_fff (= (land x 0xfff) (mod x 4096))
// ledger: | `T-1` | axiom | `level_zero@63df5553fed5` | `cases/control.cc` | a test | none | none |
// ledger: | `T-2` | contract | `read@d39e08902628` | `cases/control.cc` | a test | none | none |
// ledger: | `T-3` | admit | `admits/low@f94c583ef74d` | `cases/control.cc` | a test | none | none |
#include <stdint.h>

// The right version of every wrong one beside it: what the others are refused for is their own mistake.

/*@ requires -1000 < a < 1000 && -1000 < b < 1000;
    assigns \nothing;
    ensures \result == a + b; */
int32_t sum(int32_t a, int32_t b) { return a + b; }

/*@ requires b > 0;
    assigns \nothing;
    ensures \result == (a / b) % 256; */
uint8_t shrink(uint64_t a, uint64_t b) { return static_cast<uint8_t>((a / b) % 256u); }

/*@ requires n < 64;
    assigns \nothing;
    ensures \result == a >> n; */
uint64_t shifted(uint64_t a, uint32_t n) { return a >> n; }

struct Table {
  uint32_t count;
  uint32_t entries[8];
};

/*@ requires \valid_read(t) && i < 8;
    assigns \nothing;
    ensures \result == t->entries[i]; */
uint32_t entry(Table const* t, uint32_t i) { return t->entries[i]; }

/*@ requires \valid(t) && t->count <= 8;
    assigns t->count, t->entries[0 .. 7];
    ensures safe: t->count <= 8;
    ensures refused: !\result ==> t->count == \old(t->count);
    ensures progress: \old(t->count) < 8 ==> \result; */
bool add(Table* t, uint32_t value) {
  if (t->count == 8u) return false;
  t->entries[t->count] = value;
  t->count = t->count + 1u;
  return true;
}

/*@ assigns \nothing;
    behavior low:
      assumes x < 10;
      ensures \result == 0;
    behavior high:
      assumes x >= 10;
      ensures \result == 1;
    complete behaviors;
    disjoint behaviors; */
uint32_t level_of(uint32_t x) { return x < 10u ? 0u : 1u; }

/*@ requires \valid(p) && \valid(q) && \separated(p, q);
    assigns *p, *q;
    ensures both: *p == 1 && *q == 2; */
void both(uint32_t* p, uint32_t* q) {
  *p = 1;
  *q = 2;
}

/*@ requires n < 1000;
    assigns \nothing;
    ensures \result == n; */
uint32_t count(uint32_t n) {
  uint32_t total = 0;
  /*@ loop invariant 0 <= i <= n && total == i;
      loop assigns i, total;
      loop variant n - i; */
  for (uint32_t i = 0; i < n; ++i) total = total + 1u;
  return total;
}

//@ lemma squares: \forall integer x; x * x >= 0;

/*@ axiomatic LevelFacts {
      logic integer Level(integer x);
      axiom level_zero: Level(0) == 0;
    } */

/*@ assigns \nothing;
    ensures \result == Level(0); */
uint32_t axiomatic_level() { return 0; }

/*@ assigns \nothing;
    ensures \result < 4; */
uint32_t read();

/*@ assigns \nothing;
    ensures \result < 4; */
uint32_t calls() { return read(); }

/*@ assigns \nothing;
    ensures \result < 10; */
uint32_t admits(uint32_t x) {
  //@ admit low: x < 10;
  return x;
}

/*@ assigns \nothing;
    ensures \result == address % 4096; */
uint64_t offset(uint64_t address) { return address & 0xfffu; }

constexpr uint32_t kLimit = 9;

namespace a {

constexpr uint32_t kLimit = 4;

/*@ assigns \nothing;
    ensures limit: \result == kLimit; */
uint32_t f() { return kLimit; }

} // namespace a
