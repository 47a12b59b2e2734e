// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/flags.h"

namespace stm::domains {

/*@ requires cf < 2 && pf < 2 && af < 2 && zf_sf < 4 && tf_if < 4 && df_of < 4 && iopl_nt < 8 && rf < 2 && vm < 2 &&
      ac_to_id < 0x10;
    assigns \nothing;
    ensures size: \result < 0x400000;
    ensures bit_1: Flags(\result, 2, 2) == 1;
    ensures bit_3: Flags(\result, 8, 2) == 0;
    ensures bit_5: Flags(\result, 0x20, 2) == 0;
    ensures bit_15: Flags(\result, 0x8000, 2) == 0;
    ensures cf: Flags(\result, 1, 2) == cf;
    ensures pf: Flags(\result, 4, 2) == pf;
    ensures af: Flags(\result, 0x10, 2) == af;
    ensures zf_sf: Flags(\result, 0x40, 4) == zf_sf;
    ensures tf_if: Flags(\result, 0x100, 4) == tf_if;
    ensures df_of: Flags(\result, 0x400, 4) == df_of;
    ensures iopl_nt: Flags(\result, 0x1000, 8) == iopl_nt;
    ensures rf: Flags(\result, 0x10000, 2) == rf;
    ensures vm: Flags(\result, 0x20000, 2) == vm;
    ensures ac_to_id: Flags(\result, 0x40000, 0x10) == ac_to_id;
*/
[[nodiscard]] static uint64_t composed(uint64_t cf, uint64_t pf, uint64_t af, uint64_t zf_sf, uint64_t tf_if,
                                       uint64_t df_of, uint64_t iopl_nt, uint64_t rf, uint64_t vm, uint64_t ac_to_id) {
    uint64_t const from_vm = vm + 2 * ac_to_id;
    uint64_t const from_rf = rf + 2 * from_vm;
    uint64_t const from_iopl = iopl_nt + 0x10 * from_rf;
    uint64_t const from_df = df_of + 4 * from_iopl;
    uint64_t const from_tf = tf_if + 4 * from_df;
    uint64_t const from_zf = zf_sf + 4 * from_tf;
    uint64_t const from_af = af + 4 * from_zf;
    uint64_t const flags = cf + 2 + 4 * pf + 0x10 * from_af;
    //@ assert low: flags % 0x10 == cf + 2 + 4 * pf;
    //@ assert af: flags / 0x10 == from_af;
    //@ assert zf: flags / 0x40 == from_zf;
    //@ assert tf: flags / 0x100 == from_tf;
    //@ assert df: flags / 0x400 == from_df;
    //@ assert iopl: flags / 0x1000 == from_iopl;
    //@ assert rf: flags / 0x10000 == from_rf;
    //@ assert vm: flags / 0x20000 == from_vm;
    //@ assert ac: flags / 0x40000 == ac_to_id;
    //@ assert bit_3: flags / 8 == 2 * from_af;
    //@ assert bit_5: flags / 0x20 == 2 * from_zf + af / 2;
    //@ assert bit_15: flags / 0x8000 == 2 * from_rf + iopl_nt / 8;
    return flags;
}

uint64_t entry_flags(uint64_t old, uint64_t wanted, bool held) {
    uint64_t const tf_if = held ? old / 0x100 % 4 : wanted / 0x100 % 4;
    return composed(wanted / 1 % 2, wanted / 4 % 2, wanted / 0x10 % 2, wanted / 0x40 % 4, tf_if, wanted / 0x400 % 4,
                    wanted / 0x1000 % 8, wanted / 0x10000 % 2, old / 0x20000 % 2, wanted / 0x40000 % 0x10);
}

bool is_code_address(uint64_t rip, bool code64, bool la57) {
    if (!code64) return rip < 0x100000000;
    if (la57) return rip < 0x100000000000000 || rip >= 0xff00000000000000;
    return rip < 0x800000000000 || rip >= 0xffff800000000000;
}

} // namespace stm::domains
