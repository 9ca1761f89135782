import JOSE
import Testing

extension JOSETests {
    @Suite("Strict JSON") struct JSONTests {
        @Test(
            "What RFC 8259 does not allow is refused",
            arguments: [
                "", "{", "{}x", "{\"a\":1,}", "[1,]", "01", "-", "1.", ".5", "1e", "+1", "NaN", "'a'", "\"\\x\"", "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\u0041\"", "\"\n\"", "nul", "{\"a\" 1}", "{a:1}", "\"open", "[1 2]", "1e999",
            ])
        func refused(text: String) {
            #expect(throws: JSONValue.Malformed.self) { try JSONValue(parsing: Array(text.utf8)) }
        }

        @Test("Invalid UTF-8 inside a string is refused")
        func invalidUTF8() {
            #expect(throws: JSONValue.Malformed.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
        }

        @Test("Values come out as they went in, through our own writer")
        func roundTrip() throws {
            var writer = JSONWriter()
            let text = "quote \" backslash \\ tab \t null \u{0} é 😀"
            writer.add("text", text)
            writer.add("missing", nil as String?)
            writer.add("number", -42)
            writer.add("flag", true)
            writer.add("list", ["a", "\"b\""])
            writer.add("inner", json: Array("{\"x\":[1.5,null]}".utf8))
            let value = try JSONValue(parsing: writer.finished())
            #expect(
                value
                    == .object([
                        "text": .string(text), "number": .integer(-42), "flag": .bool(true),
                        "list": .array([.string("a"), .string("\"b\"")]),
                        "inner": .object(["x": .array([.number(1.5), .null])]),
                    ]))
            #expect(try JSONValue(parsing: Array(#""\ud83d\ude00\/""#.utf8)) == .string("😀/"))
        }
    }
}
