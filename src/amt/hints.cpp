#include "amt/hints.h"

#include <algorithm>  // find, max, min, ranges
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "space/check.h"

namespace lode::amt {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();

/// A number as a person would write it: a tenth of 0.07 is 0.007.
double rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.12g", value);
  return parse_number(text).value_or(value);
}

Json range(const std::string& name, double low, double high, const char* scaling) {
  return {{"Name", name}, {"MinValue", to_text(low)}, {"MaxValue", to_text(high)}, {"ScalingType", scaling}};
}

Hinted real(const std::string& name, double low, double high, const char* scaling, const char* rule) {
  return {"ContinuousParameterRanges", range(name, low, high, scaling), rule};
}

Hinted whole(const std::string& name, double low, double high, const char* scaling, const char* rule) {
  return {"IntegerParameterRanges", range(name, low, high, scaling), rule};
}

Hinted choices(const std::string& name, const std::vector<std::string>& values, const char* rule) {
  return {"CategoricalParameterRanges", {{"Name", name}, {"Values", values}}, rule};
}

/// A factor to both sides of a number greater than 0. \param most where the hint is not beyond it
Hinted around(const std::string& name, double hint, double factor, double most, const char* rule) {
  const double low = std::min(hint, std::max(rounded(hint / factor), std::numeric_limits<double>::min()));
  const double end = hint <= most ? most : largest;
  return real(name, low, std::max(hint, std::min(rounded(hint * factor), end)), "Logarithmic", rule);
}

/// Two octaves to both sides of a number of at least 1.
Hinted count_around(const std::string& name, double hint, const char* rule) {
  const double low = std::max(1.0, std::floor(hint / 4));
  return whole(name, low, std::min(hint * 4, space::largest_integer), "Logarithmic", rule);
}

struct Hint {
  std::string name;
  std::string text;
  double number;
};

// The names that trainers have in common.

/// A row: hyperparameters of these names, where the hint is a number.
struct Known {
  const char* names;  ///< with '*' before it: also at the end of a longer one, after '_'
  Hinted (*make)(const Hint& hint, const Known& known);
  double low;    ///< of the range; of make_around the factor
  double high;   ///< of the range; of make_around where it ends for a hint before that
  double least;  ///< smallest hint
  double most;   ///< largest hint
  bool only;     ///< whether another number is refused; else the general rules are for it
  const char* rule;
};

Hinted make_kept(const Hint& hint, const Known& known) { return kept(hint.name, hint.text, known.rule); }

Hinted make_around(const Hint& hint, const Known& known) {
  if (hint.number == 0) return real(hint.name, 0, 1, "Linear", known.rule);
  return around(hint.name, hint.number, known.low, known.high, known.rule);
}

constexpr double below_one = 0x1.fffffffffffffp-1;
constexpr double above_zero = std::numeric_limits<double>::denorm_min();

/// The number so far below 1: as a person would write it, where that keeps the distance.
double before_one(double distance) {
  const double value = 1 - distance, short_one = rounded(value);
  return std::abs(short_one - value) <= 1e-6 * distance ? short_one : value;
}

Hinted make_near_one(const Hint& hint, const Known& known) {
  const double rest = 1 - hint.number;
  const double low = std::max(0.0, before_one(rest * 10));
  const double high = std::min(before_one(rest / 10), below_one);
  return real(hint.name, std::min(hint.number, low), std::max(hint.number, high), "ReverseLogarithmic",
              known.rule);
}

Hinted make_real(const Hint& hint, const Known& known) {
  return real(hint.name, std::min(known.low, hint.number), std::max(known.high, hint.number), "Linear",
              known.rule);
}

Hinted make_whole(const Hint& hint, const Known& known) {
  return whole(hint.name, std::min(known.low, hint.number), std::max(known.high, hint.number), "Linear",
               known.rule);
}

Hinted make_count(const Hint& hint, const Known& known) {
  return count_around(hint.name, hint.number, known.rule);
}

