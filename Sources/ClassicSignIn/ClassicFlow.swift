internal import Core
internal import ProductKit
internal import Web

/// A sign-in under way, sealed in a cookie of this browser. It holds no secret, and after ten minutes without a step it is over.
struct ClassicFlow: Sendable {
    /// As it was typed, and in normal form.
    let login: String
    let name: String
    let account: String?
    let returnPath: LocalPath
    /// By this the ID puts the tries of one sign-in together.
    let episode: String
    /// By this the ID tells this browser from others, for a day.
    let browser: String?
    /// Whether this browser, or its network, signed that login in before.
    let isKnown: Bool
    /// Whose password was proved, and a print of that password.
    var proved: Proved?

    struct Proved: Sendable {
        let subject: String
        let print: String
    }

    static let lifetime = Duration.minutes(10)

    init(login: String, account: String?, returnPath: LocalPath, browser: String, isKnown: Bool) {
        self.login = login
        name = Self.normalised(login)
        self.account = account
        self.returnPath = returnPath
        self.browser = browser
        self.isKnown = isKnown
        episode = SystemRandom().token().exposed
    }

    init?(_ json: JSON) {
        guard let login = json["login"]?.string, let episode = json["episode"]?.string else { return nil }
        self.login = login
        name = Self.normalised(login)
        self.episode = episode
        account = json["account"]?.string
        returnPath = LocalPath(json["return_to"]?.string) ?? .home
        browser = json["browser"]?.string
        isKnown = json["known"]?.bool ?? false
        if let subject = json["proved"]?.string, let print = json["print"]?.string { proved = Proved(subject: subject, print: print) }
    }

    var json: JSON {
        [
            "login": .string(login), "episode": .string(episode), "account": .text(account), "return_to": .string(returnPath.text),
            "browser": .text(browser), "known": .bool(isKnown), "proved": .text(proved?.subject), "print": .text(proved?.print),
        ]
    }

    /// The form in which the ID's list has it.
    static func normalised(_ login: String) -> String { login.loginForm ?? "" }
}

extension ClassicSite {
    private var flowCookie: SealedCookie { site.sealedCookie("lanyard_\(product)_classic") }
    private var browserCookie: SealedCookie { site.sealedCookie("lanyard_\(product)_browser") }
    private var seenCookie: SealedCookie { site.sealedCookie("lanyard_\(product)_seen") }

    func flow(of request: WebRequest) -> ClassicFlow? { flowCookie.content(in: request).flatMap(ClassicFlow.init) }

    func keeping(_ flow: ClassicFlow, _ response: WebResponse, _ request: WebRequest) throws -> WebResponse {
        let response = response.with(try flowCookie.cookie(flow.json, for: ClassicFlow.lifetime, in: request))
        guard let browser = flow.browser else { return response }
        return response.with(try browserCookie.cookie(.string(browser), for: .days(1), in: request))
    }

    /// What tells this browser from others; a new one where it has none.
    func browser(of request: WebRequest) -> String { browserCookie.content(in: request)?.string ?? SystemRandom().token().exposed }

    func ending(_ response: WebResponse) -> WebResponse { response.with(flowCookie.removal) }

    /// The logins that signed in in this browser before, as hashes.
    private func seen(in request: WebRequest) -> [String] { (seenCookie.content(in: request)?.array ?? []).compactMap(\.string) }

    func hasSeen(_ name: String, in request: WebRequest) -> Bool { seen(in: request).contains(Self.mark(name)) }

    /// This browser signed that login in.
    func noting(_ name: String, _ response: WebResponse, _ request: WebRequest) throws -> WebResponse {
        let marks = [Self.mark(name)] + seen(in: request).filter { $0 != Self.mark(name) }.prefix(4)
        return response.with(try seenCookie.cookie(.array(marks.map(JSON.string)), for: .days(180), in: request))
    }

    private static func mark(_ name: String) -> String { Hex.encode(Array(TokenHash(name, purpose: .knownBrowser).bytes.prefix(12))) }
}
