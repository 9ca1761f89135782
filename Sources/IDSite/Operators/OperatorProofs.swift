package import Access
package import Audit
package import Core
internal import Identity
internal import Language
package import SQL
package import Web

/// An area of `Operations/operations.yaml`.
package protocol OperatorArea: Sendable { static var id: AreaID { get } }

package enum MovesArea: OperatorArea { package static let id: AreaID = "moves" }
package enum PeopleArea: OperatorArea { package static let id: AreaID = "people" }
package enum TicketsArea: OperatorArea { package static let id: AreaID = "tickets" }
package enum RecoveryArea: OperatorArea { package static let id: AreaID = "recovery" }
package enum ClientsArea: OperatorArea { package static let id: AreaID = "clients" }
package enum ImportsArea: OperatorArea { package static let id: AreaID = "imports" }

/// What somebody who runs this server has shown in their session.
struct OperatorStanding: Sendable {
    let found: Operator
    /// Whether they have a second factor or a passkey now, and proved it in this session.
    let hasTwoFactors: Bool
    /// Whether they can still prove one in it.
    let canProve: Bool

    init?(_ session: Session, _ tx: Transaction) throws {
        guard let found = try tx.serverOperator(session.personID) else { return nil }
        self.found = found
        hasTwoFactors = try tx.hasTwoFactors(in: session)
        canProve = try tx.hasSecondFactor(session.personID)
    }
}

/// Proof that somebody runs this server, and proved two factors. To everybody else these pages do not exist.
package struct Operating: Proof {
    package let signedIn: SignedIn
    package var person: PersonID { signedIn.person.id }
    private let someone: Operator
    private let operations: Product

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> Operating {
        let signedIn = try await SignedIn.establish(request, in: site)
        guard let runs = signedIn.runs, site.operations.role(runs.found.role) != nil else { throw Problem.notFound }
        if !runs.hasTwoFactors {
            // A trusted browser was not asked for it at the sign-in.
            guard !runs.canProve else { throw Answered(.redirect(FreshProofPath.page(returningTo: request.page))) }
            throw Problem(status: 403, code: "two-factors-needed", title: "operator.two-factors", detail: "operator.two-factors-next")
        }
        return Operating(signedIn: signedIn, someone: runs.found, operations: site.operations)
    }

    package func circumstances(of request: WebRequest) -> Circumstances { signedIn.circumstances(of: request) }

    /// Whether the role permits that.
    package func may(_ action: Action, _ area: (some OperatorArea).Type) -> Bool {
        decide(someone, action, area.id, in: operations).isPermitted
    }

    /// Decides again in the transaction of an act: a role that was taken away meanwhile acts no more.
    package func recheck(_ action: Action, _ area: (some OperatorArea).Type, in tx: Transaction) throws {
        guard decide(try tx.serverOperator(person), action, area.id, in: operations).isPermitted else { throw Problem.notFound }
    }

    fileprivate func require(_ action: Action, _ area: (some OperatorArea).Type) throws {
        guard !may(action, area) else { return }
        let role = operations.role(someone.role)?.title ?? .text(someone.role.rawValue)
        throw Problem(
            status: 403, code: "not-in-role", title: Phrase("operator.not-in-role", ["role": role]), detail: "operator.not-in-role-next")
    }
}

/// Proof that somebody may see an area.
package struct MayOversee<Area: OperatorArea>: Proof {
    package let operating: Operating

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MayOversee {
        let operating = try await Operating.establish(request, in: site)
        try operating.require(.view, Area.self)
        return MayOversee(operating: operating)
    }

    package func circumstances(of request: WebRequest) -> Circumstances { operating.circumstances(of: request) }
}

/// What shows that somebody may act in an area.
package protocol OperatorProof: Proof {
    associatedtype Area: OperatorArea
    var operating: Operating { get }
}

extension OperatorProof {
    package var person: PersonID { operating.person }

    /// Does it in one transaction, which decides again before it, and says who did it.
    package func write<Value: Sendable>(
        in site: IDSite, _ body: @escaping @Sendable (Transaction, AuditEvent.Actor) throws -> Value
    ) async throws -> Value {
        let operating = operating
        return try await site.database.write { tx in
            try operating.recheck(.manage, Area.self, in: tx)
            return try body(tx, .person(operating.person))
        }
    }

    package func circumstances(of request: WebRequest) -> Circumstances { operating.circumstances(of: request) }
}

/// Proof that somebody may act in an area.
package struct MayOperate<Area: OperatorArea>: OperatorProof {
    package let operating: Operating

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MayOperate {
        let operating = try await Operating.establish(request, in: site)
        try operating.require(.manage, Area.self)
        return MayOperate(operating: operating)
    }
}

/// Proof that somebody may act in an area, and showed in the last five minutes that it is them: for what opens something to people.
package struct MayDecide<Area: OperatorArea>: OperatorProof {
    /// The field of a form with the page to which the proof leads back, where that is not the form's own.
    package static var backField: String { "back" }

    package let operating: Operating

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MayDecide {
        let may = try await MayOperate<Area>.establish(request, in: site)
        let back = LocalPath(request.form.text(backField)).flatMap { $0.text.hasPrefix(OperatorPath.overview.text) ? $0.text : nil }
        try await FreshlyProved.require(of: may.operating.signedIn.session, request, in: site, returningTo: back ?? request.page)
        return MayDecide(operating: may.operating)
    }
}
