import Core
import Foundation

/// The response, with its forms as a person would find them.
struct Page: Sendable {
    let url: String
    let status: Int
    let headers: [(name: String, value: String)]
    let body: String

    struct Form: Sendable {
        let page: String
        let action: String
        let method: String
        let fields: [(name: String, value: String)]
        let html: String
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// The path and query of the page.
    var place: String {
        let url = URLComponents(string: url)
        return (url?.percentEncodedPath ?? "") + (url?.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    var title: String { first("<title>(.*?)</title>") ?? "" }

    /// The page's text without its tags.
    var text: String {
        body.replacingOccurrences(of: "<[^>]*>", with: " ", options: .regularExpression).unescaped
            .replacingOccurrences(of: "\\s+", with: " ", options: .regularExpression)
    }

    var forms: [Form] {
        matches("(?s)<form\\b([^>]*)>(.*?)</form>").map { groups in
            let action = Self.attribute("action", of: groups[0])?.unescaped ?? url
            let absolute = URL(string: action, relativeTo: URL(string: url))?.absoluteString ?? action
            return Form(
                page: url, action: absolute, method: (Self.attribute("method", of: groups[0]) ?? "get").lowercased(),
                fields: Self.fields(of: groups[1]),
                html: groups[1])
        }
    }

    /// The form that posts to a path with this suffix.
    func form(to suffix: String) -> Form? {
        forms.first { $0.method == "post" && (URLComponents(string: $0.action)?.path.hasSuffix(suffix) ?? false) }
    }
    func form(to path: Path) -> Form? { form(to: path.text) }
    /// The form that holds a field of this name.
    func form(with field: String) -> Form? { forms.first { form in form.fields.contains { $0.name == field } } }

    private static func fields(of html: String) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for tag in Page.matches("(?s)<input\\b([^>]*)>|<select\\b([^>]*)>(.*?)</select>|<textarea\\b([^>]*)>(.*?)</textarea>", in: html) {
            if !tag[0].isEmpty {
                let type = attribute("type", of: tag[0]) ?? "text"
                guard let name = attribute("name", of: tag[0]), type != "submit" else { continue }
                if ["checkbox", "radio"].contains(type), tag[0].range(of: "\\bchecked\\b", options: .regularExpression) == nil { continue }
                fields.append((name, attribute("value", of: tag[0])?.unescaped ?? ""))
            } else if !tag[1].isEmpty, let name = attribute("name", of: tag[1]) {
                let options = Page.matches("(?s)<option\\b([^>]*)>", in: tag[2]).map(\.[0])
                let chosen = options.first { $0.contains("selected") } ?? options.first ?? ""
                fields.append((name, attribute("value", of: chosen)?.unescaped ?? ""))
            } else if let name = attribute("name", of: tag[3]) {
                fields.append((name, tag[4].unescaped))
            }
        }
        return fields
    }

    private static func attribute(_ name: String, of tag: String) -> String? { matches("\\b\(name)=\"([^\"]*)\"", in: tag).first?[0] }
    private func first(_ pattern: String) -> String? { Self.matches(pattern, in: body).first?[0] }
    private func matches(_ pattern: String) -> [[String]] { Self.matches(pattern, in: body) }

    static func matches(_ pattern: String, in text: String) -> [[String]] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
        let whole = text as NSString
        return expression.matches(in: text, range: NSRange(location: 0, length: whole.length)).map { match in
            (1..<match.numberOfRanges).map { match.range(at: $0).location == NSNotFound ? "" : whole.substring(with: match.range(at: $0)) }
        }
    }
}

extension String {
    var unescaped: String {
        replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(
            of: "&quot;", with: "\""
        )
        .replacingOccurrences(of: "&#39;", with: "'").replacingOccurrences(of: "&#x27;", with: "'").replacingOccurrences(
            of: "&amp;", with: "&")
    }
}
