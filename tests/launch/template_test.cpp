#include "launch/template.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace lode::launch {
namespace {

const Values values = {{"eta", "0.3"}, {"max_depth", "6"}, {"odd name", "x{y}"}};

std::string refused_argument(const std::string& argument) {
  try {
    fill_in(argument, values);
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), Code::argument);
    return e.what();
  }
  return "accepted";
}

TEST(Template, NamesAndBraces) {
  EXPECT_EQ(fill_in("--eta={eta}", values), "--eta=0.3");
  EXPECT_EQ(fill_in("{eta}{max_depth}", values), "0.36");
  EXPECT_EQ(fill_in("{odd name}", values), "x{y}");  // what is put in is not looked at again
  EXPECT_EQ(fill_in(R"({{"eta": {eta}}})", values), R"({"eta": 0.3})");
  EXPECT_EQ(fill_in("", values), "");
  EXPECT_EQ(fill_in("plain", {}), "plain");
}

TEST(Template, RefusalsNameTheArgumentAndWhatThereIs) {
  const std::string unknown = refused_argument("--d={max_dept}");
  for (const std::string part :
       {"'--d={max_dept}'", "'max_dept'", "did you mean 'max_depth'?", "'eta', 'max_depth' or"})
    EXPECT_NE(unknown.find(part), std::string::npos) << unknown;
  for (const std::string argument : {"{eta", "eta}", "}", "{"})
    EXPECT_NE(refused_argument(argument).find("lone '"), std::string::npos) << argument;
  EXPECT_NE(refused_argument("{}").find("no hyperparameter ''"), std::string::npos);
}

TEST(Template, Variables) {
  EXPECT_EQ(variable_of("eta"), "LODE_HP_ETA");
  EXPECT_EQ(variable_of("max-depth.2"), "LODE_HP_MAX_DEPTH_2");
  EXPECT_EQ(variable_of("_tuning:x"), "LODE_HP__TUNING_X");
}

}  // namespace
}  // namespace lode::launch
