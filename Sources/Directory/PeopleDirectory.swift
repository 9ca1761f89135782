// Directory joins what knows nothing of each other: it answers OpenID's questions about people, sessions and rights from Identity and
// Access.

package import Access
package import Core
package import Identity
package import OpenID
package import SQL

/// The directory of people that a running server has, with nothing stored of its own.
package struct PeopleDirectory: SubjectDirectory {
    private let moves: any ProductMoves

    package init(_ moves: any ProductMoves = NoMoves()) { self.moves = moves }

    package func arrived(_ person: PersonID, in product: String, in tx: Transaction, at now: Timestamp) throws {
        try moves.arrived(person, in: ProductID(rawValue: product), in: tx, at: now)
    }

    package func signsInThere(_ person: PersonID, at product: String, since signIn: Timestamp, in tx: Transaction) throws -> Bool {
        try !tx.isSignInEnded(of: person, at: signIn)
            && moves.signsInThere(person, at: ProductID(rawValue: product), since: signIn, in: tx)
    }

    package func useOneTimeStep(_ step: Int64, of person: PersonID, in tx: Transaction) throws -> Bool {
        guard let factor = try tx.secondFactors(of: person).preferred, factor.method.kind == .authenticatorApp else { return true }
        return try tx.accept(step: step, of: factor.id)
    }

    package func staysOutside(_ person: PersonID, of product: String, in tx: Transaction, at now: Timestamp) throws -> Bool {
        try moves.staysOutside(person, of: ProductID(rawValue: product), in: tx, at: now)
    }

    package func subject(_ person: PersonID, in tx: Transaction) throws -> Subject? {
        guard let person = try tx.person(person), !person.status.isClosed else { return nil }
        let address = try tx.mainAddress(of: person.id)
        var subject = Subject(
            person: person.id, name: person.name, email: address?.address.written, emailVerified: address?.verifiedAt != nil,
            updatedAt: try tx.profileChanged(of: person), locale: person.locale)
        subject.zoneinfo = person.zoneinfo
        return subject
    }

    package func isLive(_ session: SessionID, at now: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.session(session, at: now) != nil
    }

    package func person(_ person: PersonID, uses product: String, in tx: Transaction) throws -> Bool {
        try tx.memberships(of: person).contains { $0.product.rawValue == product && $0.status == .active }
    }

    package func access(
        of person: PersonID, to account: AccountID, product: String?, after signIn: ProvedSignIn, in tx: Transaction, at now: Timestamp
    ) throws -> AccountAccess {
        let members = try tx.memberships(of: person, in: account).filter {
            $0.status == .active && (product == nil || $0.product.rawValue == product)
        }
        guard !members.isEmpty else { return .none }
        if let account = try tx.account(account), account.asksOfSignIns {
            let session = try signIn.session.flatMap { try tx.session($0, at: now) }
            switch account.demand(of: SignInFacts(signIn, in: session), at: now) {
            case .twoFactors: return .needsTwoFactors
            case .passkey, .noTextMessage, .network, .newer: return .needsSignIn
            case nil: break
            }
        }
        let roles = members.flatMap { $0.grants(at: now) }.map(\.role.rawValue)
        return .roles(roles.enumerated().filter { roles.firstIndex(of: $0.element) == $0.offset }.map(\.element))
    }

    package func accounts(of person: PersonID, product: String?, in tx: Transaction) throws -> [AccountID] {
        let members = try tx.memberships(of: person).filter {
            $0.status == .active && (product == nil || $0.product.rawValue == product)
        }
        return Array(Set(members.map(\.account))).sorted { $0.text < $1.text }
    }

    package func hasSecondFactor(_ person: PersonID, in tx: Transaction) throws -> Bool {
        try tx.canProveTwoFactors(person)
    }
}

extension SignInFacts {
    /// With the address that the session was begun from, or renewed.
    package init(_ signIn: ProvedSignIn, in session: Session?) {
        self.init(
            hasTwoFactors: signIn.context == .twoFactors, methods: signIn.methods, at: signIn.at, address: session?.origin.address)
    }
}
