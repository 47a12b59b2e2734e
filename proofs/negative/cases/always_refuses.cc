// SPDX-License-Identifier: Apache-2.0
// A function that refuses whatever it is asked is refused by its progress clause.
// refused: goal: add_ensures_progress
#include <stdint.h>

struct Table {
  uint32_t count;
  uint32_t entries[8];
};

/*@ requires \valid(t) && t->count <= 8;
    assigns t->count, t->entries[0 .. 7];
    ensures safe: t->count <= 8;
    ensures refused: !\result ==> t->count == \old(t->count);
    ensures progress: \old(t->count) < 8 ==> \result; */
bool add(Table* t, uint32_t entry) {
  t->entries[0] = t->count < 8u ? entry : t->entries[0];
  return false;
}
