"""Reads the pages of docs/connect, so that tests run the very lines that stand in them."""
import pathlib
import re
import shlex

PAGES = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/connect"


class ConnectPage:
    """A page of docs/connect. What stands in it for others to fill in is filled in here: `values` maps what is written to what it is."""

    def __init__(self, name, values):
        self.text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        self.values = values

    def filled(self, text):
        for written, value in sorted(self.values.items(), key=lambda pair: -len(pair[0])):
            # Not within a longer word, such as the name of a setting.
            text = re.sub(r"(?<!\w)" + re.escape(written), lambda _: value, text)
        return text

    def block(self, mark):
        """The indented lines below the first line that has `mark` in it, filled in."""
        lines = self.text.splitlines()
        starts = [number for number, line in enumerate(lines) if mark in line and not line.startswith("    ")]
        assert starts, f"no line has {mark}"
        number = starts[0] + 1
        while not lines[number].startswith("    "):
            assert not lines[number].startswith("#"), f"nothing is indented below {mark}"
            number += 1
        found = []
        while number < len(lines) and (lines[number].startswith("    ") or not lines[number].strip()):
            found.append(lines[number][4:])
            number += 1
        return self.filled("\n".join(found).rstrip() + "\n")

    def lanyard_commands(self):
        """The words of each `lanyard …` command of the page, filled in, without `lanyard` itself."""
        joined = re.sub(r"\\\n\s*", "", self.text)
        lines = [line.strip() for line in joined.splitlines() if line.startswith("    lanyard ")]
        return [shlex.split(self.filled(line), comments=True)[1:] for line in lines]
