# Lists the tests of Swift files, one a line: the module, the file and line as the test runner's ids have them, then in the next columns
# (separated by tabs) the suite's type, the suite's sentence, the function, and the test's sentence.
function sentence(text) { return match(text, /"([^"\\]|\\.)*"/) ? substr(text, RSTART + 1, RLENGTH - 2) : "" }
function name(text, word) { sub(".*" word " ", "", text); sub(/[^A-Za-z0-9_].*/, "", text); return text }
FNR == 1 { parts = split(FILENAME, path, "/"); module = path[2]; file = path[parts]; kind = ""; suite = ""; type = "" }
/^ *@Suite/ { kind = "suite"; said = "" }
/^ *@Test/ { kind = "test"; said = ""; line = FNR }
kind != "" && said == "" { said = sentence($0) }
kind == "suite" && /(struct|enum|class|actor) [A-Z]/ { suite = said; type = name($0, "(struct|enum|class|actor)"); kind = "" }
kind == "test" && /func [a-z`]/ {
    printf "%s %s:%d\t%s\t%s\t%s\t%s\n", module, file, line, type, suite, name($0, "func"), said
    kind = ""
}
