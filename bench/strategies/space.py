"""Search spaces as AMT's ParameterRanges: made, read, drawn from.

The problems hold their spaces as this JSON; every adapter reads the same document. Nothing outside the
standard library.
"""

import dataclasses
import math

_GROUPS = {
    "ContinuousParameterRanges": "float",
    "IntegerParameterRanges": "int",
    "CategoricalParameterRanges": "choice",
}


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One parameter, active where `parent` (if any) has one of `when`. `kind`: "float", "int" or "choice"."""

    name: str
    kind: str
    low: float = 0
    high: float = 0
    log: bool = False
    choices: tuple = ()
    parent: str | None = None
    when: tuple = ()

    def from_unit(self, u):
        """The value at u in [0, 1] of the parameter's own scale. Integers and choices have cells of equal
        size on it.
        """
        u = min(max(float(u), 0.0), 1.0)
        if self.kind == "choice":
            return self.choices[min(int(u * len(self.choices)), len(self.choices) - 1)]
        low, high = self._edges()
        value = math.exp(_between(math.log(low), math.log(high), u)) if self.log else _between(low, high, u)
        value = min(max(value, self.low), self.high)
        return value if self.kind == "float" else int(min(max(round(value), self.low), self.high))

    def to_unit(self, value):
        """Where a value lies in [0, 1]: from_unit(to_unit(v)) == v, up to rounding for floats."""
        if self.kind == "choice":
            return (self.choices.index(value) + 0.5) / len(self.choices)
        low, high = self._edges()
        if low == high:
            return 0.5
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return (value - low) / (high - low)

    def _edges(self):
        return (self.low, self.high) if self.kind == "float" else (self.low - 0.5, self.high + 0.5)


def _between(low, high, u):
    return low + u * (high - low)


def real(name, low, high, log=False, when=None):
    """A continuous range as AMT writes it; `when` is (parent, [values]), Lode's addition."""
    return "ContinuousParameterRanges", _range(name, repr(float(low)), repr(float(high)), log, when)


def integer(name, low, high, log=False, when=None):
    return "IntegerParameterRanges", _range(name, str(low), str(high), log, when)


def choice(name, values, when=None):
    return "CategoricalParameterRanges", _conditional({"Name": name, "Values": list(values)}, when)


def _range(name, low, high, log, when):
    scaling = "Logarithmic" if log else "Linear"
    return _conditional({"Name": name, "MinValue": low, "MaxValue": high, "ScalingType": scaling}, when)


def _conditional(entry, when):
    if when:
        entry["Condition"] = {"Parent": when[0], "Values": list(when[1])}
    return entry


def ranges(*entries):
    """AMT's ParameterRanges from what real, integer and choice return, in that order."""
    document = {}
    for group, entry in entries:
        document.setdefault(group, []).append(entry)
    document["ParameterOrder"] = [entry["Name"] for _, entry in entries]
    return document


def parse(document):
    """The parameters of AMT's ParameterRanges, parents before children."""
    found = {}
    for group, kind in _GROUPS.items():
        for entry in document.get(group, []):
            found[entry["Name"]] = _parameter(entry, kind)
    return [found[name] for name in document["ParameterOrder"]]


def _parameter(entry, kind):
    condition = entry.get("Condition", {})
    common = {"parent": condition.get("Parent"), "when": tuple(condition.get("Values", ()))}
    if kind == "choice":
        return Parameter(entry["Name"], kind, choices=tuple(entry["Values"]), **common)
    number = float if kind == "float" else int
    if entry["ScalingType"] not in ("Linear", "Logarithmic"):
        raise ValueError(
            f"{entry['Name']}: the problems use Linear and Logarithmic only, not {entry['ScalingType']}"
        )
    return Parameter(
        entry["Name"],
        kind,
        number(entry["MinValue"]),
        number(entry["MaxValue"]),
        entry["ScalingType"] == "Logarithmic",
        **common,
    )


def active(parameters, params):
    """The names of the parameters that are active in a complete configuration."""
    on = set()
    for p in parameters:
        if p.parent is None or (p.parent in on and params[p.parent] in p.when):
            on.add(p.name)
    return on


def active_only(parameters, params):
    """A complete configuration without its inactive parameters."""
    on = active(parameters, params)
    return {p.name: params[p.name] for p in parameters if p.name in on}


def complete(parameters, params):
    """A configuration with every parameter, the absent ones in the middle of their ranges."""
    return {p.name: params.get(p.name, p.from_unit(0.5)) for p in parameters}


def at(parameters, units):
    """The complete configuration at a point of the unit cube."""
    return {p.name: p.from_unit(u) for p, u in zip(parameters, units)}
