#!/usr/bin/env python3
"""Are the open prices that a report tells those that the system has?

  prices.py REPORT.html
"""
import re
import sys

import tariff

NAMES = {"roam_caller": "roam_caller", "roam_called": "roam_called", "local_fee": "local_fee",
         "inmarsat": "ld_satellite", "globalstar": "ld_satellite"}


def expected():
    for plan, prices in tariff.PRICES.items():
        for name, text in prices.items():
            amount, unit = text.split("/")
            if name == "ld" and plan in ("easyown-qingsong", "easyown-jiayuan"):
                yield "ld of %s: %s yuan per %s s explains" % (plan, amount, unit)
            elif name in ("inmarsat", "globalstar"):
                yield "ld_satellite of %s, %s: %s yuan per %s s explains" % (plan, name, amount, unit)
            elif name in NAMES:
                yield "%s of %s: %s yuan per %s s explains" % (NAMES[name], plan, amount, unit)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        told = re.findall("<li>(.*?)</li>", file.read())
    asked = {line.split(":")[0] for line in told}
    for line in expected():
        # Not every plan is asked about every satellite system.
        assert any(one.startswith(line) for one in told) or line.split(":")[0] not in asked, line
    assert len(told) >= 50, len(told)
    print(len(told))


if __name__ == "__main__":
    main()
