import Core
import HTTPTypes
import Synchronization
import Testing
import Web

/// Reads HTML the way a browser's tokenizer does, byte by byte, to see which elements and attributes are really there.
enum HTMLProbe {
    /// A request for drawing pages.
    static func request() async throws -> WebRequest {
        let seen = Mutex<WebRequest?>(nil)
        let routes = Routes<TestSite>()
        routes.get(Path("/probe"), as: Anyone.self) { _, request, _ in
            seen.withLock { $0 = request }
            return .empty()
        }
        let settings = WebsiteSettings(
            address: testAddress, cookieName: "lanyard_test", brand: .id, formKey: Secret([UInt8](repeating: 7, count: 32)))
        _ = await Website(routes.bound(to: TestSite()), settings).get("/probe")
        return try #require(seen.withLock { $0 })
    }

    struct Element {
        var name: String
        var attributes: [(name: String, value: String)]
    }

    private static let allowedElements: Set<String> = [
        "a", "b", "body", "button", "circle", "code", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form",
        "h1", "h2", "head", "header", "html", "input", "label", "legend", "li", "line", "link", "main", "meta", "nav", "ol", "option", "p",
        "path", "rect", "script", "section", "select", "small", "span", "strong", "summary", "svg", "table", "tbody", "td", "text",
        "textarea",
        "tfoot", "th", "thead", "title", "tr", "ul", "caption", "!doctype",
    ]

    static func expectNothingOfTheAttack(in html: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!html.utf8.contains(0), sourceLocation: sourceLocation)
        for element in elements(Array(html.utf8)) {
            #expect(allowedElements.contains(element.name), "element \(element.name)", sourceLocation: sourceLocation)
            for attribute in element.attributes {
                #expect(!attribute.name.hasPrefix("on"), "attribute \(attribute.name)", sourceLocation: sourceLocation)
                #expect(attribute.name != "style", sourceLocation: sourceLocation)
                #expect(
                    attribute.name.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 || $0 < 91 && $0 > 64 },
                    "attribute \(attribute.name)", sourceLocation: sourceLocation)
            }
            if element.name == "script" {
                #expect(element.attributes.contains { $0.name == "src" && $0.value.hasPrefix("/assets/") }, sourceLocation: sourceLocation)
            }
            #expect(element.name != "img" && element.name != "b", sourceLocation: sourceLocation)
        }
    }

    /// Start tags with their attributes. The raw text of title and textarea is skipped, as a browser does.
    static func elements(_ bytes: [UInt8]) -> [Element] {
        var found: [Element] = []
        var at = 0
        var rawEnd: String?
        while at < bytes.count {
            guard bytes[at] == 60, at + 1 < bytes.count else {
                at += 1
                continue
            }
            if let end = rawEnd {
                if String(decoding: bytes[at...].prefix(end.utf8.count), as: UTF8.self).lowercased() == end { rawEnd = nil }
                at += 1
                continue
            }
            let first = bytes[at + 1]
            guard (first >= 65 && first <= 90) || (first >= 97 && first <= 122) || first == 33 else {
                at += 1
                continue
            }
            at += 1
            let name = take(&at, bytes) { !isBlank($0) && $0 != 62 && $0 != 47 }.lowercased()
            var element = Element(name: name, attributes: [])
            while at < bytes.count, bytes[at] != 62 {
                if isBlank(bytes[at]) || bytes[at] == 47 {
                    at += 1
                    continue
                }
                let attribute = take(&at, bytes) { !isBlank($0) && $0 != 62 && $0 != 61 && $0 != 47 }
                var value = ""
                if at < bytes.count, bytes[at] == 61 {
                    at += 1
                    if at < bytes.count, bytes[at] == 34 || bytes[at] == 39 {
                        let quote = bytes[at]
                        at += 1
                        value = take(&at, bytes) { $0 != quote }
                        at += 1
                    } else {
                        value = take(&at, bytes) { !isBlank($0) && $0 != 62 }
                    }
                } else if attribute.isEmpty {
                    at += 1
                }
                element.attributes.append((attribute, value))
            }
            found.append(element)
            if name == "title" || name == "textarea" { rawEnd = "</" + name }
        }
        return found
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 9 || byte == 13 || byte == 12 }

    private static func take(_ at: inout Int, _ bytes: [UInt8], while holds: (UInt8) -> Bool) -> String {
        let start = at
        while at < bytes.count, holds(bytes[at]) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }
}
