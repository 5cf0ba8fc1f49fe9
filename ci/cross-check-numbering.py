#!/usr/bin/env python3
"""Compares how Tollgate reads numbers with python3-phonenumbers, which knows none of our tables.

usage: /usr/bin/python3 cross-check-numbering.py NUMBERING_QUERY

NUMBERING_QUERY is the built program of ci/numbering_query.c. Exits with 1 on a difference that is
not listed below, and on a listed one that no longer occurs.
"""

import collections
import csv
import os
import random
import subprocess
import sys

import phonenumbers
from phonenumbers import PhoneNumberType, carrier
from phonenumbers.geodata import GEOCODE_DATA

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src", "numbering")
GENERATED = 12  # numbers wanted behind every destination prefix
TRIES = 600
TYPES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.VOIP,
         PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.UAN, PhoneNumberType.PAGER)

# (library's region, our destination's prefix): why they differ
SHARED_ISLES = "the range is shared: the library gives part of it to the United Kingdom; same class"
FRENCH = "the code is shared; destinations.csv names its main country; same class"
NO_COUNTRY = "non-geographic: the library gives it to a country that uses it, we to none"
COUNTRY_EXCEPTIONS = {
    ("BL", "590"): FRENCH,
    ("YT", "262"): FRENCH,
    ("BQ", "599"): "the Netherlands Antilles until 2010-10-10",
    ("CW", "599"): "the Netherlands Antilles until 2010-10-10",
    ("EH", "212"): "Western Sahara shares Morocco's code; same class",
    ("TA", "290"): "Tristan da Cunha shares St. Helena's code; same class",
    ("GB", "447700"): SHARED_ISLES,
    ("GB", "447911"): SHARED_ISLES,
    ("GB", "447924"): SHARED_ISLES,
    ("IT", "390549"): "San Marino dialled through Italy; the library knows it as 378; same class",
    ("NZ", "64240"): "Scott Base; the library does not tell it from New Zealand; we do",
    ("RU", "7840"): "Abkhazia; the library does not tell it from Russia; we do",
    ("RU", "7940"): "Abkhazia; the library does not tell it from Russia; we do",
    ("CA", "1600"): NO_COUNTRY,
    ("DO", "1800"): NO_COUNTRY,
    ("US", "1500"): NO_COUNTRY,
    ("US", "1533"): NO_COUNTRY,
    ("US", "1800"): NO_COUNTRY,
    ("US", "1866"): NO_COUNTRY,
    ("US", "1877"): NO_COUNTRY,
    ("US", "1888"): NO_COUNTRY,
    ("US", "1900"): NO_COUNTRY,
}

# Regions of the library that no number leads to, and why.
UNREACHED_REGIONS = {
    "MF": "St. Martin's ranges are those of Guadeloupe, which the library names first",
}

# Destinations behind which the library holds no number valid, and why.
NOT_ASSIGNED = "the library knows no number of this non-geographic code"
OLD_INMARSAT = "Inmarsat's code by ocean, given up at the end of 2008"
UNREACHED_DESTINATIONS = {
    "1456": NOT_ASSIGNED,
    "1700": NOT_ASSIGNED,
    "1710": NOT_ASSIGNED,
    "379": "reserved for the Vatican, not in use",
    "388": "ETNS, given up",
    "76": "set aside for Kazakhstan, not in use",
    "871": OLD_INMARSAT,
    "872": OLD_INMARSAT,
    "873": OLD_INMARSAT,
    "874": OLD_INMARSAT,
}

# area code: why the library does not accept a number of it as a fixed line
AREA_EXCEPTIONS = {
    "0565": "Chaohu's code was given up in 2012",
}

# area code: why the library's name of the place is another
NO_PLACE = "the library has no place for this code"
PLACE_EXCEPTIONS = {
    "0335": NO_PLACE,
    "0349": NO_PLACE,
    "0565": "Chaohu's code was given up in 2012",
    "0580": NO_PLACE,
    "0701": NO_PLACE,
}

# (area code, the library's place): why it is none of the area's cities
SEGMENT_EXCEPTIONS = {
    ("", "青海省海西蒙古族藏族自治州"): "Haixi has two area codes; no telling which",
}

# first four digits of mobile numbers: why the library's carrier is another
CARRIER_EXCEPTIONS = {
}


