"""A second rater of the long-distance tariff, written from rulebook.md alone.

It stands in for a billing system that is right, and with a fault switched on for one that is not. It shares
no code with the reference rater, so that where the two agree the rulebook, not a common mistake, is the reason.
Amounts are integers in 0.0001 yuan, as in the reference; there is no floating point.
"""

import csv
import os
import re
from bisect import bisect_right
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(os.environ.get("TARIFF_DATA") or Path(__file__).resolve().parent / "../../../src/numbering")

# What the documents leave to local price books (rulebook §5), bound to values of this system's own. All are
# primes in 0.001 yuan: no price is a multiple of another, so none can be taken for another or for a sum of one.
# A price is yuan/seconds: so much for each started unit of so many seconds. `ld`, `hmt` and `international`
# are given only where the documents leave them open (the cards and the new plans).
PRICES = {
    "gotone":           {"roam_caller": "0.599/60", "roam_called": "0.397/60", "local_fee": "0.211/60",
                         "inmarsat": "2.903/6", "globalstar": "2.203/6"},
    "mzone":            {"roam_caller": "0.587/60", "roam_called": "0.389/60", "local_fee": "0.223/60",
                         "inmarsat": "2.909/6", "globalstar": "2.207/6"},
    "easyown":          {"roam_caller": "0.577/60", "roam_called": "0.383/60", "local_fee": "0.227/60",
                         "inmarsat": "2.917/6", "globalstar": "2.213/6"},
    "easyown-qingsong": {"roam_caller": "0.571/60", "roam_called": "0.379/60", "local_fee": "0.229/60",
                         "inmarsat": "2.927/6", "globalstar": "2.221/6", "ld": "0.443/60"},
    "easyown-jiayuan":  {"roam_caller": "0.569/60", "roam_called": "0.373/60", "local_fee": "0.233/60",
                         "inmarsat": "2.939/6", "globalstar": "2.237/6", "ld": "0.431/60"},
    "gotone-jingdian":  {"roam_caller": "0.563/60", "roam_called": "0.367/60", "local_fee": "0.239/60",
                         "inmarsat": "2.953/6", "globalstar": "2.239/6",
                         "ld": "0.053/6", "hmt": "0.181/6", "international": "0.773/6"},
    "gotone-shanglv":   {"roam_caller": "0.557/60", "roam_called": "0.359/60", "local_fee": "0.241/60",
                         "inmarsat": "2.957/6", "globalstar": "2.243/6",
                         "ld": "0.047/6", "hmt": "0.173/6", "international": "0.769/6"},
    "mzone-suibian":    {"roam_caller": "0.547/60", "roam_called": "0.353/60", "local_fee": "0.251/60",
                         "inmarsat": "2.963/6", "globalstar": "2.251/6",
                         "ld": "0.467/60", "hmt": "0.167/6", "international": "0.761/6"},
    "easyown-dazhong":  {"roam_caller": "0.541/60", "roam_called": "0.349/60", "local_fee": "0.257/60",
                         "inmarsat": "2.969/6", "globalstar": "2.267/6",
                         "ld": "0.491/60", "hmt": "0.163/6", "international": "0.757/6"},
}

# What the documents do settle for each customer, B-1.4; I-07 for the cards.
EXISTING = ("gotone", "mzone", "easyown")
SETTLED = {"ld": "0.06/6", "hmt": "0.20/6", "international": "0.80/6"}

# Words that stand for several in RULES.
GROUPS = {
    "anywhere": ("home", "province", "national"),
    "roaming": ("province", "national"),
    "12593": ("12593-busy", "12593-idle"),
    "conditional": ("busy", "no_reply", "unreachable"),
    "any-reason": ("unconditional", "busy", "no_reply", "unreachable"),
    "international": ("us_ca", "kr_sg", "both_lists", "nz", "only_12593", "other"),
}

