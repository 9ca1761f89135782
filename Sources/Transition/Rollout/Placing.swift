internal import Access
internal import Core
internal import Crypto

/// What a phase asks of a login: of one that the product has, or of one that nobody has.
struct RolloutLogin: Sendable {
    /// nil for a login that nobody has; then the text stands for the person.
    let person: PersonID?
    /// In its normal form.
    let text: String
    var createdAt: Timestamp?
    /// As the old product gave it: `sv-SE`.
    var locale: String?
    var accounts: [Account] = []

    struct Account: Sendable {
        let id: AccountID
        /// Its people in the product; 0 if no phase asks.
        let members: Int
    }

    var country: String? { LoginCountry.of(locale: locale, domain: domain) }
    var domain: String? { text.split(separator: "@", omittingEmptySubsequences: false).dropFirst().last.map(String.init) }
}

extension RolloutPhase {
    /// Whether the phase leaves the login out by name. That counts in every phase of the product.
    func leavesOut(_ login: RolloutLogin) -> Bool { entries(of: login).contains(false) }

    /// Whether the phase takes the login in.
    ///
    /// A login that nobody has is drawn like one that somebody has, and meets the conditions as often as those do. So neither an answer nor a
    /// number of them tells who exists; only lists, agreed days and "not now" are about somebody, and answer otherwise than all. An account
    /// whose agreed day is to come brings nobody in, and none of its own.
    func takes(_ login: RolloutLogin, at now: Timestamp) -> Bool {
        if isAllowed(login, at: now) { return true }
        guard let person = login.person else {
            return draw("met " + login.text) < eligible && draw("login " + login.text) < terms.percent
        }
        guard isOfAge(login), isOfCountry(login) else { return false }
        switch terms.unit {
        case .person:
            return login.hasAccount(of: terms) && !login.accounts.contains { waits($0, at: now) } && draw(person.text) < terms.percent
        case .account: return login.accounts.contains { $0.isSized(terms) && !waits($0, at: now) && draw($0.id.text) < terms.percent }
        }
    }

    /// Whether the day of an account of the login's has come: a phase that runs takes it in then, also before its own beginning.
    func hasAgreed(on login: RolloutLogin, at now: Timestamp) -> Bool {
        state == .running && login.accounts.contains { days[$0.id].map { $0 <= now } ?? false }
    }

    private func waits(_ account: RolloutLogin.Account, at now: Timestamp) -> Bool { days[account.id].map { $0 > now } ?? false }

    /// Whether the conditions meet the login, whatever is drawn.
    func meets(_ login: RolloutLogin) -> Bool { isOfAge(login) && isOfCountry(login) && login.hasAccount(of: terms) }

    /// By name; an account's name does not count before the day that was agreed with it.
    private func isAllowed(_ login: RolloutLogin, at now: Timestamp) -> Bool {
        var ready = login
        ready.accounts.removeAll { waits($0, at: now) }
        return entries(of: ready).contains(true)
    }

    private func entries(of login: RolloutLogin) -> [Bool] {
        var names = login.accounts.map { Listed.account($0.id) }
        if let person = login.person { names.append(.person(person)) }
        if let domain = login.domain { names.append(.domain(domain)) }
        return names.compactMap { terms.listed[$0] }
    }

    private func isOfCountry(_ login: RolloutLogin) -> Bool {
        terms.countries.isEmpty || login.country.map { terms.countries.contains($0) } ?? false
    }

    private func isOfAge(_ login: RolloutLogin) -> Bool {
        guard let created = login.createdAt else { return true }
        if let before = terms.createdBefore, created >= before { return false }
        if let after = terms.createdAfter, created < after { return false }
        return true
    }

    /// A number below 10,000 that stays the same for the text: growing the percentage never moves anybody out.
    private func draw(_ text: String) -> Int {
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: salt))
        let number = code.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(number.multipliedFullWidth(by: 10_000).high)
    }
}

extension RolloutLogin {
    fileprivate func hasAccount(of terms: RolloutPhase.Terms) -> Bool { !terms.needsSizes || accounts.contains { $0.isSized(terms) } }
}

extension RolloutLogin.Account {
    fileprivate func isSized(_ terms: RolloutPhase.Terms) -> Bool {
        members >= terms.leastMembers ?? 0 && members <= terms.mostMembers ?? .max
    }
}
