// SPDX-License-Identifier: Apache-2.0
// Hands each annotation to what it belongs to, by its place in the source; each is consumed exactly once.
#pragma once

#include "proofs/lower/acsl/annotation.hpp"
#include "proofs/lower/checker/unit.hpp"

namespace redoubt::lower {

class Attach {
public:
    explicit Attach(Unit& unit) : unit_(unit) {}

    // Lowers the logic and ghost annotations before `where` that stand between declarations. Gives the contract that
    // stands last there, or nothing.
    Annotation* before_declaration(clang::SourceLocation where);
    // The same between statements: assertions and ghost code are lowered, a loop annotation that stands last is given.
    Annotation* before_statement(clang::SourceLocation where);
    // Whether an annotation waits that begins before `where`.
    [[nodiscard]] bool is_next_before(clang::SourceLocation where) const;
    // Says that this one belongs to nothing.
    void misplaced(Annotation const* annotation);
    // Says of each annotation before `where` that it belongs to nothing: it stands inside a statement.
    void refuse_until(clang::SourceLocation where);
    // Drops the annotations before `where`, inside something that is refused already.
    void discard_until(clang::SourceLocation where);
    // A ghost list that follows the character at `where` with only white space between, or nothing.
    Annotation* list_after(clang::SourceLocation where);

    // The annotations of a function's body can be lowered later than what follows the body.
    void skip_to(clang::SourceLocation where) { next_ = first_after(where); }
    [[nodiscard]] std::size_t position() const { return next_; }
    void set_position(std::size_t position) { next_ = position; }

    // Writes a resolved annotation at its place, and notes it in the map. `function` may be empty.
    void write(Annotation& annotation, Resolved const& resolved, std::string const& function);
    // Notes it in the map alone.
    void note(Annotation& annotation, Resolved const& resolved, std::string const& function);
    // After everything: each annotation has been consumed.
    void check_consumed();

    std::string function; // whose body is being lowered

private:
    [[nodiscard]] std::size_t first_after(clang::SourceLocation where) const;
    // The next one that begins before `where`, or nothing.
    Annotation* next_before(clang::SourceLocation where);

    Unit& unit_;
    std::size_t next_ = 0;
};

} // namespace redoubt::lower
