// SPDX-License-Identifier: Apache-2.0
// A precondition that contradicts what an invariant says of all numbers is refused.
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

struct Set {
    uint64_t first[8];
    uint64_t last[8];
    uint32_t count;
};

struct Pair {
    Set left;
    Set right;
};

/*@ predicate Holds(Set* s, integer x) = \exists integer k; 0 <= k < s->count && s->first[k] <= x <= s->last[k];

    predicate Apart(Pair* p) = \forall integer x; Holds(&p->left, x) ==> !Holds(&p->right, x); */

/*@ requires \valid(p) && Apart(p);
    requires Holds(&p->left, 5) && Holds(&p->right, 5);
    assigns p->left.count;
    ensures Apart(p); */
void f(Pair* p) { p->left.count = 0; }
