import Core
import HTTPTypes
import Language
import Testing
import Web

@Suite("JSON")
struct JSONTests {
    @Test(
        "What is read is written as it was",
        arguments: [
            "{\"a\":[1,2.50,true,null,\"x\\u00e9\\n\"],\"b\":{}}", "[]", "\"\\ud83d\\ude00\"", "-0", "9007199254740993", "1e400",
        ])
    func roundTrip(_ text: String) throws {
        let value = try JSON(reading: Array(text.utf8))
        #expect(try JSON(reading: value.bytes) == value)
    }

    @Test(
        "Malformed, deep and ambiguous JSON is refused",
        arguments: [
            "", "{", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "[1 2]", "01", "1.", "+1", ".5", "nul", "\"\\ud800\"", "\"\\udc00x\"", "\"a",
            "\"\u{1}\"", "{\"a\":1}x",
            String(repeating: "[", count: 100_000), String(repeating: "[", count: 40) + String(repeating: "]", count: 40), "\u{feff}{}",
            "'a'", "NaN",
            "\"\\u+123\"", "[1,]", "{a:1}",
        ])
    func refused(_ text: String) { #expect(throws: Problem.self) { try JSON(reading: Array(text.utf8)) } }

    @Test("Text that is not UTF-8 is refused")
    func invalidUTF8() { #expect(throws: Problem.self) { try JSON(reading: [34, 0xC3, 0x28, 34]) } }

    @Test("A member that nobody asked for is refused by its name, and wrong values are told all at once")
    func members() async {
        let website = TestSite.website()
        let unknown = await website.post("/api/v1/things", json: "{\"name\":\"x\",\"role\":\"administrator\"}")
        #expect(unknown.status == 400 && unknown.text.contains("\"field\":\"role\""))
        #expect(unknown.headers[.contentType] == "application/problem+json")
        let wrong = await website.post("/api/v1/things", json: "{\"name\":5,\"count\":10}")
        #expect(wrong.status == 422 && wrong.text.contains("\"field\":\"name\"") && wrong.text.contains("\"field\":\"count\""))
        #expect(await website.post("/api/v1/things", json: "{}").text.contains("“name” is missing"))
        #expect(await website.post("/api/v1/things", json: "[]").status == 400)
        #expect(await website.post("/api/v1/things", json: "{\"name\":\"\(String(repeating: "x", count: 2000))\"}").status == 413)
        #expect(await website.post("/api/v1/things", form: "name=x").status == 415)
    }

    @Test("An API sees no cookies, so that a browser cannot be made to act for somebody")
    func noCookies() async {
        let answer = await TestSite.website().post("/api/v1/things", json: "{\"name\":\"x\"}", [.cookie: "lanyard_test=secret"])
        #expect(answer.text == "{\"name\":\"x\",\"count\":null,\"cookie\":null}")
    }

    @Test("Unknown paths under /api are problems, not pages")
    func unknownPath() async {
        #expect(await TestSite.website().get("/api/v1/nothing", [.accept: "text/html"]).headers[.contentType] == "application/problem+json")
    }
}
