"""Finds the declarations of Swift code, inside types and outside, and every other mention of a name. It reads words, not the grammar."""
import collections
import re
from typing import NamedTuple

TOKEN = re.compile(r"`?([A-Za-z_]\w*)`?|([^\s\w])|(\n)")
TYPES = {"struct", "class", "enum", "actor", "protocol", "extension"}
OTHERS = {"func", "typealias", "associatedtype", "let", "var"}
OPENING = set("([{")
CLOSING = set(")]}")


class Declaration(NamedTuple):
    kind: str
    name: str
    line: int


class Names:
    """`declared` is a list of declarations, `mentioned` counts the names that declare nothing; `extension X` does not mention X."""

    def __init__(self, code):
        self.tokens = [match[1] or match[0] for match in TOKEN.finditer(code)]
        self.declared = []
        self.own = set()
        self.read()
        words = (token for place, token in enumerate(self.tokens) if place not in self.own and is_name(token))
        self.mentioned = collections.Counter(words)

    def read(self):
        scopes = ["file"]
        next_scope = "body"
        brackets = 0
        line = 1
        before = ""
        for place, token in enumerate(self.tokens):
            if token == "\n":
                line += 1
                continue
            if token == "{":
                scopes.append(next_scope)
                next_scope = "body"
            elif token == "}" and len(scopes) > 1:
                scopes.pop()
            elif token in OPENING or token in CLOSING:
                brackets += 1 if token in OPENING else -1
            elif brackets == 0 and scopes[-1] != "body" and before != ".":
                next_scope = self.declare(token, place, line, scopes[-1]) or next_scope
            before = token

    def declare(self, kind, place, line, scope):
        """Returns the scope that the next brace opens, if it is known."""
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else ""
        if not is_name(following) or following in OTHERS:
            return None
        if kind in TYPES:
            self.add(kind, place + 1, line)
            return "enum" if kind == "enum" else "type"
        if kind == "func" or kind == "typealias" or kind == "associatedtype":
            self.add(kind, place + 1, line)
        elif kind in {"let", "var"} or kind == "case" and scope == "enum":
            for name in self.names_in_list(place + 1, is_case=kind == "case"):
                self.add(kind, name, line)
        return None

    def names_in_list(self, first, is_case):
        """The places of the names in `let a: A, b: B` and `case a, b(B)`."""
        yield first
        depth = 0
        for place in range(first + 1, len(self.tokens) - 1):
            token = self.tokens[place]
            depth += (token in OPENING) - (token in CLOSING)
            # Stops at the body of a value, or at the end: the brace of the type, or a line that no comma continues.
            if token == "{" or depth < 0 or depth == 0 and token == "\n" and self.tokens[place - 1] != ",":
                return
            if depth == 0 and token == ",":
                following = place + 2 if self.tokens[place + 1] == "\n" else place + 1
                if is_name(self.tokens[following]) and (is_case or self.tokens[following + 1] == ":"):
                    yield following

    def add(self, kind, place, line):
        self.own.add(place)
        if kind != "extension":
            self.declared.append(Declaration(kind, self.tokens[place], line))


def is_name(token):
    return token[:1].isalpha() or token[:1] == "_" and token != "_"
