/// \file
/// A regular expression taken apart into tokens, to vary it: only as exact as advice needs, never used to
/// match.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lode::launch {

/// One atom with its quantifier, a group's "(" with its flags or its ")" with its quantifier, or "|".
struct Token {
  enum class Kind { atom, open, close, alternative };
  Kind kind = Kind::atom;
  std::string_view text;  ///< within the expression
  int depth = 0;          ///< open groups after the token
};

std::vector<Token> tokens_of(std::string_view regex);

/// The first `count` tokens as an expression, its open groups closed.
std::string prefix_of(const std::vector<Token>& tokens, std::size_t count);

/// Whether an expression that ends after `count` tokens says something of its own: not right after "(", "|",
/// or a
/// ".*" that matches anything.
bool telling_end(const std::vector<Token>& tokens, std::size_t count);

/// The expression with free white space: wherever two tokens meet, and instead of each blank.
std::string with_free_blanks(const std::vector<Token>& tokens);

/// The expression without its leading "^" and trailing "$".
std::string without_anchors(std::string_view regex);

/// Whether it ends with a group whose last part is lazy, as in "F1=(.*?)": such a group takes as little as it
/// can.
bool ends_with_lazy_group(std::string_view regex);

}  // namespace lode::launch
