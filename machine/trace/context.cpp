// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/context.hpp"

namespace redoubt::machine {

std::string_view name_of(Context context) {
    switch (context) {
    case Context::Os: return "OS";
    case Context::OsGuest: return "OS's guest";
    case Context::Monitor: return "monitor";
    case Context::SmiHandler: return "SMI handler";
    case Context::Pe: return "PE";
    case Context::SmmDefault: return "SMM, no monitor";
    }
    return "";
}

std::string_view id_of(Context context) {
    switch (context) {
    case Context::Os: return "os";
    case Context::OsGuest: return "os_guest";
    case Context::Monitor: return "monitor";
    case Context::SmiHandler: return "smi_handler";
    case Context::Pe: return "pe";
    case Context::SmmDefault: return "smm_default";
    }
    return "";
}

} // namespace redoubt::machine
