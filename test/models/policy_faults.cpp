// SPDX-License-Identifier: Apache-2.0
#include "test/models/faults.hpp"

#include "models/conformance/policy_subject.hpp"

#include <algorithm>

namespace redoubt::conformance::test {
namespace {

using stm::Area;
using stm::Call;
using stm::Decision;
using stm::Request;
using stm::Status;

// A second table takes what the first one refuses.
class ProtectIgnoresClaims : public PolicyCalls {
    void start(stm::Layout const& layout) override {
        PolicyCalls::start(layout);
        blind_.start(layout);
    }
    Status change(Call call, RequestList const& list) override {
        auto const status = apply(call, list);
        if (call != Call::Protect || status != Status::Taken) return status;
        std::vector<Status> verdicts(list.size());
        return blind_.protect(list.data(), static_cast<std::uint32_t>(list.size()), verdicts.data());
    }
    Decision for_handler(Request const& request) const override {
        auto const blind = blind_.for_handler(request);
        return blind == Decision::Protected ? blind : PolicyCalls::for_handler(request);
    }
    stm::Policy blind_ = {};
};

class AppliesUntilRefused : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        if (list.empty()) return apply(call, list);
        for (auto const& request : list)
            if (auto const status = apply(call, {request}); status != Status::Ok) return status;
        return Status::Ok;
    }
};

class NoRoomChangesTheTable : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        auto const status = apply(call, list);
        if (status == Status::NoRoom)
            for (auto const& request : list)
                (void)apply(call, {request});
        return status;
    }
};

class ForgetsTheLastRequest : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        return apply(call, list.size() < 2 ? list : RequestList(list.begin(), list.end() - 1));
    }
};

class SealIsIgnored : public PolicyCalls {
    void seal() override {}
};

class UnprotectOpensClaims : public PolicyCalls {
    void start(stm::Layout const& layout) override {
        PolicyCalls::start(layout);
        sealed_ = false;
    }
    void seal() override { sealed_ = true; }
    Status change(Call call, RequestList const& list) override {
        if (call == Call::Claim && sealed_) return Status::Sealed;
        auto const status = apply(call, list);
        if (call == Call::Unprotect && status == Status::Ok) sealed_ = false;
        return status;
    }
    bool sealed_ = false;
};

class UnprotectsOnlyWhatIsProtected : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        auto const is_not = [&](Request const& request) {
            return PolicyCalls::for_handler(request) != Decision::Protected;
        };
        if (call == Call::Unprotect && std::ranges::any_of(list, is_not)) return Status::Taken;
        return apply(call, list);
    }
};

class UnprotectAllForgetsPorts : public PolicyCalls {
    void start(stm::Layout const& layout) override {
        PolicyCalls::start(layout);
        ports_.clear();
    }
    Status change(Call call, RequestList const& list) override {
        auto const status = apply(call, list);
        for (auto const& request : list)
            if (call == Call::Protect && status == Status::Ok && request.area == Area::Port) ports_.push_back(request);
        return status;
    }
    void unprotect_all() override {
        auto const is_not = [&](Request const& port) { return PolicyCalls::for_handler(port) != Decision::Protected; };
        std::erase_if(ports_, is_not);
        PolicyCalls::unprotect_all();
        (void)apply(Call::Protect, ports_);
    }
    RequestList ports_ = {};
};

class RoundsMsrsOfTheOsUp : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        auto rounded = list;
        for (auto& request : rounded)
            if (call != Call::Claim && request.area == Area::Msr && request.first <= request.last) {
                request.first -= request.first % 64;
                request.last += 63 - request.last % 64;
            }
        return apply(call, rounded);
    }
};

class LetsTheOsNameTrappedPorts : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        auto as_ports = list;
        for (auto& request : as_ports)
            if (call != Call::Claim && request.area == Area::TrappedPort) request.area = Area::Port;
        return apply(call, as_ports);
    }
};

class LeavesExecutionToTheHandler : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        auto without = list;
        for (auto& request : without)
            if (call == Call::Protect && (request.read || request.write)) request.execute = false;
        return apply(call, without);
    }
};

class RunsOutOfRoomEarly : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        if (call != Call::Claim || list.empty()) return apply(call, list);
        auto longer = list;
        longer.push_back(longer.back());
        return apply(call, longer);
    }
};

class SaysTakenForReserved : public PolicyCalls {
    Status change(Call call, RequestList const& list) override {
        auto const status = apply(call, list);
        return status == Status::Reserved ? Status::Taken : status;
    }
};

template <class Calls>
Fault fault(std::string const& name) {
    return {name, [name] { return std::make_unique<PolicySubject>("policy, but " + name, std::make_unique<Calls>()); }};
}

} // namespace

std::vector<Fault> policy_faults() {
    return {
        fault<ProtectIgnoresClaims>("protect ignores claims"),
        fault<AppliesUntilRefused>("a list is applied until a request is refused"),
        fault<NoRoomChangesTheTable>("a list without room is applied as far as there is room"),
        fault<ForgetsTheLastRequest>("the last request of a list is forgotten"),
        fault<SealIsIgnored>("seal is ignored"),
        fault<UnprotectOpensClaims>("unprotect opens claims again"),
        fault<UnprotectsOnlyWhatIsProtected>("unprotect wants that all was protected"),
        fault<UnprotectAllForgetsPorts>("unprotect_all forgets ports"),
        fault<RoundsMsrsOfTheOsUp>("a part of an MSR becomes all of it for the OS"),
        fault<LetsTheOsNameTrappedPorts>("the OS may name trapped ports"),
        fault<LeavesExecutionToTheHandler>("protect leaves execution with reads or writes out"),
        fault<RunsOutOfRoomEarly>("claim wants room for one request more"),
        fault<SaysTakenForReserved>("what the monitor keeps is refused as taken"),
    };
}

} // namespace redoubt::conformance::test
