// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler_ports.h"

namespace stm::smi {

/*@
  predicate Fits(io::PortAccess* a, integer ruling) = io::ValidSize(a) && ruling <= io::PortRuling::Denied &&
    (ruling == io::PortRuling::Address ==> io::IsAddress(a)) && (ruling == io::PortRuling::Data ==> io::InData(a));

  predicate Makes(integer ruling) = ruling == io::PortRuling::Direct || ruling == io::PortRuling::Data;

  // Only these ports, and none at all for a ruling by which nothing is made.
  predicate WrittenBy{L, M}(integer ruling, integer port) =
    (!Makes(ruling) ==> arch::Appended{L, M}(0)) &&
    (\forall integer i; arch::Written{L} <= i < arch::Written{M} ==>
      arch::PortAt{M}(i) == io::kAddressPort || arch::PortAt{M}(i) == port);
*/

/*@ requires \valid_read(&access) && Fits(&access, ruling) && io::ValidLatch(latch);
    requires \separated(&access, &arch::port_data);
    assigns arch::port_data;
    ensures written: WrittenBy{Pre, Post}(ruling, \old(access.port));
    ensures nobody: ruling == io::PortRuling::Denied ==> \result == io::Span(\old(access.size)) - 1;
    ensures latch: ruling == io::PortRuling::Address ==> \result == latch;
*/
[[nodiscard]] static uint32_t take_in(uint32_t latch, io::PortAccess const& access, io::PortRuling ruling) {
    if (ruling == io::PortRuling::Direct) return io::input(access.port, access.size);
    if (ruling == io::PortRuling::Address) return latch;
    if (ruling == io::PortRuling::Data) return io::input_data(latch, access.port, access.size);
    return io::nobody(access.size);
}

/*@ requires \valid(&latch) && \valid_read(&access) && Fits(&access, ruling);
    requires \separated(&latch, &access, &arch::port_data);
    requires io::ValidLatch(latch);
    assigns latch, arch::port_data;
    ensures written: WrittenBy{Pre, Post}(ruling, \old(access.port));
    ensures latched: ruling == io::PortRuling::Address ==> latch == io::Latched(value);
    ensures kept: ruling != io::PortRuling::Address ==> latch == \old(latch);
    ensures valid: io::ValidLatch(latch);
*/
static void put_out(uint32_t& latch, io::PortAccess const& access, io::PortRuling ruling, uint32_t value) {
    if (ruling == io::PortRuling::Direct) io::output(access.port, access.size, value);
    if (ruling == io::PortRuling::Address) latch = io::latched(value);
    if (ruling == io::PortRuling::Data) io::output_data(latch, access.port, access.size, value);
}

/*@ requires \valid(&registers) && \valid(&latch) && \valid_read(&access) && Fits(&access, ruling);
    requires \separated(&registers, &latch, &access, &arch::port_data);
    requires io::ValidLatch(latch);
    assigns registers.rax, latch, arch::port_data;
    ensures written: WrittenBy{Pre, Post}(ruling, \old(access.port));
    ensures nobody: ruling == io::PortRuling::Denied && \old(access.in) ==>
      registers.rax == io::AfterInput(\old(registers.rax), \old(access.size), io::Span(\old(access.size)) - 1);
    ensures latched: ruling == io::PortRuling::Address && !\old(access.in) ==>
      latch == io::Latched(\old(registers.rax) % 0x100000000);
    ensures read_back: ruling == io::PortRuling::Address && \old(access.in) ==> registers.rax == \old(latch);
    ensures valid: io::ValidLatch(latch);
*/
static void carry_out(arch::Registers& registers, uint32_t& latch, io::PortAccess const& access,
                      io::PortRuling ruling) {
    if (access.in) {
        uint32_t const value = take_in(latch, access, ruling);
        registers.rax = io::after_input(registers.rax, access.size, value);
        return;
    }
    uint32_t const value = io::output_of(registers.rax, access.size);
    put_out(latch, access, ruling, value);
}

/*@ requires \valid_read(&access);
    assigns \nothing;
    ensures \result <==> io::ValidSize(&access) && !access.string;
*/
[[nodiscard]] static bool is_plain(io::PortAccess const& access) {
    return (access.size == 1 || access.size == 2 || access.size == 4) && !access.string;
}

bool serve_port(arch::Registers& registers, uint32_t& latch, Policy const& policy, io::PortAccess const& access) {
    io::PortRuling const ruling = io::rule_port(policy, access, latch);
    if (ruling == io::PortRuling::IoViolation || ruling == io::PortRuling::PciViolation) return false;
    bool const plain = is_plain(access);
    if (plain) carry_out(registers, latch, access, ruling);
    return skip_instruction();
}

} // namespace stm::smi
