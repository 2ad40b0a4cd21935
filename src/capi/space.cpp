// Spaces by typed calls. What a call can see is checked at once; the space as a whole when a study is made.

#include <cmath>
#include <memory>

#include "base/text.h"
#include "capi/guard.h"
#include "capi/handles.h"

using namespace lode;
using namespace lode::capi;

namespace {

std::size_t column_of(const lode_space& space, const std::string& name, const char* argument) {
  if (const auto column = space.declared.find(name)) return *column;
  std::vector<std::string> names;
  for (const auto& parameter : space.declared.parameters()) names.push_back(parameter.name);
  throw Error(Code::not_found, std::string(argument) + ": no parameter '" + name + "' is declared; " +
                                   (names.empty() ? "none is" : one_of(names) + " accepted"));
}

space::Scaling scaling_of(lode_scaling given) {
  if (given < LODE_SCALING_AUTO || given > LODE_SCALING_REVERSE_LOGARITHMIC)
    throw Error(Code::argument,
                "scaling: " + std::to_string(given) +
                    " given; LODE_SCALING_AUTO (0) to LODE_SCALING_REVERSE_LOGARITHMIC (3) accepted");
  return static_cast<space::Scaling>(given);
}

/// Declares the parameter if the space so far is a good one; otherwise the space stays as it was.
lode_status declare(lode_space* space, space::Parameter parameter) {
  required(space, "space").declared.add(std::move(parameter));
  return LODE_OK;
}

/// Changes a declared parameter, if the space is still a good one.
template <class Change>
lode_status change(lode_space* space, const char* name, Change&& apply) {
  auto& all = required(space, "space").declared;
  const std::size_t column = column_of(*space, text(name, "name"), "name");
  space::Parameter parameter = all.parameters()[column];
  apply(parameter);
  all.replace(column, std::move(parameter));
  return LODE_OK;
}

}  // namespace

lode_status lode_space_create(lode_space** out, lode_error* error) {
  return guarded(error, [&] {
    lode_space*& made = required(out, "out");
    made = new lode_space;
    return LODE_OK;
  });
}

void lode_space_free(lode_space* space) { delete space; }

lode_status lode_space_add_real(lode_space* space, const char* name, double low, double high,
                                lode_scaling scaling, lode_error* error) {
  return guarded(error, [&] {
    space::Parameter p;
    p.name = text(name, "name");
    p.kind = space::Kind::real;
    p.low = low;
    p.high = high;
    p.scaling = scaling_of(scaling);
    return declare(space, p);
  });
}

lode_status lode_space_add_integer(lode_space* space, const char* name, int64_t low, int64_t high,
                                   lode_scaling scaling, lode_error* error) {
  return guarded(error, [&] {
    constexpr int64_t largest = int64_t{1} << 53;
    for (const int64_t bound : {low, high})
      if (bound < -largest || bound > largest)
        throw Error(Code::argument, "parameter '" + text(name, "name") + "': bound " + std::to_string(bound) +
                                        " given; integers from -2^53 to 2^53 accepted");
    space::Parameter p;
    p.name = text(name, "name");
    p.kind = space::Kind::integer;
    p.low = static_cast<double>(low);
    p.high = static_cast<double>(high);
    p.scaling = scaling_of(scaling);
    return declare(space, p);
  });
}

lode_status lode_space_add_categorical(lode_space* space, const char* name, const char* const* choices,
                                       size_t count, lode_error* error) {
  return guarded(error, [&] {
    space::Parameter p;
    p.name = text(name, "name");
    p.kind = space::Kind::categorical;
    check_array(choices, count, "choices");
    for (size_t i = 0; i < count; ++i)
      p.choices.push_back(text(choices[i], ("choices[" + std::to_string(i) + "]").c_str()));
    p.low = 0;
    p.high = count > 0 ? static_cast<double>(count - 1) : 0;
    return declare(space, p);
  });
}

lode_status lode_space_set_step(lode_space* space, const char* name, double step, lode_error* error) {
  return guarded(error, [&] {
    if (!(step > 0) || std::isinf(step))
      throw Error(Code::argument, "step: " + to_text(step) + " given; a finite number > 0 accepted");
    return change(space, name, [&](space::Parameter& p) { p.step = step; });
  });
}

lode_status lode_space_set_condition(lode_space* space, const char* name, const char* parent,
                                     const double* values, size_t count, lode_error* error) {
  return guarded(error, [&] {
    const std::string parent_name = text(parent, "parent");
    check_array(values, count, "values");
    return change(space, name, [&](space::Parameter& p) {
      column_of(*space, parent_name, "parent");
      p.condition = space::Condition{parent_name, std::vector<double>(values, values + count)};
    });
  });
}
