// SPDX-License-Identifier: Apache-2.0
// stm::arch, descriptor_table.h (SDM vol. 2A LGDT, LIDT, LTR).
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch8load_gdtERKNS0_13TableRegisterE
    lgdt 6(%rdi)
    ret
    end _ZN3stm4arch8load_gdtERKNS0_13TableRegisterE

    routine _ZN3stm4arch8load_idtERKNS0_13TableRegisterE
    lidt 6(%rdi)
    ret
    end _ZN3stm4arch8load_idtERKNS0_13TableRegisterE

    routine _ZN3stm4arch18load_task_registerEtRNS0_3GdtE
    ltr %di
    ret
    end _ZN3stm4arch18load_task_registerEtRNS0_3GdtE
