internal import Core
internal import Delivery
internal import HTTPTypes
internal import Language
internal import Logging
internal import ProductKit
internal import Web

/// What this product asks and tells the ID during the move.
extension ClassicSite {
    enum Place: Sendable {
        case classic
        case id
        /// The ID did not answer in time.
        case silent
        /// Its tries at both doors are used up, for that long.
        case locked(Duration)
    }

    /// What became of a try here, as the ID counts them.
    enum TryResult: String, Sendable {
        case succeeded
        case wrongPassword = "wrong-password"
        case wrongCode = "wrong-code"
        case locked
        case forgot
    }

    /// Where that login is answered.
    func place(of flow: ClassicFlow, _ request: WebRequest) async -> Place {
        let question: JSON = [
            "product": .string(product), "login": .string(flow.login),
            "browser": .string(BrowserFamily(agent: request.headers[.userAgent] ?? "").rawValue),
            "known": .bool(flow.isKnown),
        ]
        guard let answer = await ask(RolloutPath.route, question) else { return .silent }
        if answer.status == 429 { return .locked(answer.header("Retry-After").flatMap { Int($0) }.map { .seconds($0) } ?? .minutes(5)) }
        switch (try? JSON(reading: answer.body))?["to"]?.string {
        case "classic": return .classic
        case "id": return .id
        default: return .silent
        }
    }

    /// Tells the ID what became of a try. If it does not answer, the try counts here alone.
    func tell(_ result: TryResult, of flow: ClassicFlow, _ request: WebRequest) async {
        let episode: JSON = [
            "episode": .string(flow.episode), "login": .string(flow.login),
            "browser": .string(BrowserFamily(agent: request.headers[.userAgent] ?? "").rawValue),
            "browser_id": .text(flow.browser), "known": .bool(flow.isKnown), "network": .string(ClientNetwork(request.client).text),
            "result": .string(result.rawValue),
            "at": .string(request.time.rfc3339),
        ]
        let answer = await ask(RolloutPath.episodes, ["product": .string(product), "episodes": [episode]])
        if answer.map({ $0.status >= 300 }) ?? true {
            site.log.warning("a try was not told to the ID", metadata: ["request": "\(request.id)", "status": "\(answer?.status ?? 0)"])
        }
    }

    private func ask(_ path: Path, _ body: JSON) async -> OutgoingResponse? {
        let headers = [
            (name: "Content-Type", value: "application/json"), (name: "Authorization", value: connection.basicAuthorization),
        ]
        let request = OutgoingRequest(
            "POST", connection.issuer + path.text, headers: headers, body: body.bytes, timeout: patience)
        return try? await connection.http.send(request)
    }

    func tooManyTries(_ wait: Duration) -> Problem {
        Problem(
            status: 429, code: "too-many-tries", title: "classic.too-many-tries", detail: "classic.too-many-tries-next",
            retryAfter: max(1, Int(wait.components.seconds)))
    }
}