# rulebook §3: rule, regimes, event, states, access or reason, destinations, charge. A charge is a sum of prices:
# yuan/seconds, or a name on the plan's price sheet (see Tariff._sheet). What is not listed is unspecified.
RULES = (
    ("R-01", "single", "originate", "home", "direct", "domestic", "ld"),
    ("R-02", "single", "originate", "home", "direct", "special", "ld"),
    ("R-03", "single", "originate", "anywhere", "direct", "hmt", "hmt"),
    ("R-04", "single", "originate", "anywhere", "direct", "international", "international"),
    ("R-05", "single", "originate", "anywhere", "direct", "inmarsat", "inmarsat"),
    ("R-05", "single", "originate", "anywhere", "direct", "globalstar", "globalstar"),
    ("R-06", "single", "originate", "roaming", "direct", "special", "ld"),
    ("R-07", "single", "originate", "roaming", "direct", "local domestic", "roam_caller"),
    ("R-10", "single", "originate", "home", "17951", "domestic", "0.30/60"),
    ("R-11", "single", "originate", "anywhere", "17951", "hmt", "1.50/60"),
    ("R-12", "single", "originate", "anywhere", "17951", "us_ca", "2.40/60"),
    ("R-13", "single", "originate", "anywhere", "17951", "kr_sg both_lists nz", "3.60/60"),
    ("R-14", "single", "originate", "anywhere", "17951", "only_12593 other", "4.60/60"),
    ("R-20", "split single", "originate", "home province", "12593-busy", "domestic", "0.35/60"),
    ("R-20", "split single", "originate", "home province", "12593-idle", "domestic", "0.15/60"),
    ("R-21", "split single", "originate", "national", "12593", "domestic", "saver_roaming"),
    ("R-22", "split single", "originate", "home", "12593", "hmt", "1.20/60"),
    ("R-22", "split single", "originate", "province", "12593", "hmt", "1.80/60"),
    ("R-23", "split single", "originate", "home", "12593", "us_ca kr_sg", "1.50/60"),
    ("R-23", "split single", "originate", "province", "12593", "us_ca kr_sg", "2.10/60"),
    ("R-24", "split single", "originate", "home", "12593", "both_lists only_12593", "2.00/60"),
    ("R-24", "split single", "originate", "province", "12593", "both_lists only_12593", "2.60/60"),
    ("R-25", "split single", "originate", "home", "12593", "nz other", "4.60/60"),
    ("R-25", "split single", "originate", "province", "12593", "nz other", "5.20/60"),
    ("R-30", "single", "forward", "home", "any-reason", "home_area", "forward_basic"),
    ("R-31", "single", "forward", "home", "any-reason", "domestic", "ld"),
    ("R-32", "single", "forward", "home", "any-reason", "hmt", "hmt"),
    ("R-32", "single", "forward", "home", "any-reason", "international", "international"),
    ("R-33", "single", "forward", "roaming", "unconditional", "visited_area domestic", "ld"),
    ("R-34", "single", "forward", "roaming", "unconditional", "home_area", "ld"),
    ("R-35", "single", "forward", "roaming", "unconditional", "hmt", "hmt"),
    ("R-35", "single", "forward", "roaming", "unconditional", "international", "international"),
    ("R-36", "single", "forward", "roaming", "conditional", "visited_area", "roam_called"),
    ("R-37", "single", "forward", "roaming", "conditional", "home_area domestic hmt international",
     "roam_called + roam_caller"),
    ("R-40", "split single", "receive", "roaming", "-", "-", "received"),
    ("R-50", "split", "originate", "home", "direct", "domestic", "local_fee + 0.07/6"),
    ("R-51", "split", "originate", "home", "direct", "hmt", "local_fee + 0.20/6"),
    ("R-51", "split", "originate", "home", "direct", "international", "local_fee + 0.80/6"),
    ("R-52", "split", "originate", "roaming", "direct", "hmt", "roam_caller + 0.20/6"),
    ("R-52", "split", "originate", "roaming", "direct", "international", "roam_caller + 0.80/6"),
    ("R-53", "split", "originate", "roaming", "direct", "local domestic", "roam_caller"),
)

