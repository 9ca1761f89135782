package import Access
package import Core

package enum RolloutPhaseKind: IdentifierKind { package static let prefix = "phs" }
package typealias RolloutPhaseID = Identifier<RolloutPhaseKind>

/// A part of a product's move: whom of its people it brings to the ID. Several phases of a product add up.
package struct RolloutPhase: Sendable, Equatable {
    package let id: RolloutPhaseID
    package let name: String
    package let product: ProductID
    package internal(set) var state = State.draft
    /// When a running phase begins; nil for at once.
    package internal(set) var startsAt: Timestamp?
    package internal(set) var terms: Terms
    /// Of the product's people, how many in ten thousand the conditions meet.
    var eligible = 10_000
    /// By this the draw of each phase is its own. It never changes, so that nobody is drawn anew.
    let salt: [UInt8]
    package let createdAt: Timestamp
    /// The days that were agreed with accounts of the product.
    var days: [AccountID: Timestamp] = [:]
    /// Up to whom it was announced by mail; nil where it is not to be.
    var announcedTo: String?
    /// Whether its people are told by mail before it begins.
    package var isAnnounced: Bool { announcedTo != nil }

    package enum State: String, Sendable, CaseIterable {
        /// It counts for nobody yet.
        case draft
        /// It takes people in, from its start on.
        case running
        /// Nobody new comes inside.
        case paused
        /// The move of its product is over: everybody signs in at the ID.
        case finished

        /// Whether it says anything of where people sign in.
        package var counts: Bool { self == .running || self == .paused }
    }

    /// What is drawn: each person, or a whole account at once.
    package enum Unit: String, Sendable, CaseIterable { case person, account }

    /// Whom it takes.
    package struct Terms: Sendable, Equatable {
        /// In hundredths: 2,500 of 10,000 are 25 %.
        package var percent = 0
        package var unit = Unit.person
        /// How many people an account has in the product.
        package var leastMembers: Int?
        package var mostMembers: Int?
        /// Of which countries the login is, by their codes in ISO 3166-1; empty for all. A login of which no country is known is of none.
        package var countries: Set<String> = []
        /// When the login was made.
        package var createdBefore: Timestamp?
        package var createdAfter: Timestamp?
        /// Whether whom it takes in may put it off once, by seven days.
        package var mayWait = false
        /// Whether people of a class that fails more often inside are rolled back at once.
        package var rollsBack = false
        /// Whom it takes in or leaves out, whatever is drawn.
        package var listed: [Listed: Bool] = [:]

        package init() {}

        /// Whether the conditions meet not everybody.
        var isNarrow: Bool { needsSizes || createdBefore != nil || createdAfter != nil || !countries.isEmpty }
        var needsSizes: Bool { leastMembers != nil || mostMembers != nil }
        fileprivate var needsAccounts: Bool {
            unit == .account || needsSizes || listed.keys.contains { if case .account = $0 { true } else { false } }
        }
    }

    package enum Listed: Hashable, Sendable {
        case person(PersonID)
        case account(AccountID)
        /// A mail domain with A-labels, in small letters.
        case domain(String)
    }

    /// The code of a country as people type it, in capitals; nil for what is none.
    package static func country(_ text: String) -> String? { LoginCountry.code(text) }

    /// A share in a hundred, as people write it, in hundredths: `2.5` is 250; nil for what is none.
    package static func hundredths(_ text: Substring) -> Int? {
        guard let match = text.wholeMatch(of: /([0-9]{1,3})(?:\.([0-9]{1,2}))?/), let whole = Int(match.1) else { return nil }
        let rest = match.2.map { $0.count == 1 ? $0 + "0" : String($0) } ?? "0"
        let value = whole * 100 + (Int(rest) ?? 0)
        return value <= 10_000 ? value : nil
    }

    var needsAccounts: Bool { terms.needsAccounts || !days.isEmpty }

    package func changed(to terms: Terms) -> RolloutPhase {
        var phase = self
        phase.terms = terms
        return phase
    }

    /// Whether it takes people in now.
    package func isOpen(at now: Timestamp) -> Bool { state == .running && startsAt.map { $0 <= now } ?? true }
}
