"""statements.py DATABASE LOG…   prints each statement that PostgreSQL logs in JSON have, once and in order, one a line, as bin/export-statements keeps them:
those that the database's schema can prepare, which leaves out what made it."""
import json
import re
import subprocess
import sys

KEPT = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
SCHEMAS = ("id", "dashboard", "mail")


def unprepared(database, statements):
    """Those that no schema of the database can prepare, each with what PostgreSQL says."""
    wrong = {}
    for schema in SCHEMAS:
        script = f"SET search_path = {schema};\n"
        left = statements if schema == SCHEMAS[0] else list(wrong)
        for number, statement in enumerate(left):
            script += f"PREPARE s{number} AS {statement}\n"
        said = subprocess.run(["psql", "-q", "-v", "VERBOSITY=terse", database, "-f", "-"], input=script, capture_output=True, text=True).stderr
        wrong = {}
        for line in said.splitlines():
            place, _, why = line.partition(": ERROR: ")
            wrong[left[int(place.rsplit(":", 1)[1]) - 2]] = why.strip()
        if not wrong:
            break
    return wrong


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


def main(database, *paths):
    found = {s + ";" for s in statements(paths) if s.startswith(KEPT) and "schema_steps" not in s}
    different = {}
    for statement in sorted(found):
        # Of those that differ in the length of a list alone, one is enough.
        different.setdefault(re.sub(r"\$\d+", "$", shortened(statement)), statement)
    kept = sorted(different.values())
    wrong = unprepared(database, kept)
    for statement in kept:
        if statement not in wrong:
            print(statement)


if __name__ == "__main__":
    main(*sys.argv[1:])