# rulebook §4: the charges that another reading gives a rule. I-05=b is in Tariff._free.
READINGS = {
    "I-05=b": {},
    "I-08=b": {"R-34": "forward_basic"},
    "I-09=b": {"R-32": "ld", "R-35": "ld"},
    "I-13=b": {"R-06": "roam_caller"},
    "I-17=b": {"R-21": "saver_roaming + roam_caller"},
}

# Ways to be wrong on purpose. Those of prices are in Tariff._sheet.
FAULTS = {
    "wrong-unit": "the roaming caller price is billed per 6 seconds at a tenth",
    "hidden-fee": "0.20 yuan are added once per call to the roaming caller fee",
    "two-prices": "the roaming called price is 0.01 lower for received calls than in forwarded ones",
    "per-minute": "the domestic long-distance price of existing plans is 0.36 per minute",
    "fen-slip": "every charge is ten times too high",
    "mixed-I-08": "gotone holds I-08=b, the other plans the default",
}

EVENTS = ("originate", "receive", "forward", "monthly_fee")
SPLIT_FROM = datetime(2008, 3, 1)
SINGLE_FROM = datetime(2010, 1, 1)  # C-3c
NIGHT_ENDS = 7                      # hour at which the 12593 idle hours and the pack's hours end (I-12)
IDLE_BEGINS = 23                    # hour at which the 12593 idle hours begin (I-12)
NIGHT_PACK_FEE = 50000
MAX_DURATION = 2678400              # design §3: 31 days
ONCE = MAX_DURATION                 # a unit that no call exceeds: a fee per call, none for 0 seconds
LONG_DISTANCE = frozenset(("domestic", "special", "hmt", "inmarsat", "globalstar") + GROUPS["international"])


class Refused(Exception):
    """A record that cannot be rated; the text says why (design §3: never guessed at)."""


# Numbering (rulebook §7)

SPECIAL = r"100\d\d|11[049]|12[02]|12\d{3}|9[56]\d{3}"
# Possessive: 17951 and 12593 are prefixes wherever they lead, never the head of a mobile number.
DIALLED = re.compile(
    r"(?P<access>17951|12593)?+"
    r"(?:(?:00|\+)(?P<abroad>\d{5,15})|0?(?P<mobile>1[3-8]\d{9})|(?P<trunk>0\d+)"
    rf"|(?P<bare>[2-8]\d{{6,7}})|(?P<special>{SPECIAL})|(?P<info>16\d{{3}}))", re.ASCII)
BEHIND_AREA = re.compile(rf"(?P<fixed>[2-8]\d{{6,7}})|(?P<special>{SPECIAL})|(?P<info>16\d{{3}})", re.ASCII)
BEHIND_86 = re.compile(r"(?P<mobile>1[3-8]\d{9})|(?P<area>[1-9]\d+)", re.ASCII)


class Number(NamedTuple):
    """What dialled digits show: `kind` is fixed, mobile, special, info or a class of destinations.csv, with
    the satellites told apart; `area` is empty where the digits do not show it; `digits` is set for a mobile."""
    access: str
    kind: str
    area: str = ""
    digits: str = ""


def _rows(name):
    """The rows of a numbering file as dicts."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def provinces():
    """Area code -> province, for the codes in use on 2010-01-01."""
    return {row["area_code"]: row["province"] for row in _rows("cn_area_codes.csv")
            if row["status"] in ("active", "until-2010")}


@cache
def destinations():
    """International prefix -> class; `satellite` is split by system, whose prices differ (R-05)."""
    return {row["prefix"]: row["name"].split()[0].lower() if row["class"] == "satellite" else row["class"]
            for row in _rows("destinations.csv")}


@cache
def operators():
    """Mobile prefix -> operator."""
    return {row["prefix"]: row["operator"] for row in _rows("cn_mobile_prefixes.csv")}


@cache
def _runs(name):
    """First segments, last segments and areas of a file of runs, in order."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return tuple(zip(*((row[0], row[1], row[2]) for row in rows))) or ((), (), ())


