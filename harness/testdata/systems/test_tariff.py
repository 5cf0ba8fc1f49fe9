"""Examples worked by hand from rulebook.md against tariff.py."""

import time
import unittest
from itertools import combinations

from tariff import EXISTING, PRICES, Refused, Tariff, price, segment_area

BASE = {"call_id": "c", "start_time": "2010-03-01T10:00:00", "duration_s": "61", "plan": "gotone", "packs": "",
        "event": "originate", "forward_reason": "", "home_area": "010", "visited_area": "010",
        "other_party": "02187654321", "other_area": "", "other_network": ""}
PROVINCE = {"home_area": "020", "visited_area": "0755"}
NATIONAL = {"visited_area": "020"}
FORWARD = {"event": "forward", "forward_reason": "unconditional"}
BUSY = {"event": "forward", "forward_reason": "busy"}
SPLIT = {"start_time": "2009-12-31T23:59:59"}
EARLY = {"start_time": "2008-02-29T23:59:59"}


def rate(*changes, faults=(), readings=()):
    """The charge of the base record with changes."""
    record = dict(BASE)
    for change in changes:
        record |= change
    return Tariff(faults, readings).rate(record)


def to(number, **more):
    """A change of the other party."""
    return {"other_party": number, **more}


def secs(duration):
    """A change of the duration."""
    return {"duration_s": str(duration)}


