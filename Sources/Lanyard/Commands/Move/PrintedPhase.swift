internal import Access
internal import Core
internal import SQL
internal import Transition

/// A phase as commands print it.
struct PrintedPhase: Encodable {
    let id: String
    let name: String
    let product: String
    let state: String
    let startsAt: String?
    /// Whether its people are told by mail before.
    let announced: Bool
    /// In a hundred.
    let percent: Double
    let unit: String
    /// Whether whom it takes in may put it off once.
    let notNow: Bool
    /// Whether people of a class that fails more often inside are rolled back at once.
    let rollBack: Bool
    let accountSize: String?
    let countries: [String]
    let createdBefore: String?
    let createdAfter: String?
    let allow: [String]
    let deny: [String]
    /// People whom the old product brought, and those of them whom this phase sent to the ID, and who succeeded there.
    let people: Int
    let sent: Int
    let succeeded: Int
    /// The same by whatever way they came.
    let productSucceeded: Int

    enum CodingKeys: String, CodingKey {
        case id, name, product, state, announced, percent, unit, countries, allow, deny, people, sent, succeeded
        case startsAt = "starts_at"
        case accountSize = "account_size"
        case createdBefore = "created_before"
        case createdAfter = "created_after"
        case notNow = "not_now"
        case rollBack = "roll_back"
        case productSucceeded = "product_succeeded"
    }

    init(_ phase: RolloutPhase, _ tx: Transaction, at now: Timestamp) throws {
        let terms = phase.terms
        id = phase.id.text
        name = phase.name
        product = phase.product.rawValue
        state = phase.state == .running && !phase.isOpen(at: now) ? "scheduled" : phase.state.rawValue
        startsAt = phase.startsAt?.rfc3339
        announced = phase.isAnnounced
        percent = Double(terms.percent) / 100
        unit = terms.unit.rawValue
        notNow = terms.mayWait
        rollBack = terms.rollsBack
        let most = terms.mostMembers.map { "\($0)" } ?? ""
        accountSize = terms.leastMembers.map { "\($0)-\(most)" }
        countries = terms.countries.sorted()
        createdBefore = terms.createdBefore?.isoDate
        createdAfter = terms.createdAfter?.isoDate
        allow = terms.listed.filter(\.value).map(\.key.value).sorted()
        deny = terms.listed.filter { !$0.value }.map(\.key.value).sorted()
        people = try tx.importedPeople(of: phase.product)
        (sent, succeeded) = try tx.rolloutCounts(phase.product, phase: phase.id)
        productSucceeded = try tx.rolloutCounts(phase.product).succeeded
    }

    /// `25 % of people, in accounts of 1-50; 2 allowed, 1 denied`
    var takes: String {
        let share = percent == percent.rounded() ? "\(Int(percent)) %" : "\(percent) %"
        var parts = ["\(share) of \(unit == "account" ? "accounts" : "people")"]
        if let accountSize { parts.append("in accounts of \(accountSize)") }
        if !countries.isEmpty { parts.append("of \(countries.joined(separator: ", "))") }
        if let createdAfter { parts.append("made since \(createdAfter)") }
        if let createdBefore { parts.append("made before \(createdBefore)") }
        if rollBack { parts.append("rolled back by class") }
        if notNow { parts.append("who may put it off once") }
        let lists = [allow.isEmpty ? nil : "\(allow.count) allowed", deny.isEmpty ? nil : "\(deny.count) denied"].compactMap(\.self)
        return ([parts.joined(separator: ", ")] + lists).joined(separator: "; ")
    }

    var words: String {
        let told = announced ? ", announced by mail" : ""
        let start = startsAt.map { state == "scheduled" ? ", from \($0)\(told)" : "" } ?? ""
        return """
            \(name) (\(product), \(state)\(start))
              takes: \(takes)
              people of the old product: \(people); sent to the ID by this phase: \(sent); succeeded there: \(succeeded)
            """
    }
}

/// A rehearsal as commands print it.
struct PrintedRehearsal: Encodable {
    let people: Int
    let inside: Int
    let comes: Int
    let accounts: Int
    let hashes: [String: Int]
    let secondFactors: [String: Int]
    let sharedAddresses: Int
    let withoutPassword: Int
    let suspended: Int

    enum CodingKeys: String, CodingKey {
        case people, inside, comes, accounts, hashes, suspended
        case secondFactors = "second_factors"
        case sharedAddresses = "shared_addresses"
        case withoutPassword = "without_password"
    }

    init(_ rehearsal: Rehearsal) {
        people = rehearsal.people
        inside = rehearsal.inside
        comes = rehearsal.comes
        accounts = rehearsal.accounts
        hashes = rehearsal.hashes
        secondFactors = rehearsal.factors
        sharedAddresses = rehearsal.sharedAddresses
        withoutPassword = rehearsal.withoutPassword
        suspended = rehearsal.suspended
    }

    var words: String {
        func list(_ counts: [String: Int]) -> String {
            counts.isEmpty
                ? "none" : counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
        return """
            Nothing was changed. Of \(people) people \(inside) are inside; \(comes) more would come, of \(accounts) accounts.
              password hashes: \(list(hashes)); never set one: \(withoutPassword)
              second factors: \(list(secondFactors))
              with the address of another product's login, who are asked whether both are one person: \(sharedAddresses)
              suspended: \(suspended)
            """
    }
}