@cache
def segment_area(segment):
    """The area of a 7-digit mobile segment, empty if unknown; the corrections lie over the runs."""
    for name in ("cn_mobile_corrections.csv", "cn_mobile_runs.csv"):
        firsts, lasts, areas = _runs(name)
        at = bisect_right(firsts, segment) - 1
        if at >= 0 and segment <= lasts[at]:
            return areas[at]
    return ""


def _mobile(access, digits):
    """A mobile number; 1349 is Globalstar's."""
    return Number(access, "globalstar" if digits.startswith("1349") else "mobile", digits=digits)


def _behind_trunk(access, digits):
    """A number of 0, area code and the rest."""
    area = next((digits[:n] for n in (3, 4) if digits[:n] in provinces()), None)
    if not area:
        raise Refused(f"no area code in use begins the number {digits}")
    rest = BEHIND_AREA.fullmatch(digits[len(area):])
    if not rest:
        raise Refused(f"what follows the area code in {digits} fits no numbering plan")
    return Number(access, rest.lastgroup, area)


def _abroad(access, digits):
    """A number behind 00 or +; 86 leads back home."""
    if digits.startswith("86"):
        found = BEHIND_86.fullmatch(digits[2:])
        if not found:
            raise Refused(f"the number {digits} fits no numbering plan")
        return _mobile(access, found["mobile"]) if found["mobile"] else _behind_trunk(access, "0" + found["area"])
    classes = destinations()
    for length in range(7, 0, -1):
        if digits[:length] in classes:
            return Number(access, classes[digits[:length]])
    raise Refused(f"no country code in use begins the number {digits}")


def _read_parts(access, kind, text):
    """The number that a kind of DIALLED and its digits stand for."""
    if kind == "abroad":
        return _abroad(access, text)
    if kind == "trunk":
        return _behind_trunk(access, text)
    return Number(access, "fixed" if kind == "bare" else kind)


def read_number(text):
    """Read digits as dialled."""
    found = DIALLED.fullmatch(text)
    if not found:
        raise Refused(f"the number {text!r} fits no numbering plan" if text else "the other party is missing")
    access, kind = found["access"] or "direct", found.lastgroup
    if kind == "mobile":
        return _mobile(access, found["mobile"])
    return _read_parts(access, kind, found[kind])


# Fields of a record (design §3)

START = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(Z|([+-])([01]\d|2[0-3]):([0-5]\d))?", re.ASCII)
DURATION = re.compile(r"\d{1,32}", re.ASCII)


def read_start(text):
    """The start of a call in China Standard Time."""
    found = START.fullmatch(text)
    if not found:
        raise Refused(f"the start time {text!r} is malformed")
    day, clock, zone, sign, hours, minutes = found.groups()
    try:
        start = datetime.fromisoformat(f"{day}T{clock}")
        if not zone:
            return start
        offset = timedelta() if zone == "Z" else timedelta(hours=int(hours), minutes=int(minutes))
        return start + timedelta(hours=8) - (-offset if sign == "-" else offset)
    except (ValueError, OverflowError):
        raise Refused(f"the start time {text!r} does not exist") from None


def read_duration(text):
    """The duration of a call in seconds."""
    if not DURATION.fullmatch(text) or int(text) > MAX_DURATION:
        raise Refused(f"the duration {text!r} is not a whole number of seconds from 0 to {MAX_DURATION}")
    return int(text)


def read_state(home, visited):
    """Where the subscriber is: home, province or national (rulebook §2)."""
    if home == visited:
        return "home"
    return "province" if provinces()[home] == provinces()[visited] else "national"


def _one_of(record, column, allowed):
    """The value of a column, which must be one of those allowed."""
    value = record.get(column) or ""
    if value not in allowed:
        raise Refused(f"the {column} {value!r} is unknown" if value else f"the {column} is missing")
    return value


def _area(record, column, needed):
    """The value of an area column: a code in use, or empty if it is not needed."""
    value = record.get(column) or ""
    if value not in provinces() and (value or needed):
        raise Refused(f"the {column} {value!r} is not an area code in use" if value else f"the {column} is missing")
    return value


