// The rules of Checked C++: one row each. Diagnostics, RULES.md and the examples under rules/ are driven by this table.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace redoubt::lower {

enum class Rule : std::size_t {
  AnnotationDuplicate, AnnotationName, AnnotationPlace, AnnotationShadow, AnnotationSyntax, Anonymous, Assembly, AssignmentValue, Attribute,
  BitField, BoolChoice, Cast, Class, Comma, Conditional, Construct, ContractAssigns, ContractMissing, DefaultArgument, DeleteNew,
  Enum, EvaluationOrder, Exception, Floating, FunctionPointer, Global, Goto, ImplicitNarrowing, Include, IncrementValue, Inheritance,
  Lambda, LoopAssigns, LoopInvariant, LoopVariant, Macro, MemberInitialiser, NameClash, Operator, Overload, PointerCast, RangeFor,
  Recursion, ReferenceKind, ReservedName, ReturnMissing, Rtti, Shadow, SpecialMember, StaticLocal, SwitchDefault, SwitchFallthrough, Template,
  Temporary, Union, UsingDirective, Variadic, Virtual, Volatile, Count
};

struct RuleRow {
  Rule rule;
  std::string_view name;
  std::string_view rejected;
  std::string_view instead;
};

inline constexpr auto kRules = std::to_array<RuleRow>({
    {Rule::AnnotationDuplicate, "annotation-duplicate", "a second contract or loop annotation for the same function or loop", "one annotation, a function's at its first declaration"},
    {Rule::AnnotationName, "annotation-name", "a name in an annotation that is unknown or not unique where it stands", "a name that C++ scoping finds there, qualified where needed"},
    {Rule::AnnotationPlace, "annotation-place", "an annotation that belongs to nothing at its place", "the annotation right before the function, loop or statement that it is about"},
    {Rule::AnnotationShadow, "annotation-shadow", "a name bound in an annotation that hides a member, parameter, local or other bound name", "a bound name that is used for nothing else there"},
    {Rule::AnnotationSyntax, "annotation-syntax", "an annotation that is not well-formed ACSL, or uses a part of ACSL that is left out", "a clause, term or ghost statement of the supported part"},
    {Rule::Anonymous, "anonymous", "an unnamed namespace, class or enumeration", "static for a function, a name for a type"},
    {Rule::Assembly, "assembly", "assembly in checked source", "a function that monitor/arch declares with a contract"},
    {Rule::AssignmentValue, "assignment-value", "an assignment used as a value", "the assignment as a statement of its own"},
    {Rule::Attribute, "attribute", "an attribute or specifier other than nodiscard and maybe_unused", "a declaration without it"},
    {Rule::BitField, "bit-field", "a bit-field", "a whole integer with shifts and masks"},
    {Rule::BoolChoice, "bool-choice", "?: with a result of type bool", "&& and ||, or if"},
    {Rule::Cast, "cast", "a C-style or functional cast, const_cast or reinterpret_cast", "static_cast between integers and enumerations"},
    {Rule::Class, "class", "a class that is empty, local, or a nested class with functions", "a class with data, at namespace level"},
    {Rule::Comma, "comma", "the comma operator", "two statements"},
    {Rule::Conditional, "conditional", "a preprocessor conditional, include guards included", "#pragma once; variants chosen by folder"},
    {Rule::Construct, "construct", "a construct that has no lowering", "one of the constructs that RULES.md lists as accepted"},
    {Rule::ContractAssigns, "contract-assigns", "a contract without an assigns clause outside its behaviours", "assigns with all that the function may change, or assigns \\nothing"},
    {Rule::ContractMissing, "contract-missing", "a function whose first declaration has no contract", "a contract right before the first declaration"},
    {Rule::DefaultArgument, "default-argument", "a default argument", "the argument at each call"},
    {Rule::DeleteNew, "new-delete", "new or delete", "an object of static or automatic size that the caller passes"},
    {Rule::Enum, "enum", "an unscoped enumeration, or one without a fixed underlying type", "enum class E : uint8_t"},
    {Rule::EvaluationOrder, "evaluation-order", "a call that may change memory next to a read or call that it is not ordered with", "the call's result stored in a const variable first"},
    {Rule::Exception, "exception", "throw, try or catch", "a status enumeration as the result"},
    {Rule::Floating, "floating", "floating point", "integers"},
    {Rule::FunctionPointer, "function-pointer", "a pointer or reference to a function or member, or a function used as a value", "a switch that calls the function by name"},
    {Rule::Global, "global", "a global variable that is not constexpr", "state in an object that the caller passes by reference"},
    {Rule::Goto, "goto", "goto", "a loop, an early return or a function"},
    {Rule::ImplicitNarrowing, "implicit-narrowing", "an implicit conversion that can change the value: narrower, other signedness, or to bool", "static_cast to the wanted type, or a comparison with 0 or nullptr"},
    {Rule::Include, "include", "a standard header other than <stdint.h> and <stddef.h>, or an include inside a declaration", "project headers, at the top of the file"},
    {Rule::IncrementValue, "increment-value", "the value of ++ or --", "the increment as a statement of its own"},
    {Rule::Inheritance, "inheritance", "a base class", "a member of that class"},
    {Rule::Lambda, "lambda", "a lambda expression", "a named function with a contract"},
    {Rule::LoopAssigns, "loop-assigns", "a loop without loop assigns", "loop assigns with all that the loop may change, its counter included"},
    {Rule::LoopInvariant, "loop-invariant", "a loop without a loop invariant", "loop invariant with the counter's range at least"},
    {Rule::LoopVariant, "loop-variant", "a loop without a loop variant", "loop variant with a term that falls each time and stays above zero"},
    {Rule::Macro, "macro", "a macro definition, or the use of any macro but the limits of <stdint.h>", "a constexpr constant or a function"},
    {Rule::MemberInitialiser, "member-initialiser", "a default member initialiser", "designated initialisers, or a function that sets the members"},
    {Rule::NameClash, "name-clash", "two entities that lower to the same C name", "another name for one of them"},
    {Rule::Operator, "operator", "an operator of a class's own", "a named function"},
    {Rule::Overload, "overload", "a second function of the same name in the same scope", "a name of its own for each"},
    {Rule::PointerCast, "pointer-cast", "a conversion between unrelated pointers, or between a pointer and an integer", "a pointer or reference of the object's own type"},
    {Rule::RangeFor, "range-for", "a range-based for", "for with an index"},
    {Rule::Recursion, "recursion", "a function that calls itself, directly or through others", "a loop with a variant"},
    {Rule::ReferenceKind, "reference-kind", "an rvalue reference, a reference as member or as result", "a parameter or local T& or T const&; an index or a copy as result"},
    {Rule::ReservedName, "reserved-name", "a name that is a keyword of C or ACSL, is self, or is reserved", "another name"},
    {Rule::ReturnMissing, "return-missing", "a path to the end of a function that has a result", "return at the end of each path"},
    {Rule::Rtti, "rtti", "dynamic_cast or typeid", "an enumeration that says which"},
    {Rule::Shadow, "shadow", "a local or parameter that hides a member, parameter or local", "another name"},
    {Rule::SpecialMember, "special-member", "a constructor, destructor or conversion function", "a named function; {} and designated initialisers for values"},
    {Rule::StaticLocal, "static-local", "a static or thread-local variable in a function", "a member of an object that the caller passes, or a constexpr constant at namespace level"},
    {Rule::SwitchDefault, "switch-default", "a switch without default", "default: with what holds for a value outside the enumeration"},
    {Rule::SwitchFallthrough, "switch-fallthrough", "a case that runs on into the next one", "break or return at its end; labels may be stacked"},
    {Rule::Template, "template", "a template", "a function or class for each type"},
    {Rule::Temporary, "temporary", "a reference or pointer to a temporary", "a const variable for the value"},
    {Rule::Union, "union", "a union", "a struct, or functions that compose the bits"},
    {Rule::UsingDirective, "using-directive", "using namespace", "a using declaration for the name, or the qualified name"},
    {Rule::Variadic, "variadic", "a variadic function", "a function with fixed parameters"},
    {Rule::Virtual, "virtual", "a virtual function", "a switch over an enum class"},
    {Rule::Volatile, "volatile", "volatile", "an access function that monitor/arch declares with a contract"},
});

constexpr bool rows_follow_enumeration() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (kRules[i].rule != static_cast<Rule>(i)) return false;
  }
  return kRules.size() == static_cast<std::size_t>(Rule::Count);
}
static_assert(rows_follow_enumeration(), "kRules has one row for each Rule, in order");

constexpr RuleRow const& row(Rule rule) { return kRules[static_cast<std::size_t>(rule)]; }

}  // namespace redoubt::lower
