import Delivery
import Web

@testable import Lanyard

/// One kind of malformed request, which can be sent to any route.
struct BadRequest: Sendable {
    let name: String
    var parameter = "x"
    var query = ""
    var headers: [(name: String, value: String)] = []
    var body: String?
    var type = "application/x-www-form-urlencoded"

    func request(_ entry: RouteEntry, at address: String) -> OutgoingRequest {
        let method = entry.method == "GET" && body != nil ? "GET" : entry.method
        var request = OutgoingRequest(method, address + Self.filled(entry.path, parameter) + query, headers: headers)
        if entry.method != "GET" {
            request.body = Array((body ?? "a=b").utf8)
            request.headers.append((name: "Content-Type", value: type))
        }
        return request
    }

    static func filled(_ path: String, _ parameter: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { $0.hasPrefix(":") ? parameter : String($0) }.joined(
            separator: "/")
    }

    static let table: [BadRequest] = [
        BadRequest(name: "nothing at all"),
        BadRequest(name: "encoded NUL in the path", parameter: "%00"),
        BadRequest(name: "encoded slash and dots", parameter: "..%2f..%2fetc"),
        BadRequest(name: "invalid UTF-8 in the path", parameter: "%ff%fe"),
        BadRequest(name: "an id of another kind", parameter: "per_00000000000000000000000000"),
        BadRequest(name: "an id that could be one", parameter: "acc_00000000000000000000000000"),
        BadRequest(name: "a quote", parameter: "'%22%3Cscript%3E"),
        BadRequest(name: "a very long part", parameter: String(repeating: "a", count: 3000)),
        BadRequest(name: "a broken query", query: "?%zz=1&=&&a=%"),
        BadRequest(name: "every parameter twice", query: "?after=1&after=2&limit=-1&limit=x&return_to=//e.example&return_to=x"),
        BadRequest(
            name: "numbers beyond any", query: "?limit=99999999999999999999&after=%F0%9F%98%80&page=-1&from=2024-99-99&to=x&status=x"),
        BadRequest(
            name: "foreign cookies",
            headers: [("Cookie", "lanyard_id=%00; lanyard_dashboard=x; lanyard_mail=\"; =; a; lanyard_id_signin=" + long)]),
        BadRequest(
            name: "a made-up session", headers: [("Cookie", "lanyard_id=\(token); lanyard_dashboard=\(token); lanyard_mail=\(token)")]),
        BadRequest(name: "a made-up bearer token", headers: [("Authorization", "Bearer a.b.c")]),
        BadRequest(name: "an unsigned token", headers: [("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.")]),
        BadRequest(name: "broken basic credentials", headers: [("Authorization", "Basic %%%")]),
        BadRequest(name: "a form that is broken", body: "%zz=%z&=&a"),
        BadRequest(name: "a form with a made-up token", body: "_token=\(token)&address=x&password=x&code=x&grant_type=x"),
        BadRequest(name: "a form of a thousand fields", body: (0..<1000).map { "f\($0)=1" }.joined(separator: "&")),
        BadRequest(name: "a form of another type", body: "{}", type: "application/json"),
        BadRequest(name: "half a JSON object", body: "{\"a\":", type: "application/json"),
        BadRequest(name: "JSON that is deep", body: String(repeating: "[", count: 20000), type: "application/json"),
        BadRequest(name: "bytes that are no text", body: "\u{0}\u{1}\u{FFFD}", type: "text/plain"),
    ]

    private static let token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    private static let long = String(repeating: "x", count: 2000)

    /// The names of the fields in our forms.
    static let fieldNames = [
        "name", "email", "address", "password", "role", "project", "projects", "code", "account", "area", "domain", "confirmation",
        "return_to", "new",
        "current", "secret", "factor", "id", "theme", "number",
    ]

    static let values = [
        "", " ", "x", "\u{0}", "\r\nBcc: a@b.example", "<script>alert(1)</script>", "=1+1", "../../etc/passwd",
        String(repeating: "ä", count: 1500),
        "per_00000000000000000000000000", "-1", "99999999999999999999", "{{7*7}}", "\u{202E}moc.example", "🔐",
    ]

    static let bodies: [(String, String)] = [
        ("empty", ""), ("not JSON", "nonsense"), ("cut", "{\"name\":"), ("an array", "[]"), ("a number", "1"), ("null", "null"),
        ("unknown member", "{\"id\":\"x\",\"verified\":true,\"account\":\"y\"}"),
        ("wrong types", "{\"name\":1,\"email\":[],\"role\":{},\"projects\":\"x\",\"project\":null}"),
        ("twice", "{\"name\":\"a\",\"name\":\"b\"}"), ("deep", String(repeating: "{\"a\":", count: 5000)),
        ("long", "{\"name\":\"" + String(repeating: "x", count: 200_000) + "\"}"),
        ("bad text", "{\"name\":\"\\ud800\"}"), ("control", "{\"name\":\"a\\u0000b\"}"),
        ("subject of no type", "{\"subject\":1,\"action\":{},\"resource\":[]}"),
        ("evaluations of no type", "{\"evaluations\":{\"a\":1}}"),
        ("too many evaluations", "{\"evaluations\":[" + Array(repeating: "{}", count: 5000).joined(separator: ",") + "]}"),
    ]
}
