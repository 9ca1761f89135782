"""Prints each statement that a PostgreSQL log in JSON has, once, as bin/export-statements keeps them: one a line, in order."""
import json
import re
import sys

KEPT = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def statements(paths):
    for path in paths:
        for line in open(path, encoding="utf-8"):
            entry = json.loads(line)
            found = re.match(r"(?:execute [^:]+|statement): (.*)", entry.get("message", ""), re.S)
            if found and entry.get("dbname") != "postgres":
                yield re.sub(r"\s+", " ", found[1]).strip()


def shortened(statement):
    """Lists of values, which are of any length, as if they had one."""
    return re.sub(r"(?<=IN )\((\$\d+)(?:, \$\d+)+\)", r"(\1)", statement)


found = {s for s in statements(sys.argv[1:]) if s.startswith(KEPT) and "schema_steps" not in s}
numbered = {}
for statement in sorted(found):
    # Of those that differ in the length of a list alone, one is enough.
    numbered.setdefault(re.sub(r"\$\d+", "$", shortened(statement)), statement)
for statement in sorted(numbered.values()):
    print(statement + ";")
