package import Access
package import Core
internal import Identity
internal import Language
internal import SQL
package import Web

/// An area of `Operations/operations.yaml`.
package protocol OperatorArea: Sendable { static var id: AreaID { get } }

package enum MovesArea: OperatorArea { package static let id: AreaID = "moves" }
package enum PeopleArea: OperatorArea { package static let id: AreaID = "people" }
package enum TicketsArea: OperatorArea { package static let id: AreaID = "tickets" }
package enum RecoveryArea: OperatorArea { package static let id: AreaID = "recovery" }
package enum ImportsArea: OperatorArea { package static let id: AreaID = "imports" }

/// Proof that somebody runs this server, and signed in with two factors. To everybody else these pages do not exist.
package struct Operating: Proof {
    package let signedIn: SignedIn
    let someone: Operator

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> Operating {
        let signedIn = try await SignedIn.establish(request, in: site)
        guard let someone = signedIn.runs, site.operations.role(someone.role) != nil else { throw Problem.notFound }
        guard signedIn.session.acr == .twoFactors else {
            throw Problem(status: 403, code: "two-factors-needed", title: "operator.two-factors", detail: "operator.two-factors-next")
        }
        return Operating(signedIn: signedIn, someone: someone)
    }

    package func circumstances(of request: WebRequest) -> Circumstances { signedIn.circumstances(of: request) }

    /// Whether the role permits that.
    package func may(_ action: Action, _ area: (some OperatorArea).Type, in site: IDSite) -> Bool {
        decide(someone, action, area.id, in: site.operations).isPermitted
    }

    fileprivate func require(_ action: Action, _ area: (some OperatorArea).Type, in site: IDSite) throws {
        guard !may(action, area, in: site) else { return }
        let role = site.operations.role(someone.role)?.title ?? .text(someone.role.rawValue)
        throw Problem(
            status: 403, code: "not-in-role", title: Phrase("operator.not-in-role", ["role": role]), detail: "operator.not-in-role-next")
    }
}

/// Proof that somebody may see an area.
package struct MayOversee<Area: OperatorArea>: Proof {
    package let operating: Operating

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MayOversee {
        let operating = try await Operating.establish(request, in: site)
        try operating.require(.view, Area.self, in: site)
        return MayOversee(operating: operating)
    }

    package func circumstances(of request: WebRequest) -> Circumstances { operating.circumstances(of: request) }
}

/// Proof that somebody may act in an area.
package struct MayOperate<Area: OperatorArea>: Proof {
    package let operating: Operating
    package var person: PersonID { operating.signedIn.person.id }

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MayOperate {
        let operating = try await Operating.establish(request, in: site)
        try operating.require(.manage, Area.self, in: site)
        return MayOperate(operating: operating)
    }

    package func circumstances(of request: WebRequest) -> Circumstances { operating.circumstances(of: request) }
}

/// Proof that somebody may act in an area, and showed in the last five minutes that it is them: for what opens something to people.
package struct MayDecide<Area: OperatorArea>: Proof {
    package let operating: Operating
    package var person: PersonID { operating.signedIn.person.id }

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MayDecide {
        let may = try await MayOperate<Area>.establish(request, in: site)
        _ = try await FreshlyProved.establish(request, in: site)
        return MayDecide(operating: may.operating)
    }

    package func circumstances(of request: WebRequest) -> Circumstances { operating.circumstances(of: request) }
}
