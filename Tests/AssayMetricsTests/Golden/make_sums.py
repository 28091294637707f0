"""Writes sums.json: sums of doubles by exact fractions, rounded once.

Each case lists the bits of the numbers, in hexadecimal, and the bits of their sum.
"""

import json
import os
import random
import struct
import sys
from fractions import Fraction

random.seed(20260101)


def bits(x):
    return struct.pack(">d", x).hex()


def from_bits(b):
    return struct.unpack(">d", struct.pack(">Q", b))[0]


def rounded(f):
    """The nearest double, ties to even; beyond the doubles, infinity."""
    try:
        return f.numerator / f.denominator
    except OverflowError:
        return float("inf") if f > 0 else float("-inf")


def any_double():
    while True:
        x = from_bits(random.getrandbits(64))
        if x == x and abs(x) != float("inf"):
            return x


def subnormal():
    return from_bits(random.getrandbits(52) | random.getrandbits(1) << 63)


def near_one():
    return random.uniform(-1, 1)


def greatest():
    return random.choice([1, -1]) * random.uniform(0.5, 1) * sys.float_info.max


def tie():
    return random.choice([1.0, 2.0**-53, -(2.0**-53), 2.0**-54, 2.0**-1074, 2.0**-106, -1.0])


def float32_square():
    x = struct.unpack(">f", struct.pack(">f", random.uniform(-8, 8)))[0]
    return x * x


cases = []
for draw in (any_double, subnormal, near_one, greatest, tie, float32_square):
    for count in (1, 2, 3, 5, 30, 300):
        for _ in range(2 if count == 300 else 6):
            numbers = [draw() for _ in range(count)]
            if random.random() < 0.5:  # cancel nearly everything
                numbers += [-x for x in random.sample(numbers, len(numbers) - 1)]
                random.shuffle(numbers)
            total = sum((Fraction(x) for x in numbers), Fraction(0))
            cases.append({"numbers": [bits(x) for x in numbers], "sum": bits(rounded(total))})

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sums.json")
with open(path, "w") as file:
    file.write(f'{{"source": "fractions of Python {sys.version.split()[0]}",\n"cases": [\n')
    file.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases))
    file.write("\n]}\n")
print(f"{len(cases)} cases, {os.path.getsize(path)} bytes", file=sys.stderr)
