/// \file
/// The form of a request as data: one table of fields, which the validator, the JSON Schema of
/// docs/schema.json and the tests walk. What AMT's service model says of CreateHyperParameterTuningJob and
/// what Lode adds to it are apart in every row.
#pragma once

#include <cstddef>
#include <limits>

namespace lode::amt {

enum class Type {
  structure,    ///< an object with the keys of `fields` (profile lode: and of `additions`)
  list,         ///< an array of `value`
  map,          ///< an object with any keys, each as `key`, each value as `value`
  text,         ///< a string
  choice,       ///< one of `values` (profile lode: or of `more_values`)
  host_choice,  ///< a string; one of `values` in profile amt (where `values` is empty: any string)
  integer,      ///< a whole number
  real,         ///< a number
  boolean,      ///< true or false
  seconds,      ///< a whole number; in profile lode any number
  number_text,  ///< a number as a string; in profile lode also a plain number
  any_text,     ///< a string; in profile lode also a number or a boolean, which stand for their text
};

enum class Need {
  optional,
  amt,    ///< required in profile amt
  always  ///< required in both profiles
};

inline constexpr double unlimited = std::numeric_limits<double>::infinity();

/// Of a number its value; of a text its length in characters; of a list or map its count. Inclusive.
struct Bounds {
  double low = -unlimited;
  double high = unlimited;
  bool open = false;  ///< `low` itself is excluded
};

/// A constant array that a table refers to; it owns nothing.
template <class T>
struct Constants {
  const T* first = nullptr;
  std::size_t count = 0;
  constexpr const T* begin() const { return first; }
  constexpr const T* end() const { return first + count; }
};

/// One row: a key and what may stand there. The functions return a copy with one more property, so that a
/// table reads like the service model.
struct Field {
  const char* name = "";
  Type type = Type::text;
  Need need = Need::optional;
  Bounds amt;                     ///< checked in profile amt
  Bounds lode;                    ///< checked in both profiles
  const char* pattern = nullptr;  ///< of the whole text, as AMT writes it; checked in profile amt
  Constants<const char*> values;
  Constants<const char*> more_values;
  Constants<Field> fields;
  Constants<Field> additions;     ///< Lode's keys beside `fields`
  const Field* key = nullptr;     ///< of a map
  const Field* value = nullptr;   ///< of a map or list
  const char* instead = nullptr;  ///< of what AMT accepts and this release refuses: what it accepts now
  std::size_t taken = 0;          ///< of a list that it refuses: this many elements are accepted all the same
  const char* about = "";         ///< for docs/schema.json

  /// Whether this release refuses the field whatever stands there.
  constexpr bool later() const { return instead && taken == 0; }

  constexpr Field needed(Need when) const;
  constexpr Field between(double low, double high) const;  ///< AMT's bounds
  constexpr Field always_between(double low, double high = unlimited) const;
  /// In both profiles, `low` excluded.
  constexpr Field above(double low, double high = unlimited) const;
  constexpr Field matching(const char* whole) const;
  constexpr Field adding(Constants<Field> more) const;
  constexpr Field adding(Constants<const char*> more) const;
  constexpr Field saying(const char* text) const;
  /// Not in this release; a list: not with more than so many elements.
  constexpr Field not_yet(const char* accepted_now, std::size_t elements_taken = 0) const;
};

/// The whole request: HyperParameterTuningJobName, HyperParameterTuningJobConfig, TrainingJobDefinition, ...
const Field& full_request();
/// HyperParameterTuningJobConfig alone; Lode's additions let what a trial needs stand beside its keys.
const Field& bare_config();

constexpr Field Field::needed(Need when) const {
  Field copy = *this;
  copy.need = when;
  return copy;
}

constexpr Field Field::between(double low, double high) const {
  Field copy = *this;
  copy.amt = {low, high, false};
  return copy;
}

constexpr Field Field::always_between(double low, double high) const {
  Field copy = *this;
  copy.lode = {low, high, false};
  return copy;
}

constexpr Field Field::above(double low, double high) const {
  Field copy = *this;
  copy.lode = {low, high, true};
  return copy;
}

constexpr Field Field::matching(const char* whole) const {
  Field copy = *this;
  copy.pattern = whole;
  return copy;
}

constexpr Field Field::adding(Constants<Field> more) const {
  Field copy = *this;
  copy.additions = more;
  return copy;
}

constexpr Field Field::adding(Constants<const char*> more) const {
  Field copy = *this;
  copy.more_values = more;
  return copy;
}

constexpr Field Field::saying(const char* text) const {
  Field copy = *this;
  copy.about = text;
  return copy;
}

constexpr Field Field::not_yet(const char* accepted_now, std::size_t elements_taken) const {
  Field copy = *this;
  copy.instead = accepted_now;
  copy.taken = elements_taken;
  return copy;
}

}  // namespace lode::amt