def read_area(number, record, bare_area):
    """The area of a Chinese fixed or mobile number; a bare one belongs to `bare_area`."""
    told = record.get("other_area") or ""
    if number.kind == "mobile":
        area = told or segment_area(number.digits[:7])
        if not area:
            raise Refused(f"nothing shows the area of the mobile number {number.digits}")
        return area
    area = number.area or bare_area
    if told and told != area:
        raise Refused(f"the other_area {told} contradicts the area {area} of the number")
    return area


class Call(NamedTuple):
    """A record as RULES see it."""
    plan: str
    regime: str
    event: str
    state: str
    how: str
    destination: str
    hour: int
    duration: int
    night_pack: bool


def _regime(start):
    """The regime of a start time (rulebook §2, I-01)."""
    return "single" if start >= SINGLE_FROM else "split" if start >= SPLIT_FROM else "early"


def _dialled(record, visited, hour):
    """Access and destination of an originated call."""
    number = read_number(record.get("other_party") or "")
    how, kind = number.access, number.kind
    if how == "12593":
        how = "12593-idle" if hour >= IDLE_BEGINS or hour < NIGHT_ENDS else "12593-busy"
    if kind in ("fixed", "mobile"):
        return how, "local" if read_area(number, record, visited) == visited else "domestic"
    if kind == "special" and number.area in ("", visited):
        return how, "service"  # §7: not long-distance, unspecified
    return how, kind


def _forwarded(record, home, visited, reason):
    """Reason and target of a forwarded call; a bare number is one of the home area (§7)."""
    number = read_number(record.get("other_party") or "")
    target = number.kind
    if target in ("fixed", "mobile"):
        area = read_area(number, record, home)
        target = "home_area" if area == home else "visited_area" if area == visited else "domestic"
    return (reason if number.access == "direct" else number.access), target


def read_call(record):
    """Check a record and classify it."""
    call_id = record.get("call_id", "-") or ""
    if not (0 < len(call_id) <= 64 and call_id.isprintable()):
        raise Refused("the call_id is not 1 to 64 printable characters")
    start = read_start(record.get("start_time") or "")
    plan = _one_of(record, "plan", PRICES)
    pack = _one_of(record, "packs", ("", "night"))
    event = _one_of(record, "event", EVENTS)
    reason = _one_of(record, "forward_reason", GROUPS["any-reason"] if event == "forward" else
                     ("",) + GROUPS["any-reason"])
    if reason and event != "forward":
        raise Refused("a forward_reason is given without the event forward")
    _one_of(record, "other_network", ("", "cmcc", "other"))
    _area(record, "other_area", needed=False)
    is_call = event != "monthly_fee"
    home = _area(record, "home_area", needed=is_call)
    visited = _area(record, "visited_area", needed=is_call)
    if not is_call:
        if record.get("duration_s"):
            raise Refused("a monthly fee has a duration")
        return Call(plan, _regime(start), event, "", "-", "-", start.hour, 0, pack == "night")
    duration = read_duration(record.get("duration_s") or "")
    how = destination = "-"
    if event == "originate":
        how, destination = _dialled(record, visited, start.hour)
    elif event == "forward":
        how, destination = _forwarded(record, home, visited, reason)
    elif record.get("other_party"):
        read_number(record["other_party"])  # the caller must be possible, but nothing depends on him
    return Call(plan, _regime(start), event, read_state(home, visited), how, destination, start.hour, duration,
                pack == "night")


def forward_basic(record):
    """The price of the forwarding basic fee by the target's network (R-30, A-3.2.1a)."""
    network = record.get("other_network")
    number = read_number(record["other_party"])
    if number.kind != "mobile":
        network = "other"
    elif not network:
        operator = next((operators()[number.digits[:n]] for n in (4, 3) if number.digits[:n] in operators()), None)
        if not operator:
            raise Refused(f"nothing shows the network of the mobile number {number.digits}")
        network = "cmcc" if operator == "CMCC" else "other"
    return ((1000 if network == "cmcc" else 2000, 60),)


# Rating


