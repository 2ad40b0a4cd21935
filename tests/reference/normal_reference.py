"""Writes tests/math/normal_reference.inc: values of src/math/normal.h and log_ei.h by mpmath with 60 digits and more.

    python3 tests/reference/normal_reference.py > tests/math/normal_reference.inc
"""

import mpmath as mp


def digits_for(x):
    return 60 + int(abs(float(x)) ** 2 * 0.9) if abs(x) < 60 else 60


def tail(x):
    """P(X > x) / phi(x) for x > 0: the Mills ratio; by its asymptotic series far out."""
    if x < 60:
        mp.mp.dps = digits_for(x)
        return mp.exp(x * x / 2) * mp.sqrt(mp.pi / 2) * mp.erfc(x / mp.sqrt(2))
    mp.mp.dps = 60
    total, term = mp.mpf(0), 1 / x
    for k in range(30):
        total += term
        term *= -(2 * k + 1) / (x * x)
    return total


def log_density(x):
    return -x * x / 2 - mp.log(2 * mp.pi) / 2


def log_cdf(x):
    mp.mp.dps = digits_for(x)
    if x > 0:
        return mp.log1p(-mp.exp(log_density(x)) * tail(x))
    return log_density(x) + mp.log(tail(-x)) if x < 0 else mp.log(mp.mpf(1) / 2)


def log_h(u):
    """log(phi + u Phi), Phi / h and phi / h."""
    mp.mp.dps = digits_for(u)
    if u >= 0:
        density = mp.exp(log_density(u))
        probability = (1 + mp.erf(u / mp.sqrt(2))) / 2
        h = density + u * probability
        return mp.log(h), probability / h, density / h
    if u > -60:
        ratio = tail(-u)
        gap = 1 + u * ratio
    else:
        total, term = mp.mpf(0), 1 / (u * u)
        for k in range(1, 30):
            total += term
            term *= -(2 * k + 1) / (u * u)
        gap, ratio = total, (1 - total) / -u
    return log_density(u) + mp.log(gap), ratio / gap, 1 / gap


def text(x):
    return "0.0" if abs(x) < mp.mpf("2.5e-324") else mp.nstr(x, 20, min_fixed=1, max_fixed=0)


def block(name, arguments, f):
    print(f"inline constexpr Row {name}[] = {{")
    for a in arguments:
        values = f(mp.mpf(a))
        values = values if isinstance(values, tuple) else (values,)
        print("    {" + ", ".join([repr(float(a))] + [text(v) for v in values]) + "},")
    print("};")


def erfcx(x):
    mp.mp.dps = 60 + int(min(abs(float(x)), 60) ** 2 * 0.9)
    if x > 60:
        return tail(x * mp.sqrt(2)) * mp.sqrt(2 / mp.pi)
    return mp.exp(x * x) * mp.erfc(x)


def quantile(p):
    mp.mp.dps = 60
    x = mp.mpf(0)
    if p < mp.mpf(1) / 4:
        x = -mp.sqrt(-2 * mp.log(p))
        for _ in range(200):  # Newton on the logarithm, which is concave
            step = (log_cdf(x) - mp.log(p)) * tail(-x)
            x -= step
            if abs(step) < abs(x) * mp.mpf(10) ** -40:
                break
        return x
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


def main():
    print("// Written by tests/reference/normal_reference.py with mpmath; do not edit. {argument, values...}")
    block("erfcx_rows", [-26, -10.3, -5, -1, -0.1, 0, 1e-10, 0.01, 0.3, 0.5, 1, 1.5, 2, 3, 3.75, 4.5, 6, 8, 10, 15,
                         26, 30, 59, 100, 1e3, 1e5, 1e8, 1e15, 1e17, 1e100, 1e300], erfcx)
    block("pdf_rows", [-40, -39, -38.4, -38, -37.3, -30, -20.1, -12.3, -5, -2, -1, -1e-3, 0, 1e-10, 0.3, 1.7, 8.2, 25, 37.4],
          lambda x: mp.exp(log_density(x)))
    block("cdf_rows", [-40, -39, -38.4, -38, -37.5, -30, -20, -12.3, -8, -5, -3, -2, -1, -0.5, -1e-3, 0, 1e-5, 0.7, 1, 2, 5, 8.2],
          lambda x: mp.exp(log_cdf(x)))
    block("log_cdf_rows", [-1e150, -1e100, -1e10, -1e5, -1e3, -200, -59.5, -40, -38, -20, -10, -5, -2, -1.001, -1,
                           -0.999, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 2, 5, 8, 12, 20, 37], log_cdf)
    block("quantile_rows", [1e-310, 1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-12, 1e-10, 1e-5, 0.001, 0.02, 0.0749,
                            0.0751, 0.1, 0.2, 0.3, 0.45, 0.499999, 0.5, 0.500001, 0.6, 0.75, 0.9, 0.99, 0.9999999,
                            1 - 2.0**-40, 1 - 2.0**-53], quantile)
    block("log_h_rows", [20, 10, 5, 2, 1, 0.5, 0.1, 0, -0.1, -0.5, -0.999, -1, -1.001, -1.5, -2, -3, -5, -8, -10, -11.9,
                         -12, -12.1, -15, -20, -30, -40, -59, -100, -1e3, -1e5, -1e8, -1e12, -1e50, -1e100, -1e150], log_h)


main()
