import Core
import Dashboard
import HTTPTypes
import Language
import ProductKit
import SQL
import TestSupport
import Testing
import Web

@Suite("Pages of messages")
struct MessagePageTests {
    @Test("A cell that a spreadsheet would run is made text in the file")
    func csvInjection() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let file = await served.get(MessagePath.file).text
            #expect(file.contains("'=HYPERLINK"))
            #expect(!file.contains(",=HYPERLINK"))
            #expect(!file.contains(",\"=HYPERLINK"))
        }
    }

    @Test("A message's text is shown as text, whatever is in it")
    func escaping() async throws {
        let line = TrafficLine("evil").with(\.sender, "<b>Eve</b>").with(\.body, "<script>alert(1)</script> \\\"quoted\\\"").text
        try await Served.with(.sqlite, .administrator, lines: [line]) { served in
            for path in [
                MessagePath.list, MessagePath.message("evil"), OverviewPath.overview, MessagePath.list.query([("words", "<script>")]),
            ] {
                let page = await served.get(path).text
                #expect(!page.contains("<script>alert"))
                #expect(!page.contains("<b>Eve"))
            }
        }
    }

    @Test("Every message of a list can be opened, whatever its id is made of")
    func openable() async throws {
        let ids = ["abc/def", "a;b", "a?b#c", ".", "..", "volume.csv", "<script>", "1717200000000", "%2e%2e", "\u{E9}\u{301}"]
        let lines = ids.enumerated().map { TrafficLine($1).with(\.body, "Text number \($0)").text }
        try await Served.with(.sqlite, .administrator, lines: lines) { served in
            let list = await served.get(MessagePath.list).text
            let found = list.matches(of: #/<a href="(\/messages\/\d[^"]*)">/#)
            let links = found.map { String($0.1).replacing("&amp;", with: "&") }
            #expect(links.count == ids.count)
            var opened: Set<Int> = []
            for link in links {
                let page = await served.get(link)
                #expect(page.status == 200, "\(link)")
                opened.formUnion(ids.indices.filter { page.text.contains("Text number \($0)<") })
            }
            #expect(opened.count == ids.count)
        }
    }

    @Test("A message that did not arrive says why, and what can be done", arguments: ErrorCode.known)
    func errorCodes(code: String) async throws {
        let line = TrafficLine("m").with(\.status, "Failed").with(\.errorCode, code).text
        try await Served.with(.sqlite, .administrator, lines: [line]) { served in
            let error = try #require(ErrorCode(code))
            let page = await served.get(MessagePath.message("m")).text
            #expect(page.contains(HTML(text: error.meaning.english).string))
            #expect(page.contains(HTML(text: error.advice.english).string))
            #expect(page.contains(code))
        }
    }

    @Test(
        "A filter that cannot be read is told beside its field, and a file with it is refused",
        arguments: [
            "status=Lost", "time=bogus", "from=2024-13-01", "to=yesterday", "from=2024-06-02&to=2024-06-01", "before=abc", "after=-1",
            "before=99999999999999999999", "number=46*33", "words=" + (1...31).map { "w\($0)" }.joined(separator: "+"),
        ])
    func badFilters(query: String) async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let page = await served.get(MessagePath.list.text + "?" + query)
            #expect(page.status == 400)
            #expect(page.text.contains("another look"))
            #expect(await served.get(MessagePath.file.text + "?" + query).status == 400)
        }
    }

    @Test("A message leads back to the filters and the page it was found with")
    func wayBack() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let list = await served.get(MessagePath.list.text + "?status=not-delivered&after=1").text
            #expect(list.contains("name=\"_project\" value=\"\"") && !list.contains("<input type=\"hidden\" name=\"_account\" value=\"\">"))
            #expect(list.contains(#/href="\/messages\/\d+\?status=not-delivered&amp;_project=&amp;after=1"/#))
            let message = await served.get("/messages/c2?status=not-delivered&after=1&return_to=//evil.example").text
            #expect(message.contains("href=\"/messages?status=not-delivered&amp;_project=&amp;after=1\""))
            #expect(!message.contains("href=\"//") && !message.contains("=\"//"))
        }
    }

    @Test("Of messages chosen by their status no rate is told, and the lowest day is the lowest that is drawn")
    func findings() async throws {
        let first: Int64 = 1_717_200_000_000
        let lines = (0..<24).map { index in
            // Twelve messages on the first day, one lost; then one lost message alone; then eleven that arrived.
            let day: Int64 = index < 12 ? 0 : index == 12 ? 1 : 2
            return TrafficLine("m\(index)").with(\.sentAt, first + day * 86_400_000 + Int64(index))
                .with(\.status, [0, 12].contains(index) ? "Failed" : "Delivered").text
        }
        try await Served.with(.sqlite, .administrator, lines: lines) { served in
            let all = await served.get(MessagePath.list).text
            #expect(all.contains("The lowest day was 2 Jun: 0.0\u{A0}% of 1 message<"))
            let failed = await served.get(MessagePath.list.query([("status", "Failed")])).text
            #expect(failed.contains("Failed: 2 messages"))
            #expect(!failed.contains("\u{A0}% delivered") && !failed.contains("The lowest day") && !failed.contains("Everything arrived"))
        }
    }

    @Test("Nobody confirmed a message that came in")
    func received() async throws {
        let line = TrafficLine("in1").with(\.direction, "inbound").text
        try await Served.with(.sqlite, .administrator, lines: [line]) { served in
            let page = await served.get(MessagePath.message("in1")).text
            #expect(page.contains("It was received.") && !page.contains("confirmed"))
        }
    }
}
