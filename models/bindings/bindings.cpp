// SPDX-License-Identifier: Apache-2.0
#include "models/bindings/bindings.hpp"

#include <fmt/format.h>
#include <sstream>
#include <stdexcept>

namespace redoubt::models {

std::vector<CodeModel> code_models() {
    return {policy_code(), vmcs_code()};
}

std::string with_predicates(std::string const& header, CodeModel const& code) {
    auto const begin = fmt::format("// {} begins: made of models/{}.hpp by ./redoubt models --update\n",
                                   code.model->id(), code.model->name());
    auto const end = fmt::format("// {} ends\n", code.model->id());
    auto const from = header.find(begin);
    auto const to = header.find(end);
    if (from == std::string::npos || to == std::string::npos || header.find(begin, from + 1) != std::string::npos)
        throw std::runtime_error(fmt::format("{} needs one line '{}' and one '{}'", code.header,
                                             begin.substr(0, begin.size() - 1), end.substr(0, end.size() - 1)));
    auto const line = header.rfind('\n', from) + 1;
    auto const indent = header.substr(line, from - line);
    std::string made;
    std::istringstream lines(tsl::as_acsl(*code.model, code.binding));
    for (std::string each; std::getline(lines, each);)
        made += each.empty() ? "\n" : indent + each + "\n";
    auto const last_line = header.rfind('\n', to) + 1;
    return header.substr(0, from + begin.size()) + made + header.substr(last_line);
}

} // namespace redoubt::models
