"""Removes comments and string literals from Swift source, but keeps the interpolations. Line numbers stay the same."""
import re

MARK = re.compile(r'//|/\*|[()]|#*"""|#*"')


def code(text):
    return Stripper(text).strip()


class Stripper:
    def __init__(self, text):
        self.text = text
        self.place = 0
        self.kept = []
        # For each open piece of code, the parentheses open in it: an interpolation ends at the one that it did not open.
        self.open = [0]

    def strip(self):
        while mark := MARK.search(self.text, self.place):
            self.kept.append(self.text[self.place:mark.start()])
            self.place = mark.end()
            self.pass_over(mark.group())
        return "".join(self.kept) + self.text[self.place:]

    def pass_over(self, mark):
        if mark == "//":
            self.skip_to("\n", keep_end=True)
        elif mark == "/*":
            self.skip_to("*/")
        elif mark == "(":
            self.open[-1] += 1
            self.kept.append(mark)
        elif mark == ")":
            self.open[-1] -= 1
            self.kept.append(mark)
        else:
            self.pass_over_string(mark)

    def skip_to(self, end, keep_end=False):
        found = self.text.find(end, self.place)
        found = len(self.text) if found < 0 else found
        self.kept.append("\n" * self.text.count("\n", self.place, found))
        self.place = found if keep_end else found + len(end)

    def pass_over_string(self, start):
        hashes = start.count("#")
        quotes = start[hashes:]
        # A string that is not closed on its line is not a string: the quotation mark belongs to a regular expression.
        stop = re.compile(rf'(?P<escape>\\{"#" * hashes})|{quotes}{"#" * hashes}|(?P<line>\n)')
        while found := stop.search(self.text, self.place):
            self.place = found.end()
            if found["escape"]:
                self.pass_over_escape()
            elif found["line"]:
                self.kept.append("\n")
                if len(quotes) == 1:
                    return
            else:
                self.kept.append(" ")
                return

    def pass_over_escape(self):
        escaped = self.text[self.place:self.place + 1]
        self.place += 1
        if escaped != "(":
            self.kept.append("\n" if escaped == "\n" else "")
            return
        self.kept.append(" (")
        self.open.append(1)
        while self.open[-1] and (mark := MARK.search(self.text, self.place)):
            self.kept.append(self.text[self.place:mark.start()])
            self.place = mark.end()
            self.pass_over(mark.group())
        self.open.pop()