constexpr Known known_numbers[] = {
    {"*seed random_state", make_kept, 0, 0, -infinite, infinite, false, "a seed is no hyperparameter"},
    {"*epochs numepochs max_steps max_iter", make_kept, 0, 0, -infinite, infinite, false,
     "the length of training is its cost"},
    {"*num_class *num_classes n_classes feature_dim input_dim num_features", make_kept, 0, 0, -infinite,
     infinite, false, "the data decide it"},
    {"nthread *num_threads n_jobs *num_workers num_gpus *verbose verbosity log_interval *patience "
     "early_stopping_rounds",
     make_kept, 0, 0, -infinite, infinite, false, "it does not make a better model"},
    {"*learning_rate *lr eta", make_around, 10, 1, above_zero, infinite, true,
     "a learning rate: a tenth to ten times the hint, at most 1"},
    {"*weight_decay wd l1 l2 alpha lambda reg_alpha reg_lambda", make_around, 100, largest, 0, infinite, true,
     "a penalty: a hundredth to a hundred times the hint; 0: 0 to 1"},
    {"*dropout *dropout_rate *drop_rate", make_real, 0, 0.5, 0, 1, true,
     "a share that is left out: 0 to 0.5, and the hint"},
    {"subsample colsample_bytree colsample_bylevel colsample_bynode feature_fraction bagging_fraction",
     make_real, 0.5, 1, above_zero, 1, true, "a share that is drawn: 0.5 to 1, and the hint"},
    {"*momentum *beta1 *beta2 *beta_1 *beta_2 rho ema_decay", make_near_one, 0, 1, 0, below_one, true,
     "a decay: its distance from 1 a tenth to ten times the hint's"},
    {"min_child_weight", make_real, 0, 120, 0, infinite, true, "0 to 120, and the hint (AMT's for XGBoost)"},
    {"gamma min_split_loss", make_real, 0, 5, 0, 0, false, "0: 0 to 5 (AMT's for XGBoost)"},
    {"max_delta_step", make_whole, 0, 10, 0, space::largest_integer, true,
     "0 to 10, and the hint (AMT's for XGBoost)"},
    {"*max_depth", make_whole, 1, 10, 1, space::largest_integer, false, "1 to 10, and the hint"},
    {"*batch_size *hidden_size *units *num_layers n_layers layers num_round num_boost_round n_estimators "
     "num_trees num_leaves",
     make_count, 0, 0, 1, space::largest_integer, false, "a count: a quarter to four times the hint"},
};

/// A row: hyperparameters of this name, where the hint is one of these texts.
struct KnownTexts {
  const char* names;
  const char* values;
};

constexpr KnownTexts known_texts[] = {
    {"*optimizer", "sgd adam rmsprop"},     {"*optimizer", "SGD Adam RMSprop"},
    {"*activation", "relu tanh"},           {"*activation", "ReLU Tanh"},
    {"kernel", "linear poly rbf"},          {"booster", "gbtree gblinear dart"},
    {"grow_policy", "depthwise lossguide"}, {"criterion", "gini entropy"},
};

