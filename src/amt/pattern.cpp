#include "amt/pattern.h"

#include <re2/re2.h>  // linear-time matching: a document cannot make it slow
#include <string>

#include "base/error.h"

namespace lode::amt {

namespace {

constexpr std::string_view not_after_dash = "(?<!-)";

}  // namespace

bool matches(std::string_view text, const char* pattern) {
  std::string_view rest = pattern;
  if (rest.ends_with(not_after_dash)) {
    if (text.ends_with('-')) return false;
    rest.remove_suffix(not_after_dash.size());
  }
  const RE2 expression(re2::StringPiece(rest.data(), rest.size()), RE2::Quiet);
  if (!expression.ok())
    throw Error(Code::internal, "bad pattern in the table of shapes: " + expression.error());
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), expression);
}

}  // namespace lode::amt