def price(text):
    """`0.06/6` as (600, 6): amount in 0.0001 yuan and unit in seconds."""
    amount, unit = text.split("/")
    yuan, _, part = amount.partition(".")
    return int(yuan + part.ljust(4, "0")), int(unit)


def _spread(words):
    """The values that the words of a RULES cell stand for."""
    return [value for word in words.split() for value in GROUPS.get(word, (word,))]


class Tariff:
    """The tariff under chosen readings and with chosen faults."""

    def __init__(self, faults=(), readings=()):
        self._faults, self._readings = frozenset(faults), frozenset(readings)
        unknown = sorted(self._faults - FAULTS.keys()) + sorted(self._readings - READINGS.keys())
        if unknown:
            raise ValueError(f"unknown fault or reading: {', '.join(unknown)}")
        self._charges = {plan: self._compile(plan) for plan in PRICES}

    def rate(self, record):
        """The charge of a record in 0.0001 yuan; None where the rulebook leaves it unspecified."""
        call = read_call(record)
        charge = self._rate(call, record)
        return charge * 10 if charge and "fen-slip" in self._faults else charge

    def _rate(self, call, record):
        """The charge before faults that touch every charge."""
        if call.event == "monthly_fee":
            return NIGHT_PACK_FEE if call.night_pack and call.regime == "single" else None
        if call.regime == "early":
            return self._rate_early(call)
        if self._free(call):
            return 0
        terms = self._charges[call.plan].get(call[1:6])
        if terms is None:
            return None
        if terms == "forward_basic":
            terms = forward_basic(record)
        return sum(amount * -(-call.duration // unit) for amount, unit in terms)

    @staticmethod
    def _rate_early(call):
        """R-60: before 2008-03-01 only the old discount for short roaming calls is known (B-2.5)."""
        covered = call.event == "receive" or call.event == "originate" and call.how == "direct"
        return 0 if covered and call.state != "home" and call.duration <= 3 else None

    def _free(self, call):
        """The three-second rule (B-2.5, I-05, I-06) and the night pack (R-42, B-2.3)."""
        if call.event != "originate" or call.state != "home":
            return False
        direct = call.how == "direct"
        if 1 <= call.duration <= 3 and call.destination in LONG_DISTANCE:
            if direct or "I-05=b" not in self._readings:
                return True
        return (call.night_pack and call.regime == "single" and direct and call.destination == "domestic"
                and call.hour < NIGHT_ENDS)

    def _sheet(self, plan):
        """The price sheet of a plan: name -> prices that are added up, with the faults of prices."""
        faults = self._faults
        sheet = {name: (price(text),) for name, text in (SETTLED | PRICES[plan]).items()}
        sheet["saver_roaming"] = (price("0.35/60" if plan.startswith("gotone") else "0.50/60"),)  # A-2.2.3b, I-19
        sheet["received"] = sheet["roam_called"]
        if "two-prices" in faults:
            sheet["received"] = ((sheet["roam_called"][0][0] - 100, 60),)
        if "per-minute" in faults and plan in EXISTING:
            sheet["ld"] = (price("0.36/60"),)
        if "wrong-unit" in faults:
            sheet["roam_caller"] = ((sheet["roam_caller"][0][0] // 10, 6),)
        if "hidden-fee" in faults:
            sheet["roam_caller"] += ((2000, ONCE),)
        return sheet

    def _compile(self, plan):
        """The charges of a plan by regime, event, state, access or reason, and destination."""
        sheet, held, table = self._sheet(plan), {}, {}
        mixed = {"I-08=b"} if plan == "gotone" and "mixed-I-08" in self._faults else set()
        for reading in self._readings | mixed:
            held |= READINGS[reading]
        for rule, regimes, event, states, hows, targets, charge in RULES:
            charge = held.get(rule, charge)
            terms = charge if charge == "forward_basic" else tuple(
                term for name in charge.split(" + ") for term in (sheet.get(name) or (price(name),)))
            for regime in regimes.split():
                for state in _spread(states):
                    for how in _spread(hows):
                        for target in _spread(targets):
                            table[regime, event, state, how, target] = terms
        return table
