// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/exceptions.h"

namespace stm::exceptions {

/*@ requires \valid_read(&handler) && \valid_read(&context) && \valid_read(&layout) && ValidLayout(&layout);
    assigns \nothing;
    ensures \result <==> Willing(&handler, &context, &layout);
*/
[[nodiscard]] static bool is_willing(ExceptionHandler const& handler, Context const& context, Layout const& layout) {
    return wants(handler, context.violation) && can_enter(handler, context) && has_place(handler, layout);
}

/*@ assigns \nothing;
    ensures Is(\result, Course::Reset, code);
*/
[[nodiscard]] static Verdict reset(uint32_t code) {
    return {.course = Course::Reset, .code = code};
}

void Exceptions::begin_smi() {
    raised_ = 0;
    handling_ = false;
}

Verdict Exceptions::raise(ExceptionHandler const& handler, Context const& context, Layout const& layout) {
    if (handling_ || raised_ == abi::kMaxExceptionsPerSmi) {
        return reset(static_cast<uint32_t>(abi::Crash::ProtectionExceptionFailure));
    }
    bool const willing = is_willing(handler, context, layout);
    if (!willing) return reset(static_cast<uint32_t>(abi::Crash::ProtectionException));
    handling_ = true;
    ++raised_;
    return {.course = Course::Deliver, .code = 0};
}

Verdict Exceptions::finish(uint32_t ebx) {
    if (!handling_) return {.course = Course::Refuse, .code = static_cast<uint32_t>(abi::Status::InvalidApi)};
    if (ebx != 0) return reset((ebx & abi::kBiosPanicCode) | static_cast<uint32_t>(abi::Crash::BiosPanic));
    handling_ = false;
    return {.course = Course::Resume, .code = 0};
}

} // namespace stm::exceptions
