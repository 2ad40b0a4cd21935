#include "launch/pattern.h"

#include <algorithm>  // min

namespace lode::launch {

namespace {

/// Length of the class at the front of `text`, "[" to "]"; a "]" that comes first is a member.
std::size_t class_length(std::string_view text) {
  std::size_t i = 1;
  if (i < text.size() && text[i] == '^') ++i;
  if (i < text.size() && text[i] == ']') ++i;
  while (i < text.size() && text[i] != ']') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

/// Length of a group's opening: "(", "(?:", "(?i)", "(?i:", "(?P<name>".
std::size_t opening_length(std::string_view text) {
  if (text.size() < 2 || text[1] != '?') return 1;
  const std::size_t end = text.find_first_of(":>)", 2);
  return end == std::string_view::npos ? text.size() : end + 1;
}

std::size_t escape_length(std::string_view text) {
  const bool braces =
      text.size() > 2 && text[2] == '{' && std::string_view("pPx").find(text[1]) != std::string_view::npos;
  const std::size_t end = braces ? text.find('}') : 1;
  return std::min(end == std::string_view::npos ? 1 : end, text.size() - 1) + 1;
}

/// Length of the quantifier at the front of `text`: *, +, ?, {n,m}, and a "?" that makes it lazy.
std::size_t quantifier_length(std::string_view text) {
  std::size_t length = 0;
  if (text.empty()) return 0;
  if (text[0] == '*' || text[0] == '+' || text[0] == '?') length = 1;
  if (text[0] == '{' && text.size() > 1 && text[1] >= '0' && text[1] <= '9') length = text.find('}') + 1;
  if (length > 0 && length < text.size() && text[length] == '?') ++length;
  return length;
}

std::size_t atom_length(std::string_view text) {
  if (text[0] == '[') return class_length(text);
  if (text[0] == '\\') return escape_length(text);
  std::size_t length = 1;  // a whole UTF-8 character
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80) ++length;
  return length;
}

Token next_token(std::string_view text, int depth) {
  if (text[0] == '(') {
    const auto opening = text.substr(0, opening_length(text));
    const bool flags_only = opening.size() > 1 && opening.back() == ')';
    if (flags_only) return {Token::Kind::open, opening, depth};
    return {Token::Kind::open, opening, depth + 1};
  }
  if (text[0] == '|') return {Token::Kind::alternative, text.substr(0, 1), depth};
  const std::size_t length = text[0] == ')' ? 1 : atom_length(text);
  const auto whole = text.substr(0, length + quantifier_length(text.substr(length)));
  if (text[0] == ')') return {Token::Kind::close, whole, depth - 1};
  return {Token::Kind::atom, whole, depth};
}

}  // namespace

std::vector<Token> tokens_of(std::string_view regex) {
  std::vector<Token> tokens;
  int depth = 0;
  while (!regex.empty()) {
    tokens.push_back(next_token(regex, depth));
    depth = tokens.back().depth;
    regex.remove_prefix(tokens.back().text.size());
  }
  return tokens;
}

std::string prefix_of(const std::vector<Token>& tokens, std::size_t count) {
  std::string prefix;
  for (std::size_t i = 0; i < count; ++i) prefix += tokens[i].text;
  const int open = count == 0 ? 0 : tokens[count - 1].depth;
  return prefix + std::string(static_cast<std::size_t>(std::max(open, 0)), ')');
}

bool telling_end(const std::vector<Token>& tokens, std::size_t count) {
  if (count == 0) return false;
  const Token& last = tokens[count - 1];
  if (last.kind == Token::Kind::open || last.kind == Token::Kind::alternative) return false;
  return last.text != "^" && last.text != ".*" && last.text != ".*?" && last.text != ".+" &&
         last.text != ".+?";
}

std::string with_free_blanks(const std::vector<Token>& tokens) {
  std::string free;
  for (const auto& token : tokens) {
    const bool blank =
        token.text[0] == ' ' || token.text.substr(0, 2) == "\\s" || token.text.substr(0, 2) == "\\t";
    if (!blank) free += token.text;
    if (token.kind == Token::Kind::atom && token.text != "^") free += "\\s*";
  }
  return free;
}

std::string without_anchors(std::string_view regex) {
  if (!regex.empty() && regex.front() == '^') regex.remove_prefix(1);
  const bool escaped = regex.size() > 1 && regex[regex.size() - 2] == '\\';
  if (!regex.empty() && regex.back() == '$' && !escaped) regex.remove_suffix(1);
  return std::string(regex);
}

bool ends_with_lazy_group(std::string_view regex) {
  const auto tokens = tokens_of(regex);
  if (tokens.size() < 2 || tokens.back().kind != Token::Kind::close) return false;
  const auto inner = tokens[tokens.size() - 2].text;
  return inner.size() >= 2 && inner.back() == '?' &&
         std::string_view("*+?}").find(inner[inner.size() - 2]) != std::string_view::npos && inner[0] != '\\';
}

}  // namespace lode::launch