class Examples(unittest.TestCase):
    """Each expectation is units x price, in 0.0001 yuan."""

    def check(self, cases, **kinds):
        for expected, *changes in cases:
            with self.subTest(changes=changes, **kinds):
                self.assertEqual(rate(*changes, **kinds), expected)

    def test_single_originate(self):
        self.check((
            (11 * 600,),
            (600, secs(4)), (600, secs(6)), (1200, secs(7)), (0, secs(3)), (0, secs(0)),
            (2 * 4430, {"plan": "easyown-qingsong"}),
            (11 * 530, {"plan": "gotone-jingdian"}),
            (11 * 600, to("02110086")), (None, to("10086")), (None, to("01010086")), (None, to("16812")),
            (11 * 600, NATIONAL, to("01010086")), (None, NATIONAL, to("02010086")),
            (None, to("87654321")), (2 * 5990, NATIONAL, to("87654321")), (5990, NATIONAL, secs(3)),
            (11 * 2000, to("0085221234567")), (11 * 2000, to("+85221234567"), NATIONAL),
            (11 * 1810, to("0085221234567"), {"plan": "gotone-jingdian"}),
            (11 * 8000, to("0012125551234")), (11 * 8000, to("0012425551234")),
            (11 * 29030, to("00870123456789")), (11 * 22030, to("13491234567")), (None, to("008816123456789")),
            (11 * 600, to("+862187654321")), (11 * 600, to("+8613800210500", other_area="021")),
            (None, to("13800210500", other_area="010")),
            (0, {"packs": "night", "start_time": "2010-03-01T06:59:59"}),
            (6600, {"packs": "night", "start_time": "2010-03-01T07:00:00"}),
            (6600, {"start_time": "2009-12-31T16:00:00Z"}),
        ))

    def test_prefixes(self):
        saver, ip = "12593", "17951"
        night = {"start_time": "2010-03-01T23:00:00"}
        self.check((
            (6000, to(ip + "02187654321")), (0, to(ip + "02187654321"), secs(2)),
            (None, to(ip + "01087654321")), (None, NATIONAL, to(ip + "02187654321")),
            (30000, to(ip + "0085221234567"), NATIONAL), (48000, to(ip + "0012125551234")),
            (72000, to(ip + "006491234567")), (92000, to(ip + "0012425551234")), (92000, to(ip + "0031201234567")),
            (7000, to(saver + "02187654321")), (3000, to(saver + "02187654321"), night),
            (3000, to(saver + "02187654321"), night, PROVINCE),
            (7000, to(saver + "02187654321"), {"visited_area": "0755"}),
            (10000, to(saver + "02187654321"), {"visited_area": "0755", "plan": "mzone"}),
            (7000, to(saver + "02187654321"), SPLIT | {"start_time": "2009-12-31T12:00:00"}),
            (24000, to(saver + "0085221234567")), (36000, to(saver + "0085221234567"), PROVINCE),
            (30000, to(saver + "006561234567")), (42000, to(saver + "006561234567"), PROVINCE),
            (40000, to(saver + "0031201234567")), (52000, to(saver + "0031201234567"), PROVINCE),
            (92000, to(saver + "006491234567")), (104000, to(saver + "006491234567"), PROVINCE),
            (None, to(saver + "006491234567"), NATIONAL),
        ))

    def test_forward(self):
        mobile = to("13800100500", other_area="010")
        self.check((
            (2000, FORWARD, mobile), (4000, FORWARD, mobile, {"other_network": "other"}), (4000, BUSY, to("87654321")),
            (6600, BUSY), (600, BUSY, secs(2)), (0, BUSY, secs(0)), (22000, BUSY, to("0085221234567")),
            (88000, BUSY, to("0012125551234")),
            (6600, FORWARD, NATIONAL), (6600, FORWARD, NATIONAL, to("02087654321")),
            (6600, FORWARD, NATIONAL, to("87654321")), (22000, FORWARD, NATIONAL, to("0085221234567")),
            (2 * 3970, BUSY, NATIONAL, to("02087654321")), (2 * 3970 + 2 * 5990, BUSY, NATIONAL),
            (2 * 3970 + 2 * 5990, BUSY, NATIONAL, to("87654321")),
            (None, FORWARD, to("1795102187654321")), (None, FORWARD, to("02110086")), (None, FORWARD, SPLIT),
        ))

    def test_other_events_and_regimes(self):
        receive, fee = {"event": "receive", "other_party": ""}, {"event": "monthly_fee", "duration_s": ""}
        self.check((
            (2 * 3970, receive, NATIONAL), (None, receive), (2 * 3970, receive, NATIONAL, SPLIT),
            (50000, fee, {"packs": "night"}), (None, fee),
            (2 * 2110 + 11 * 700, SPLIT), (2 * 2110 + 11 * 2000, SPLIT, to("0085221234567")), (0, SPLIT, secs(1)),
            (2 * 5990 + 11 * 8000, SPLIT, NATIONAL, to("0012125551234")), (2 * 5990, SPLIT, NATIONAL),
            (None, SPLIT, to("1795102187654321")),
            (0, EARLY, NATIONAL, secs(3)), (None, EARLY, NATIONAL, secs(4)), (None, EARLY, secs(3)),
            (0, EARLY, receive, NATIONAL, secs(0)),
        ))

    def test_readings(self):
        self.check(((6000 // 2, to("1795102187654321"), secs(2)), (0, secs(2))), readings=["I-05=b"])
        self.check(((4000, FORWARD, NATIONAL, to("01087654321")),), readings=["I-08=b"])
        self.check(((6600, FORWARD, NATIONAL, to("0085221234567")), (6600, BUSY, to("0012125551234"))),
                   readings=["I-09=b"])
        self.check(((2 * 5990, NATIONAL, to("01010086")),), readings=["I-13=b"])
        self.check(((7000 + 2 * 5990, NATIONAL, to("1259302187654321")),), readings=["I-17=b"])

    def test_faults(self):
        self.check(((11 * 599, NATIONAL), (2 * 3970 + 11 * 599, NATIONAL, BUSY)), faults=["wrong-unit"])
        self.check(((2 * 5990 + 2000, NATIONAL), (0, NATIONAL, secs(0)), (6600,)), faults=["hidden-fee"])
        self.check(((2 * 3870, NATIONAL, {"event": "receive"}), (7940, NATIONAL, BUSY, to("02087654321"))),
                   faults=["two-prices"])
        self.check(((7200,), (11 * 530, {"plan": "gotone-jingdian"})), faults=["per-minute"])
        self.check(((66000,), (None, to("10086"))), faults=["fen-slip"])
        back = NATIONAL | FORWARD | to("01087654321")
        self.check(((4000, back), (6600, back, {"plan": "mzone"})), faults=["mixed-I-08"])
        for kinds in ({"faults": ["x"]}, {"readings": ["I-99=b"]}):
            with self.assertRaises(ValueError):
                Tariff(**kinds)

    def test_refusals(self):
        for change in (secs(-1), secs("1.5"), secs(""), secs(2678401), secs("١"), {"plan": "x"}, {"event": "x"},
                       {"packs": "day"}, {"home_area": ""}, {"visited_area": "0732"}, {"other_area": "0000"},
                       {"forward_reason": "busy"}, {"event": "forward"}, FORWARD | {"forward_reason": "x"},
                       to(""), to("12593"), to("17951123456"), to("0213"), to("09990"), to("14112345678"),
                       to("002"), to("0021012345"), to("87654321", other_area="021"), to("abc"),
                       {"start_time": "2010-02-30T00:00:00"}, {"start_time": "2010-03-01T24:00:00"},
                       {"start_time": "2010-03-01"}, {"start_time": "0001-01-01T00:00:00+09:00"},
                       {"event": "monthly_fee"}, {"call_id": ""}, {"other_network": "cu"}):
            with self.subTest(change=change), self.assertRaises(Refused):
                rate(change)

    def test_corrections_lie_over_the_runs(self):
        self.assertEqual(segment_area("1300280"), "0834")
        self.assertEqual(segment_area("1300770"), "")
        self.assertEqual(segment_area("1300003"), "")
        self.assertEqual(segment_area("1300011"), "010")

    def test_prices_are_legal_and_unrelated(self):
        amounts = [price(text)[0] for sheet in PRICES.values() for text in sheet.values()]
        for a, b in combinations(sorted(amounts), 2):
            self.assertTrue(b % a, (a, b))
        for plan, sheet in PRICES.items():
            self.assertEqual("ld" in sheet, plan not in EXISTING)
            for name, low, high in (("roam_caller", 1, 6000), ("roam_called", 1, 4000), ("local_fee", 2000, 4000)):
                self.assertTrue(low <= price(sheet[name])[0] <= high)
            for name, ceiling, unit in (("ld", 7000, 60), ("hmt", 2000, 6), ("international", 8000, 6)):
                if name in sheet:
                    amount, seconds = price(sheet[name])
                    for d in range(1, 200):
                        self.assertLessEqual(amount * -(-d // seconds), ceiling * -(-d // unit))

    def test_speed(self):
        tariff, record = Tariff(), BASE | to("13800210500")
        tariff.rate(record)
        began = time.perf_counter()
        for _ in range(30000):
            tariff.rate(record)
        self.assertLess(time.perf_counter() - began, 1)


if __name__ == "__main__":
    unittest.main()
