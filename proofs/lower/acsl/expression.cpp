// Terms and predicates. Binders hold to the end of the expression that they stand in, as in ACSL.
#include <set>

#include "acsl/parser.hpp"

namespace redoubt::lower {

namespace {

std::set<std::string> const kBinary{"<==>", "==>", "||", "&&", "^^", "==", "!=", "<", ">", "<=", ">=", "<<", ">>", "+",
                                    "-", "*", "/", "%", "&", "|", "^", "-->", "<-->", "\\in"};
std::set<std::string> const kPrefix{"!", "~", "-", "+", "*", "&"};
std::set<std::string> const kBuiltins{
    "\\old", "\\valid", "\\valid_read", "\\separated", "\\nothing", "\\null", "\\true", "\\false", "\\sum", "\\product", "\\min", "\\max",
    "\\abs", "\\numof", "\\offset", "\\base_addr", "\\block_length", "\\initialized", "\\dangling", "\\union", "\\inter", "\\subset", "\\empty",
    "\\length", "\\nth", "\\concat", "\\Nil", "\\Cons", "\\pow", "\\exit_status", "\\from", "\\fresh", "\\allocable", "\\freeable"};

bool is_limit(std::string const& name) {  // the macros of <stdint.h> that C++ and C agree on
  return (name.starts_with("UINT") || name.starts_with("INT") || name.starts_with("SIZE_")) && (name.ends_with("_MAX") || name.ends_with("_MIN"));
}

}  // namespace

bool Parser::at_clause_name(unsigned open_choices) const {
  return open_choices == 0 && at_plain_name() && ahead(1).text == ":" && ahead(1).kind == TokenKind::Punctuation;
}

void Parser::expression() {
  Scope::Frame const frame(scope_);
  for (unsigned open_choices = 0;;) {
    operand(open_choices);
    if (take_if("?")) {
      ++open_choices;
    } else if (open_choices > 0 && take_if(":")) {
      --open_choices;
    } else if (take_if("..")) {
      if (at("]") || at(")")) return;
    } else if (kBinary.count(current().text)) {
      take();
    } else {
      if (open_choices > 0) fail("':' is expected here");
      return;
    }
  }
}

void Parser::operand(unsigned open_choices) {
  prefixes(open_choices);
  if (at("..")) return;  // a range without a lower end
  primary();
  postfixes();
}

void Parser::prefixes(unsigned open_choices) {
  for (;;) {
    if (at_clause_name(open_choices)) {
      take();
      take();
    } else if (kPrefix.count(current().text)) {
      if (elide_address_of()) return;
      take();
    } else if (at("\\forall") || at("\\exists") || at("\\lambda")) {
      take();
      binders();
      expect(";");
    } else if (at("\\let")) {
      take();
      auto const name = current();
      expect_name("a name to bind");
      expect("=");
      expression();
      expect(";");
      bind(name);
    } else if (auto const end = at("(") ? type_end(at_ + 1) : 0; end > at_ + 1 && tokens_[end].text == ")") {
      take();
      type();
      take();
    } else {
      return;
    }
  }
}

// The address of a reference is the pointer that it lowers to.
bool Parser::elide_address_of() {
  if (!at("&") || ahead(1).kind != TokenKind::Identifier) return false;
  auto const& after = ahead(2).text;
  if (after == "." || after == "->" || after == "[" || after == "(") return false;
  if (scope_.find(ahead(1).text, annotation_.begin).meaning != Meaning::Reference) return false;
  out_ += current().before;
  ++at_;
  tokens_[at_].kind = TokenKind::Number;  // an operand that is complete as it stands
  return true;
}

void Parser::primary() {
  if (take_if("(")) {
    expression();
    expect(")");
  } else if (at("{")) {
    braces();
  } else if (at("sizeof")) {
    size_of();
  } else if (current().kind == TokenKind::Builtin) {
    builtin();
  } else if (current().kind == TokenKind::Identifier) {
    identifier();
  } else if (current().kind == TokenKind::Number || current().kind == TokenKind::Text) {
    take();
  } else {
    fail(at_end() ? "the annotation ends where a term is expected" : "a term is expected before '" + current().text + "'");
  }
}

void Parser::size_of() {
  take();
  expect("(");
  if (type_end(at_) > at_) type();
  else expression();
  expect(")");
}

void Parser::comma_list(char const* close) {
  if (at(close)) return;
  do expression();
  while (take_if(","));
}

void Parser::at_label() {
  take();
  expect("(");
  expression();
  expect(",");
  auto const label = current();
  auto const name = expect_name("a label");
  if (!scope_.knows_label(name)) reject_name(label, "'" + name + "' is no label here");
  expect(")");
}

void Parser::builtin() {
  auto const token = current();
  if (token.text == "\\at") return at_label();
  if (token.text == "\\result") {
    if (!result_allowed_) fail("\\result stands in ensures and assigns only");
  } else if (!kBuiltins.count(token.text)) {
    reject_name(token, "'" + token.text + "' is not in the supported part of ACSL");
  }
  take();
  if (at("{")) labels_used();
}

void Parser::braces() {  // a set, a comprehension { term | binders ; condition }, or a record update { r \with .f = v }
  Scope::Frame const frame(scope_);
  std::size_t bar = 0;
  int depth = 0;
  for (auto i = at_; tokens_[i].kind != TokenKind::End; ++i) {
    auto const& text = tokens_[i].text;
    if (text == "{" || text == "(" || text == "[") ++depth;
    if (text == "}" || text == ")" || text == "]") --depth;
    if (depth == 0) break;
    if (depth == 1 && text == "|" && type_end(i + 1) > i + 1) bar = i;
  }
  if (bar) fail("a set comprehension is not in the supported part: use \\forall");
  take();
  if (take_if("}")) return;
  expression();
  if (take_if("\\with")) {
    do {
      field();
      while (at("[") || at(".")) postfixes();
      expect("=");
      expression();
    } while (take_if(","));
  } else {
    while (take_if(",")) expression();
  }
  expect("}");
}

void Parser::field() {
  take();
  if (!at_plain_name()) fail("a member's name is expected here");
  if (!scope_.is_some_field(current().text)) reject_name(current(), "no class here has a data member '" + current().text + "'");
  take();
}

void Parser::postfixes() {
  for (;;) {
    if (take_if("[")) {
      expression();
      expect("]");
    } else if (take_if("(")) {
      comma_list(")");
      expect(")");
    } else if (at(".") || at("->")) {
      field();
    } else if (in_ghost_ && (at("++") || at("--"))) {
      take();
    } else {
      return;
    }
  }
}

void Parser::identifier() {
  auto const token = current();
  if (token.text == "true") return take_as("1");
  if (token.text == "false") return take_as("0");
  if (token.text == "nullptr") return take_as(in_ghost_ ? "((void*)0)" : "\\null");
  if (token.text == "this") {
    if (!scope_.has_object()) reject_name(token, "there is no 'this' here");
    return take_as("self");
  }
  auto const found = scope_.find(token.text, annotation_.begin);
  switch (found.meaning) {
    case Meaning::Reference:
      if (ahead(1).text == ".") {  // r.f is r->f
        take();
        take_as("->");
        if (!at_plain_name()) fail("a member's name is expected here");
        if (!scope_.is_some_field(current().text)) reject_name(current(), "no class here has a data member '" + current().text + "'");
        return take();
      }
      return take_as(ahead(1).text == "[" || ahead(1).text == "->" ? "(*" + found.text + ")" : "*" + found.text);
    case Meaning::Logic:
      take_as(found.text);
      if (at("{")) labels_used();
      return;
    case Meaning::Value:
    case Meaning::Member:
    case Meaning::Constant: return take_as(found.text);
    case Meaning::GhostFunction:
      if (in_ghost_) return take_as(found.text);
      [[fallthrough]];
    case Meaning::Function: reject_name(token, "'" + token.text + "' is a function, which an annotation cannot call"); return take();
    case Meaning::Ambiguous: reject_name(token, "'" + token.text + "' is ambiguous here"); return take();
    case Meaning::StaticMember: reject_name(token, "'" + token.text + "' is a data member, and there is no object here"); return take();
    case Meaning::Type:
    case Meaning::LogicType:
    case Meaning::Space: reject_name(token, "'" + token.text + "' is a type or namespace, not a term"); return take();
    case Meaning::Unknown:
      if (!is_limit(token.text)) reject_name(token, "'" + token.text + "' is not declared here");
      return take();
  }
}

}  // namespace redoubt::lower
