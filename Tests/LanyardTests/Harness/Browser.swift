import Core
import Delivery
import Foundation
import Synchronization
import Testing

/// A minimal browser: it keeps cookies, follows redirects and fills in forms. It sends what a browser without JavaScript would send.
final class Browser: Sendable {
    private let client: any HTTPClient
    private let cookies = Mutex<[String: String]>([:])

    init(_ client: any HTTPClient = CurlHTTPClient(reach: .everywhere, threads: 8)) { self.client = client }

    func get(_ url: String, headers: [(name: String, value: String)] = []) async throws -> Page {
        try await follow(OutgoingRequest("GET", url, headers: headers))
    }

    /// Sends the form of the page, with `values` in place of the form's own values.
    func submit(_ form: Page.Form, _ values: [String: String] = [:], repeated: [(String, String)] = []) async throws -> Page {
        var fields = form.fields.map { ($0.name, values[$0.name] ?? $0.value) }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where !fields.contains(where: { $0.0 == name }) {
            fields.append((name, value))
        }
        fields += repeated
        return try await post(form.action, fields, from: form.page)
    }

    func post(_ url: String, _ fields: [(String, String)], from page: String? = nil) async throws -> Page {
        let body = fields.map { $0.0.formEncoded + "=" + $0.1.formEncoded }.joined(separator: "&")
        let headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        return try await follow(OutgoingRequest("POST", url, headers: headers, body: Array(body.utf8)))
    }

    /// Sends one request with the cookies. Does not follow redirects.
    func send(_ request: OutgoingRequest) async throws -> Page {
        var request = request
        let stored = cookies.withLock { $0 }
        if !stored.isEmpty {
            request.headers.append(
                (name: "Cookie", value: stored.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value }.joined(separator: "; ")))
        }
        request.maximumAnswer = 16 << 20
        request.timeout = .seconds(60)
        let answer = try await client.send(request)
        for header in answer.headers where header.name.lowercased() == "set-cookie" { store(header.value) }
        return Page(url: request.url, status: answer.status, headers: answer.headers, body: String(decoding: answer.body, as: UTF8.self))
    }

    func cookie(_ name: String) -> String? { cookies.withLock { $0[name] } }
    func setCookie(_ name: String, _ value: String?) { cookies.withLock { $0[name] = value } }

    private func follow(_ request: OutgoingRequest) async throws -> Page {
        var page = try await send(request)
        for _ in 0..<15 {
            guard (301...308).contains(page.status), let location = page.header("Location") else { return page }
            let next = try #require(URL(string: location, relativeTo: URL(string: page.url))).absoluteString
            page = try await send(OutgoingRequest("GET", next))
        }
        Issue.record("Redirected in circles: \(page.url)")
        return page
    }

    private func store(_ header: String) {
        let parts = header.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { return }
        let name = String(pair[..<equals])
        let value = String(pair[pair.index(after: equals)...])
        let gone = parts.contains { $0.lowercased() == "max-age=0" } || value.isEmpty
        cookies.withLock { $0[name] = gone ? nil : value }
    }
}

extension Path {
    /// The URL of the path on that server.
    func at(_ server: String) -> String { server + text }
}

extension String {
    var formEncoded: String {
        utf8.map { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "-._~".utf8.contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
