"""Adds up the suites' results, prints `N passed, N failed`, and fails if any test failed or a suite left no result."""
import glob
import sys
import xml.etree.ElementTree as ET

folder, *exits = sys.argv[1:]
names = ["format", "unused", "dependencies", "swift", "python"]


def read(path):
    """The test cases of a file of results. A run that crashed leaves it unfinished: then there are none."""
    try:
        return ET.parse(path).iter("testcase")
    except ET.ParseError:
        return []


# Each of these is one check that passed or failed; the others are suites.
checks = {"format", "unused", "dependencies"}
passed = failed = 0
for name, status in zip(names, map(int, exits)):
    if name in checks:
        passed, failed = passed + (status == 0), failed + (status != 0)
        continue
    cases = [case for path in glob.glob(f"{folder}/{name}*.xml") for case in read(path)]
    bad = sum(1 for case in cases if case.find("failure") is not None or case.find("error") is not None)
    if not cases or (status != 0 and bad == 0):
        print(f"The {name} suites ended with status {status} and {len(cases)} results: that counts as a failure.")
        bad += 1
    passed, failed = passed + len(cases) - min(bad, len(cases)), failed + bad
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
