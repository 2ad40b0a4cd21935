#include "cli/table.h"

#include <algorithm>  // max
#include <ostream>

#include "cli/text.h"

namespace lode::cli {

Table::Table(const std::vector<std::string>& headers) {
  std::vector<std::string> titles;
  for (const auto& header : headers) {
    right_.push_back(header.front() == '>');
    titles.push_back(printable(right_.back() ? header.substr(1) : header));
  }
  rows_.push_back(titles);
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(right_.size());
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const {
  std::vector<std::size_t> widths(right_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - width(row[i]), ' ');
      line += (i > 0 ? "  " : "") + (right_[i] ? padding + row[i] : row[i] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

}  // namespace lode::cli
