#include "store/obstacle.h"

#include <cerrno>
#include <fcntl.h>  // AT_EACCESS
#include <filesystem>
#include <system_error>
#include <unistd.h>  // faccessat

namespace lode::store {
namespace {

namespace fs = std::filesystem;

/// 0, or why this process, as whom it acts now, cannot use the path in this way (F_OK, R_OK, W_OK, X_OK).
int refusal(const std::string& path, int way) {
  return ::faccessat(AT_FDCWD, path.c_str(), way, AT_EACCESS) == 0 ? 0 : errno;
}

std::string told(const std::string& what, int reason, const std::string& permission) {
  const std::string remedy =
      reason == EROFS ? "use a store on a disk that is mounted for writing"
                      : "give this user " + permission + " permission there, or use a store elsewhere";
  return what + " (" + std::generic_category().message(reason) + "); " + remedy;
}

/// From the root on, so that the first folder in the way is the one that is named.
std::optional<std::string> on_the_way(const fs::path& folder) {
  fs::path so_far;
  for (const auto& part : folder) {
    so_far /= part;
    const int reason = refusal((so_far / ".").string(), X_OK);
    if (reason == 0) continue;
    const std::string name = "the folder " + so_far.string();
    if (reason == ENOENT) return name + " does not exist; make it first";
    if (reason == ENOTDIR) return so_far.string() + " is not a folder";
    return told(name + " cannot be entered", reason, "search (x)");
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> obstacle(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  if (auto found = on_the_way(folder)) return found;
  const bool exists = refusal(path, F_OK) == 0;
  if (const int reason = exists ? refusal(path, R_OK) : 0)
    return told("the file cannot be read", reason, "read");
  if (const int reason = exists ? refusal(path, W_OK) : 0)
    return told("the file cannot be written", reason, "write");
  const bool complete = exists && refusal(path + "-wal", F_OK) == 0 && refusal(path + "-shm", F_OK) == 0;
  if (const int reason = complete ? 0 : refusal(folder.string(), W_OK))
    return told(
        "the folder " + folder.string() + " cannot be written, and SQLite keeps files of its own in it",
        reason, "write");
  return std::nullopt;
}

}  // namespace lode::store
