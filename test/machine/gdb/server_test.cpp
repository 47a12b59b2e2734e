// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/packet.hpp"
#include "machine/gdb/server.hpp"
#include "test/machine/gdb/fake_target.hpp"

#include <deque>
#include <doctest/doctest.h>

using namespace redoubt::machine::gdb;
using test::FakeTarget;

namespace {

// Says what it was given, piece by piece, and is then lost.
class Script : public Connection {
public:
    explicit Script(std::deque<std::string> pieces) : pieces_(std::move(pieces)) {}

    std::optional<std::string> receive(Wait) override {
        if (pieces_.empty()) return std::nullopt;
        auto piece = std::move(pieces_.front());
        pieces_.pop_front();
        return piece;
    }
    bool send(std::string_view bytes) override {
        sent += bytes;
        return true;
    }

    std::string sent;

private:
    std::deque<std::string> pieces_;
};

struct Served {
    Outcome outcome;
    std::string sent;
};

Served serve_script(std::deque<std::string> pieces) {
    Script script(std::move(pieces));
    FakeTarget target(1);
    auto const outcome = serve(script, target);
    return {outcome, script.sent};
}

} // namespace

TEST_CASE("machine: each packet is acknowledged, then answered") {
    auto const served = serve_script({"$qC#b4", "+", "$?#", "3f", "+$D#44"});
    CHECK(served.sent == "+$QC1#c5+$T05thread:1;#d7+$OK#9a");
    CHECK(served.outcome == Outcome::Detached);
}

TEST_CASE("machine: a corrupt packet is asked for again and not obeyed") {
    auto const served = serve_script({"$D#45", "$qC#b4"});
    CHECK(served.sent == "-+$QC1#c5");
    CHECK(served.outcome == Outcome::Lost);
}

TEST_CASE("machine: an answer that did not arrive is sent again, as it was") {
    CHECK(serve_script({"$qC#b4", "-", "-+"}).sent == "+$QC1#c5$QC1#c5$QC1#c5");
    CHECK(serve_script({"-"}).sent == "");
}

TEST_CASE("machine: without acknowledgements there are none, from the packet on that follows the answer") {
    auto const served = serve_script({"$QStartNoAckMode#b0", "+", "$qC#b4$qC#b5$qC#b4", "-"});
    CHECK(served.sent == "+$OK#9a$QC1#c5$QC1#c5");
}

TEST_CASE("machine: a kill ends the session without an answer") {
    auto const served = serve_script({"$k#6b", "$qC#b4"});
    CHECK(served.sent == "+");
    CHECK(served.outcome == Outcome::Killed);
}

// Runs end at a breakpoint far enough for the debugger to be looked at twice; a stop there is no interrupt.
TEST_CASE("machine: an interrupt stops a run, also one that came with the packet that started it") {
    for (auto const& pieces :
         {std::deque<std::string>{"$c#63", "\x03", ""}, std::deque<std::string>{"$c#63", "", "\x03"},
          std::deque<std::string>{"$c#63\x03", "", ""}, std::deque<std::string>{"$c#63", "+\x03", ""}}) {
        auto all = pieces;
        all.push_front(framed("Z0,3000,1"));
        auto const served = serve_script(all);
        CHECK(served.sent == "+$OK#9a+$T02thread:1;#d4");
        CHECK(served.outcome == Outcome::Lost);
    }
    CHECK(serve_script({framed("Z0,3000,1"), "$?#3f$c#63\x03", "", ""}).sent ==
          "+$OK#9a++$T05thread:1;#d7$T02thread:1;#d4");
}

TEST_CASE("machine: an interrupt while nothing runs stops nothing later") {
    CHECK(serve_script({"\x03", framed("Z0,3000,1"), "$c#63", "", ""}).sent == "+$OK#9a+$T05thread:1;#d7");
    CHECK(serve_script({framed("Z0,3000,1"), "\x03", "$c#63", "", ""}).sent == "+$OK#9a+$T05thread:1;#d7");
}

TEST_CASE("machine: a connection that is lost ends the session, also in a run and when nothing can be sent") {
    CHECK(serve_script({}).outcome == Outcome::Lost);
    CHECK(serve_script({"$qC"}).outcome == Outcome::Lost);
    CHECK(serve_script({"$c#63"}).outcome == Outcome::Lost); // the target runs for ever
    CHECK(serve_script({"$vCont;c:1#13"}).outcome == Outcome::Lost);

    class Deaf : public Connection {
    public:
        std::optional<std::string> receive(Wait) override { return "$?#3f"; } // again and again
        bool send(std::string_view) override { return false; }
    } deaf;
    FakeTarget target(1);
    CHECK(serve(deaf, target) == Outcome::Lost);
}
