internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Transition
internal import Web

/// Takes a product's word of what became of tries at its own door. Wrong ones count with those at the ID, and each episode is evidence of how
/// the move goes. Cost: one transaction for all of them.
enum EpisodesEndpoint {
    private static let most = 100

    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.rolloutEpisodes, as: ProductClient.self, limit: 65536, take)
    }

    @Sendable static func take(_ proof: ProductClient, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        var body = try request.jsonObject()
        let product = ProductID(rawValue: body.text("product", max: 64))
        let listed = body.value("episodes")?.array
        if listed == nil || listed?.isEmpty == true || (listed?.count ?? 0) > most {
            body.refuse("episodes", "A list of 1 to \(most) tries.")
        }
        let tries = (listed ?? []).enumerated().compactMap { read($1, at: $0, into: &body, now: request.time) }
        try body.finish()
        try proof.check(product)
        let counting = ClassicTries(at: product, limits: site.limits)
        let now = request.time
        try await site.database.write { tx in for attempt in tries { try counting.note(attempt, in: tx, at: now) } }
        return .empty()
    }

    private static func read(_ json: JSON, at index: Int, into body: inout JSONObject, now: Timestamp) -> EpisodeTry? {
        func text(_ name: String, _ most: Int) -> String? {
            json[name]?.string.flatMap { $0.isEmpty || $0.utf8.count > most || $0.utf8.contains(0) ? nil : $0 }
        }
        /// Left out, null, or fit.
        func mayBe(_ name: String, _ isFit: (JSON) -> Bool) -> Bool { json[name].map { $0 == .null || isFit($0) } ?? true }
        let known: Set = ["episode", "login", "browser", "browser_id", "known", "network", "result", "at"]
        guard let members = json.object, Set(members.map(\.0)).isSubset(of: known), let episode = text("episode", 64),
            let login = text("login", 320), let result = text("result", 32).flatMap(EpisodeTry.Result.init(rawValue:)),
            EpisodeTry.Result.told.contains(result),
            let at = text("at", 40).flatMap(Timestamp.init(rfc3339:)), (now - .days(1)...now + .minutes(1)).contains(at),
            mayBe("browser", { _ in text("browser", 64) != nil }), mayBe("network", { _ in text("network", 64) != nil }),
            mayBe("browser_id", { _ in text("browser_id", 64) != nil }), mayBe("known", { $0.bool != nil })
        else {
            let results = EpisodeTry.Result.told.map(\.rawValue).joined(separator: ", ")
            body.refuse(
                "episodes[\(index)]", "Give episode, login, result (\(results)) and at; besides browser, browser_id, known and network.")
            return nil
        }
        var attempt = EpisodeTry(
            episode: episode, login: login, browser: text("browser", 64) ?? "other", isKnown: json["known"]?.bool ?? false, result: result,
            at: at)
        attempt.mark = text("browser_id", 64).map { BrowserMark($0) }
        return attempt
    }
}
