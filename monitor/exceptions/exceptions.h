// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/entry.h"
#include "spec/abi/status.h"
#include "spec/abi/txt.h"

#include <stdint.h>

// What becomes of a violation of the SMI handler's, and of the end of its exception handler.
namespace stm::exceptions {

enum class Course : uint8_t {
    Deliver = 0, // the exception handler runs
    Resume = 1,  // the interrupted code goes on
    Refuse = 2,  // the call is answered with the code as its status
    Reset = 3,   // the machine is reset, with the code in TXT.ERRORCODE
};

struct Verdict {
    Course course;
    uint32_t code; // 0 unless Refuse or Reset
};

/*@
  predicate Is(Verdict v, integer course, integer code) = v.course == course && v.code == code;

  // The BIOS is willing to handle it, and its handler can be entered.
  predicate Willing(ExceptionHandler* h, Context* c, Layout* l) =
    Wants(h, c->violation) && CanEnter(h, c) && HasPlace(h, l);
*/

// The exceptions of one SMI on one processor.
class Exceptions {
public:
    /*@
      predicate Handling(Exceptions* s) = s->handling_;

      logic integer Raised(Exceptions* s) = s->raised_;

      predicate Inv(Exceptions* s) = Raised(s) <= abi::kMaxExceptionsPerSmi && (Handling(s) ==> Raised(s) > 0);

      predicate Afresh(Exceptions* s) = !Handling(s) && Raised(s) == 0;

      // One more is too many.
      predicate Exhausted(Exceptions* s) = Handling(s) || Raised(s) == abi::kMaxExceptionsPerSmi;

      predicate Same{L, M}(Exceptions* s) =
        (\at(s->handling_, L) <==> \at(s->handling_, M)) && \at(s->raised_, L) == \at(s->raised_, M);
    */

    // An SMI begins.
    /*@ requires \valid(this);
        assigns *this;
        ensures whole: Inv(this);
        ensures REQ_EXC_02_afresh: Afresh(this);
    */
    void begin_smi();

    // The SMI handler was denied something that the OS protects.
    /*@ requires \valid(this) && \valid_read(&handler) && \valid_read(&context) && \valid_read(&layout);
        requires Inv(this) && ValidLayout(&layout);
        assigns *this;
        ensures whole: Inv(this);
        ensures REQ_EXC_02_too_many: \old(Exhausted(this)) ==>
          Is(\result, Course::Reset, abi::Crash::ProtectionExceptionFailure);
        ensures REQ_EXC_01_unwilling: !\old(Exhausted(this)) && !Willing{Pre}(&handler, &context, &layout) ==>
          Is(\result, Course::Reset, abi::Crash::ProtectionException);
        ensures REQ_EXC_01_delivered: !\old(Exhausted(this)) && Willing{Pre}(&handler, &context, &layout) ==>
          Is(\result, Course::Deliver, 0) && Handling(this) && Raised(this) == \old(Raised(this)) + 1;
        ensures REQ_EXC_02_kept: \result.course != Course::Deliver ==> Same{Pre, Post}(this);
    */
    [[nodiscard]] Verdict raise(ExceptionHandler const& handler, Context const& context, Layout const& layout);

    // ReturnFromProtectionException.
    /*@ requires \valid(this) && Inv(this);
        assigns *this;
        ensures whole: Inv(this);
        ensures REQ_EXC_10_outside: !\old(Handling(this)) ==> Is(\result, Course::Refuse, abi::Status::InvalidApi);
        ensures REQ_EXC_10_resumed: \old(Handling(this)) && ebx == 0 ==>
          Is(\result, Course::Resume, 0) && !Handling(this) && Raised(this) == \old(Raised(this));
        ensures REQ_EXC_03_panic: \old(Handling(this)) && ebx != 0 ==>
          Is(\result, Course::Reset, ((ebx & 0xf) | 0xc000e000));
        ensures REQ_EXC_02_kept: \result.course != Course::Resume ==> Same{Pre, Post}(this);
    */
    [[nodiscard]] Verdict finish(uint32_t ebx);

private:
    uint32_t raised_; // in this SMI
    bool handling_;   // the exception handler runs
};

} // namespace stm::exceptions
