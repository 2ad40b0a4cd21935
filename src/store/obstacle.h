/// \file
/// Why a store's file cannot be used. SQLite's own error can name a wrong reason: where it may not write, it
/// tries again in other ways, and tells of the last one ("No such file or directory" for a folder without
/// permission).
#pragma once

#include <optional>
#include <string>

namespace lode::store {

/// What keeps this process from reading and writing the store at `path`: the first folder on the way that is
/// missing or may not be entered, the file itself, or its folder, in which SQLite makes two files more. With
/// the system's reason and what to do; nothing where all is as it should be. Asked after a failure, never to
/// forbid what might work. \param path absolute
std::optional<std::string> obstacle(const std::string& path);

}  // namespace lode::store