constexpr const char* truths[] = {"false true", "False True", "FALSE TRUE"};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// Lower case, with '_' for '-' and '.'.
std::string plain(std::string name) {
  for (char& c : name) {
    if (c == '-' || c == '.') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

bool fits(const std::string& name, const char* names) {
  const auto is_it = [&](std::string_view word) {
    const bool any_start = word.starts_with('*');
    if (any_start) word.remove_prefix(1);
    return name == word || (any_start && name.ends_with("_" + std::string(word)));
  };
  return std::ranges::any_of(words_of(names), is_it);
}

bool has(const std::vector<std::string>& words, const std::string& text) {
  return std::ranges::find(words, text) != words.end();
}

bool integral(const std::string& text) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  return text.size() > sign && text.find_first_not_of("0123456789", sign) == std::string::npos;
}

/// Whether the digits say more than 2^53, where every second integer is no double.
bool beyond_exact(const std::string& text) {
  constexpr std::string_view most = "9007199254740992";
  if (!integral(text)) return false;
  const std::size_t first = std::min(text.find_first_not_of("+-0"), text.size());
  const std::string_view digits = std::string_view(text).substr(first);
  return digits.size() > most.size() || (digits.size() == most.size() && digits > most);
}

bool wants_whole(const Known& known) { return known.make == make_whole || known.make == make_count; }

std::string accepted_hints(const Known& known, const std::string& name) {
  std::string text = known.least == above_zero ? "a number greater than 0" : "a number of at least 0";
  if (wants_whole(known))
    text = std::string("a whole number") + (known.only ? " of at least 0 and" : " of") + " at most 2^53";
  if (known.most == 1) text += " and at most 1";
  if (known.most == below_one) text += " and less than 1";
  return text + " for '" + name + "'";
}

Hinted by_integer(const Hint& hint) {
  const auto as_it_is = [&](const char* rule) { return kept(hint.name, hint.text, rule); };
  if (hint.number < 0) return as_it_is("a negative integer may stand for something else");
  if (hint.number <= 1) return as_it_is("0 and 1 may stand for no and yes");
  if (beyond_exact(hint.text)) return as_it_is("an integer beyond 2^53");
  return count_around(hint.name, hint.number, "an integer: a quarter to four times the hint");
}

/// By the hyperparameter's name; nothing where no row is for it.
std::optional<Hinted> by_name(const Node& parameter, const Hint& hint) {
  const double number = hint.number;
  const bool whole_number =
      number == std::trunc(number) && std::abs(number) <= space::largest_integer && !beyond_exact(hint.text);
  for (const auto& known : known_numbers) {
    if (!fits(plain(hint.name), known.names)) continue;
    const bool misfit = wants_whole(known) && !whole_number;
    if (!misfit && number >= known.least && number <= known.most) return known.make(hint, known);
    if (known.only || misfit) refuse(parameter.at("ValueHint"), accepted_hints(known, hint.name));
    if (wants_whole(known)) return by_integer(hint);
  }
  return std::nullopt;
}

Hinted by_real(const Hint& hint) {
  if (hint.number < 0) return kept(hint.name, hint.text, "there is no rule for a negative number");
  if (hint.number == 0) return real(hint.name, 0, 1, "Linear", "zero: 0 to 1");
  return around(hint.name, hint.number, 10, 1,
                "a number: a tenth to ten times the hint; from at most 1, to at most 1");
}

Hinted by_text(const Hint& hint) {
  for (const auto& truth : truths) {
    const auto values = words_of(truth);
    if (has(values, hint.text)) return choices(hint.name, values, "no and yes");
  }
  for (const auto& known : known_texts) {
    const auto values = words_of(known.values);
    if (fits(plain(hint.name), known.names) && has(values, hint.text))
      return choices(hint.name, values, "the alternatives known for the name");
  }
  return kept(hint.name, hint.text, "a text without known alternatives");
}

}  // namespace

Hinted kept(const std::string& name, const std::string& value, const std::string& rule) {
  Json one = Json::object();
  one[name] = value;
  return {"StaticHyperParameters", std::move(one), "kept as it is: " + rule};
}

Hinted by_hint(const Node& parameter) {
  const std::string name = parameter.at("Name").text();
  const std::string text = parameter.at("ValueHint").text();
  if (name.starts_with('_') || name.starts_with("sagemaker_"))
    return kept(name, text, "the platform's, not the trainer's");
  const auto number = parse_number(text);
  const Hint hint{name, text, number.value_or(0)};
  if (!number || !std::isfinite(*number)) return by_text(hint);
  if (auto hinted = by_name(parameter, hint)) return *hinted;
  return integral(text) ? by_integer(hint) : by_real(hint);
}

}  // namespace lode::amt
