/// \file
/// A text table with aligned columns.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace lode::cli {

class Table {
 public:
  /// \param headers one per column; a header that begins with '>' is of a column aligned to the right
  explicit Table(const std::vector<std::string>& headers);

  /// Adds a row; missing cells are empty.
  void add(std::vector<std::string> cells);
  void print(std::ostream& out) const;

 private:
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;  ///< the headers first
};

}  // namespace lode::cli