class Report:
    """Differences by topic, held against the listed exceptions."""

    def __init__(self):
        self.failures = 0
        self.listed = 0

    def judge(self, topic, differences, exceptions):
        """differences: {key: example}."""
        for key, example in sorted(differences.items()):
            if key not in exceptions:
                print(f"{topic}: {key}: {example}: difference is not listed")
                self.failures += 1
        for key in sorted(set(exceptions) - set(differences)):
            print(f"{topic}: {key}: listed exception does not occur")
            self.failures += 1
        self.listed += len(set(exceptions) & set(differences))


def rows(name):
    with open(os.path.join(DATA, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Query:
    """The C code's answers, a whole list at a time."""

    def __init__(self, program):
        self.program = program

    def ask(self, numbers):
        done = subprocess.run([self.program], input="\n".join(numbers) + "\n", text=True,
                              encoding="utf-8", stdout=subprocess.PIPE, check=True)
        answers = [line.split("\t") for line in done.stdout.splitlines()]
        assert [answer[0] for answer in answers] == numbers
        names = ("number", "kind", "area", "network", "prefix", "name", "class")
        return [dict(zip(names, answer)) for answer in answers]


def longest(prefixes, digits):
    return next((digits[:n] for n in range(len(digits), 0, -1) if digits[:n] in prefixes), None)


def region_of(digits):
    """The library's region of a number it holds valid, else None."""
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    if str(number.country_code) + phonenumbers.national_significant_number(number) != digits:
        return None
    return phonenumbers.region_code_for_number(number)


def example_numbers():
    """Digits behind +, for every region and every code without a region."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in TYPES:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is not None:
                yield str(number.country_code) + phonenumbers.national_significant_number(number)
    for code in sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS):
        number = phonenumbers.example_number_for_non_geo_entity(code)
        yield str(code) + phonenumbers.national_significant_number(number)


def generated_numbers(prefixes):
    """Digits behind + that begin with a prefix of ours and are valid to the library."""
    dice = random.Random(20100101)
    for prefix in sorted(prefixes):
        found = 0
        for _ in range(TRIES):
            length = dice.randint(max(7, len(prefix) + 3), 13)
            digits = prefix + "".join(dice.choices("0123456789", k=length - len(prefix)))
            if region_of(digits) is not None:
                yield digits
                found += 1
            if found == GENERATED:
                break


def nanp_numbers():
    """A number of every NPA that the library knows."""
    for row in rows("nanp.csv"):
        for line in ("2345678", "5552368", "2002345"):
            digits = "1" + row["npa"] + line
            if region_of(digits) is not None:
                yield digits


def check_countries(query, report):
    country = {row["prefix"]: row["iso2"] for row in rows("destinations.csv")}
    class_of = {row["prefix"]: row["class"] for row in rows("destinations.csv")}
    numbers = list(example_numbers()) + list(generated_numbers(country)) + list(nanp_numbers())
    numbers = [digits for digits in dict.fromkeys(numbers)
               if not digits.startswith("86") and 5 <= len(digits) <= 15]
    differences = {}
    regions = set()
    codes = set()
    reached = set()
    for digits, answer in zip(numbers, query.ask(["+" + digits for digits in numbers])):
        region = region_of(digits)
        prefix = longest(country, digits)
        if (answer["prefix"], answer["class"]) != (prefix, class_of.get(prefix)):
            differences[("C code", digits)] = answer
        ours = country.get(prefix)
        regions.add(region)
        reached.add(prefix)
        codes.add(phonenumbers.parse("+" + digits).country_code)
        # The default of +1 is both; a code without a country has none in our table either.
        same = ours == region or (prefix == "1" and region in ("US", "CA"))
        if not same and not (region == "001" and ours == ""):
            differences[(region, prefix)] = digits
    report.judge("country", differences, COUNTRY_EXCEPTIONS)
    # "001" stands for the codes without a country. The mainland is checked by area.
    unreached = phonenumbers.SUPPORTED_REGIONS - regions - {"CN"}
    report.judge("region", {region: "no number" for region in unreached}, UNREACHED_REGIONS)
    unreached = {prefix: "no valid number" for prefix in set(country) - reached}
    report.judge("destination", unreached, UNREACHED_DESTINATIONS)
    print(f"countries: {len(numbers)} numbers, {len(codes)} country codes, "
          f"{len(regions - {'001'})} regions, {len(reached)} of {len(country)} destinations, "
          f"{len(COUNTRY_EXCEPTIONS)} exceptions")


def areas_in_use():
    """{code: (local digits, {city: without its kind})}"""
    found = {}
    for row in rows("cn_area_codes.csv"):
        if row["status"] in ("active", "until-2010"):
            digits, cities = found.setdefault(row["area_code"], (int(row["local_digits_2010"]), []))
            cities.append(row["city"])
    return found


def is_fixed_line(digits):
    number = phonenumbers.parse("+" + digits)
    return phonenumbers.number_type(number) in (PhoneNumberType.FIXED_LINE,
                                                PhoneNumberType.FIXED_LINE_OR_MOBILE)


def fits(place, cities):
    """Whether the library's description of a place names one of the cities. It begins with the
    province, which may be named as a city is (吉林), so only the end is looked at."""
    return any(place.endswith(city) for city in cities)


def check_areas(query, report):
    areas = areas_in_use()
    refused = {}
    elsewhere = {}
    numbers = []
    for code, (local, cities) in areas.items():
        # The library's ranges are those of a later year, when more areas had eight digits.
        lines = [first + "2345678"[:n - 1] for n in (local, 8) for first in "2345678"]
        if not any(is_fixed_line("86" + code[1:] + line) for line in lines):
            refused[code] = "/".join(cities)
        place = GEOCODE_DATA.get("86" + code[1:], {}).get("zh", "")
        if not any(city in place for city in cities):
            elsewhere[code] = f"{'/'.join(cities)}, library: '{place}'"
        numbers.append("+86" + code[1:] + "2345678901"[:local])
    for answer, code in zip(query.ask(numbers), areas):
        if (answer["kind"], answer["area"]) != ("fixed", code):
            refused[("C code", code)] = answer
    report.judge("area code", refused, AREA_EXCEPTIONS)
    report.judge("place", elsewhere, PLACE_EXCEPTIONS)
    print(f"area codes: {len(areas)}, {len(AREA_EXCEPTIONS) + len(PLACE_EXCEPTIONS)} exceptions")


def check_segments(query, report):
    """The place of every mobile segment that both know."""
    areas = areas_in_use()
    segments = []
    for row in rows("cn_mobile_runs.csv"):
        segments.extend(range(int(row["seg7_first"]), int(row["seg7_last"]) + 1))
    compared = 0
    differences = collections.Counter()
    for segment, answer in zip(segments, query.ask([f"0{segment}0000" for segment in segments])):
        known = longest(GEOCODE_DATA, f"86{segment}")
        place = GEOCODE_DATA[known]["zh"]
        compared += 1
        if answer["area"] == "" or not fits(place, areas[answer["area"]][1]):
            differences[(answer["area"], place)] += 1
    report.judge("segment", differences, SEGMENT_EXCEPTIONS)
    print(f"mobile segments: {compared}, {len(SEGMENT_EXCEPTIONS)} exceptions "
          f"({sum(differences.values())} segments)")


def check_carriers(query, report):
    """China Mobile or not, by the first four digits, of prefixes in use in 2010."""
    prefixes = [row["prefix"] for row in rows("cn_mobile_prefixes.csv") if row["in_2010"] != "N"]
    fours = sorted({p + d for p in prefixes if len(p) == 3 for d in "0123456789"})
    differences = {}
    for four, answer in zip(fours, query.ask([four + "7654321" for four in fours])):
        name = carrier.name_for_number(phonenumbers.parse("+86" + four + "7654321"), "en")
        if (answer["network"] == "cmcc") != (name == "China Mobile"):
            differences[four] = f"{answer['kind']} {answer['network']}, library: '{name}'"
    report.judge("carrier", differences, CARRIER_EXCEPTIONS)
    print(f"mobile prefixes: {len(fours)}, {len(CARRIER_EXCEPTIONS)} exceptions")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    query = Query(sys.argv[1])
    report = Report()
    for check in (check_countries, check_areas, check_segments, check_carriers):
        check(query, report)
    print(f"{report.listed} listed exceptions occur, {report.failures} failures")
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
