package import Access
internal import Core
package import SQL

extension RolloutPhase.State: SQLCodable {}
extension RolloutPhase.Unit: SQLCodable {}

extension RolloutPhase: Stored {
    package static let stored: [Column<RolloutPhase>] = [
        Column("id", \.id), Column("name", \.name), Column("product", \.product), Column("state", \.state), Column("starts_at", \.startsAt),
        Column("percent", \.terms.percent), Column("unit", \.terms.unit), Column("least_members", \.terms.leastMembers),
        Column("most_members", \.terms.mostMembers), Column("created_before", \.terms.createdBefore),
        Column("created_after", \.terms.createdAfter), Column("countries") { $0.terms.writtenCountries }, Column("eligible", \.eligible),
        Column("salt", \.salt),
        Column("created_at", \.createdAt), Column("announced_to", \.announcedTo), Column("may_wait", \.terms.mayWait),
        Column("rolls_back", \.terms.rollsBack),
    ]

    /// Without its lists, which are rows of another table.
    package init(row: Row) throws {
        var terms = Terms()
        terms.percent = try row["percent"]
        terms.unit = try row["unit"]
        terms.leastMembers = try row["least_members"]
        terms.mostMembers = try row["most_members"]
        terms.createdBefore = try row["created_before"]
        terms.createdAfter = try row["created_after"]
        let countries: String = try row["countries"]
        terms.countries = Set(countries.split(separator: " ").map(String.init))
        terms.mayWait = try row["may_wait"]
        terms.rollsBack = try row["rolls_back"]
        self.init(
            id: try row["id"], name: try row["name"], product: try row["product"], state: try row["state"], startsAt: try row["starts_at"],
            terms: terms, eligible: try row["eligible"], salt: try row["salt"], createdAt: try row["created_at"],
            announcedTo: try row["announced_to"])
    }
}

extension RolloutPhase.Terms {
    fileprivate var writtenCountries: String { countries.sorted().joined(separator: " ") }
}

extension RolloutPhase.Listed {
    var kind: String {
        switch self {
        case .person: "person"
        case .account: "account"
        case .domain: "domain"
        }
    }

    package var value: String {
        switch self {
        case .person(let id): id.text
        case .account(let id): id.text
        case .domain(let name): name
        }
    }

    fileprivate init?(kind: String, value: String) {
        switch kind {
        case "person":
            guard let id = PersonID(value) else { return nil }
            self = .person(id)
        case "account":
            guard let id = AccountID(value) else { return nil }
            self = .account(id)
        default: self = .domain(value)
        }
    }
}

extension Transaction {
    /// Whether any phase says where the product's people sign in.
    func rolloutPhaseCounts(for product: ProductID) throws -> Bool {
        let counting = RolloutPhase.State.allCases.filter(\.counts)
        return try first("SELECT 1 AS one FROM rollout_phases WHERE product = \(product) AND state IN \(list: counting) LIMIT 1") != nil
    }

    /// Every phase with its lists and the days agreed with accounts, oldest first; of one product, or of all.
    package func rolloutPhases(of product: ProductID? = nil) throws -> [RolloutPhase] {
        var phases: [RolloutPhase] = try all(
            """
            SELECT \(RolloutPhase.columns) FROM rollout_phases
            WHERE product = \(product) OR CAST(\(product) AS TEXT) IS NULL ORDER BY created_at, id
            """)
        for row in try rows("SELECT phase_id, kind, value, allowed FROM rollout_listed WHERE phase_id IN \(list: phases.map(\.id))") {
            let phase: RolloutPhaseID = try row["phase_id"]
            guard let index = phases.firstIndex(where: { $0.id == phase }),
                let listed = RolloutPhase.Listed(kind: try row["kind"], value: try row["value"])
            else { continue }
            phases[index].terms.listed[listed] = try row["allowed"]
        }
        for row in try rows(
            "SELECT product, account_id, agreed_day FROM account_days WHERE agreed_day IS NOT NULL AND product IN \(list: Set(phases.map(\.product)).sorted())"
        ) {
            let product: ProductID = try row["product"]
            let account: AccountID = try row["account_id"]
            for index in phases.indices where phases[index].product == product { phases[index].days[account] = try row["agreed_day"] }
        }
        return phases
    }

    package func rolloutPhase(named name: String) throws -> RolloutPhase? { try rolloutPhases().first { $0.name == name } }

    func insert(_ phase: RolloutPhase) throws {
        try run("INSERT INTO rollout_phases (\(RolloutPhase.columns)) VALUES (\(values: phase))")
        try storeLists(of: phase)
    }

    func update(_ phase: RolloutPhase) throws {
        let terms = phase.terms
        try run(
            """
            UPDATE rollout_phases SET state = \(phase.state), starts_at = \(phase.startsAt), percent = \(terms.percent), unit = \(terms.unit),
                least_members = \(terms.leastMembers), most_members = \(terms.mostMembers), created_before = \(terms.createdBefore),
                created_after = \(terms.createdAfter), countries = \(terms.writtenCountries), eligible = \(phase.eligible),
                announced_to = \(phase.announcedTo), may_wait = \(terms.mayWait), rolls_back = \(terms.rollsBack)
            WHERE id = \(phase.id)
            """)
        try run("DELETE FROM rollout_listed WHERE phase_id = \(phase.id)")
        try storeLists(of: phase)
    }

    func delete(_ phase: RolloutPhase) throws { try run("DELETE FROM rollout_phases WHERE id = \(phase.id)") }

    private func storeLists(of phase: RolloutPhase) throws {
        for (listed, isAllowed) in phase.terms.listed {
            try run(
                """
                INSERT INTO rollout_listed (phase_id, kind, value, allowed)
                VALUES (\(phase.id), \(listed.kind), \(listed.value), \(isAllowed))
                """)
        }
    }
}
