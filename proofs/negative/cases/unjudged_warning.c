// SPDX-License-Identifier: Apache-2.0
// A warning that nobody has judged is refused.
// function: f contract /*@ assigns \nothing; ensures \true; */
// refused: warning: implicit
// refused: warning: Neither code nor specification
// refused: assigns: No 'assigns' specification
// refused: callee: g
#include <stdint.h>

/*@ assigns \nothing; ensures \true; */
void f(void) { g(); }
