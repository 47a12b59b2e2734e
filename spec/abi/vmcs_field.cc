// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/vmcs_field.h"

namespace stm::abi {

VmcsWidth width_of(VmcsField field) {
    return static_cast<VmcsWidth>(static_cast<uint32_t>(field) / 0x2000 % 4); // bits 14:13
}

VmcsType type_of(VmcsField field) {
    return static_cast<VmcsType>(static_cast<uint32_t>(field) / 0x400 % 4); // bits 11:10
}

} // namespace stm::abi
