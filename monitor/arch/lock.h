// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// What processors do in turn, one at a time (SDM vol. 2C XADD). Who comes first is first, so nobody waits for more than
// one turn of each other processor.
namespace stm::arch {

// Numbers of 16 bits are more than there are processors. Hardly anything that a lock is held for is made of such words:
// proofs tell memory apart by type first, and find that taking a lock changes nothing else.
struct Lock {
    uint16_t next;    // the number that who comes draws
    uint16_t serving; // whose turn it is
};

// Which locks this processor holds.
//@ ghost uint64_t lock_data = 0;

/*@
  axiomatic LockData {
    predicate IsHeld{L}(Lock* lock) reads lock_data;
  }

  predicate NoneHeld{L} = \forall Lock* lock; !IsHeld{L}(lock);
*/

// Who holds a lock waits for no other one: there is no order of locks to keep, and no circle.
/*@ requires \valid(&lock) && NoneHeld;
    assigns lock, lock_data;
    ensures held: IsHeld(&lock) && (\forall Lock* other; other != &lock ==> !IsHeld(other));
*/
void acquire(Lock& lock);

/*@ requires \valid(&lock) && IsHeld(&lock) && (\forall Lock* other; other != &lock ==> !IsHeld(other));
    assigns lock, lock_data;
    ensures released: NoneHeld;
*/
void release(Lock& lock);

} // namespace stm::arch
