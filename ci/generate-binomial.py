#!/usr/bin/env python3
"""ci/generate-binomial.py > harness/testdata/binomial.csv: what binomial_test compares with.

Bounds and sample sizes by exact integer arithmetic where the sample is small, and by decimals of 60
digits (sums of chances whose factorials come from Stirling's series) where it is large: another
formulation than that of harness/binomial.c. Only Python's own library is used.
"""
import math
from decimal import Decimal, getcontext
from fractions import Fraction

WHOLE = 10**15
getcontext().prec = 60
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
HALF_LOG_2PI = (2 * PI).ln() / 2
BERNOULLI = [Fraction(1, 6), Fraction(-1, 30), Fraction(1, 42), Fraction(-1, 30), Fraction(5, 66),
             Fraction(-691, 2730), Fraction(7, 6), Fraction(-3617, 510), Fraction(43867, 798),
             Fraction(-174611, 330)]


def log_factorial(n):
    """log(n!), right to about 50 digits."""
    shift, z = Decimal(0), Decimal(n + 1)
    while z < 1000:
        shift += z.ln()
        z += 1
    series = (z - Decimal("0.5")) * z.ln() - z + HALF_LOG_2PI
    for i, b in enumerate(BERNOULLI, 1):
        series += Decimal(b.numerator) / b.denominator / (2 * i * (2 * i - 1)) / z ** (2 * i - 1)
    return series - shift


def few_exact(k, n, rate, risk):
    """Whether the chance of at most k of n at a rate is at most the risk; both of WHOLE."""
    total = sum(math.comb(n, j) * rate**j * (WHOLE - rate) ** (n - j) for j in range(k + 1))
    return total * WHOLE <= risk * WHOLE**n


def few_decimal(k, n, rate, risk):
    p = Decimal(rate) / WHOLE
    q = 1 - p
    if q == 0:
        return k < n
    log = (log_factorial(n) - log_factorial(k) - log_factorial(n - k)
           + (k * p.ln() if k else 0) + (n - k) * q.ln())
    term = total = Decimal(1)
    for j in range(k, 0, -1):
        term = term * j * q / ((n - j + 1) * p)
        total += term
        if term < total * Decimal("1e-40"):
            break
    return log + total.ln() <= (Decimal(risk) / WHOLE).ln()


def few(k, n, rate, risk):
    return (few_exact if n <= 400 else few_decimal)(k, n, rate, risk)


def least(holds, low, high):
    """The least number in low ... high - 1 for which it holds; high if for none."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def upper(k, n, sure):
    if k == n:
        return WHOLE
    start = k * WHOLE // n
    return least(lambda rate: few(k, n, rate, WHOLE - sure), start, WHOLE)


def main():
    print("errors,trials,sure,lower,upper")
    sures = [WHOLE // 2, 9 * WHOLE // 10, 95 * WHOLE // 100, 99 * WHOLE // 100, 999 * WHOLE // 1000]
    samples = [(k, n) for n in (1, 2, 3, 5, 10, 20, 59, 93, 200)
               for k in (0, 1, 2, 3, 5, 9, n // 2, n - 1, n) if k <= n]
    for k, n in sorted(set(samples)):
        for sure in sures:
            print(f"{k},{n},{sure},{WHOLE - upper(n - k, n, sure)},{upper(k, n, sure)}")
    large = [(0, 29955), (0, 29956), (1, 29956), (0, 46050), (7, 100000), (412, 10**6),
             (1000, 10**7), (0, 10**9), (3, 10**9), (10**5, 10**9), (10**7, 10**11), (0, 10**12),
             (1, 10**12), (40, 10**12), (10**12 - 1, 10**12), (10**8, 10**12)]
    for k, n in large:
        for sure in (95 * WHOLE // 100, 999 * WHOLE // 1000):
            low = 0 if k == 0 else WHOLE - upper_mirrored(k, n, sure)
            print(f"{k},{n},{sure},{low},{upper(k, n, sure)}")


def upper_mirrored(k, n, sure):
    """The upper bound of the rate of right ones, summed from the side of the few wrong ones."""
    risk = Decimal(WHOLE - sure) / WHOLE

    def holds(rate_right):
        """The chance of k or more wrong ones is at most the risk."""
        p = Decimal(WHOLE - rate_right) / WHOLE
        if p == 0:
            return True
        q = 1 - p
        log = (log_factorial(n) - log_factorial(k) - log_factorial(n - k)
               + k * p.ln() + ((n - k) * q.ln() if n > k else 0))
        term = total = Decimal(1)
        for j in range(k, n):
            term = term * (n - j) * p / ((j + 1) * q)
            total += term
            if term < total * Decimal("1e-40"):
                break
        return log + total.ln() <= risk.ln()

    return least(holds, (n - k) * WHOLE // n, WHOLE)


if __name__ == "__main__":
    main()
