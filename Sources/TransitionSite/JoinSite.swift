// TransitionSite has the pages for the move from old logins: after sign-in, what moved, and the offer to join another login with the same
// address. The rules are in Transition, and both can be removed when the move is over. Its pages are pages of IDSite, which knows nothing
// of it: the executable adds the routes of `JoinSite`, and gives IDSite a `MoveContinuation` as what follows a sign-in.

internal import Access
internal import Core
package import IDSite
internal import Identity
internal import Language
package import Transition
package import Web

/// The joining pages of the ID's site.
package struct JoinSite: RouteSite {
    let id: IDSite
    /// The one that runs: it has the evidence in memory.
    let brake: Brake

    package init(_ id: IDSite, _ brake: Brake) {
        self.id = id
        self.brake = brake
    }

    package var proofSite: IDSite { id }

    package static func register(on routes: Routes<JoinSite>) {
        GuidePage.register(on: routes)
        JoinPage.register(on: routes)
        JoinProofs.register(on: routes)
        JoinedPage.register(on: routes)
        OtherLoginPage.register(on: routes)
        MovesPage.register(on: routes)
        MovePage.register(on: routes)
        AccountDayActs.register(on: routes)
        PhasePage.register(on: routes)
        HelpPage.register(on: routes)
        StoryPage.register(on: routes)
        ImportsPage.register(on: routes)
    }

    /// The origins where the flow of a `return_to` ends; forms of the page may redirect there.
    func formOrigins(_ returnTo: LocalPath) async throws -> [String] {
        try await id.asking(returnTo)?.redirectOrigin.map { [$0] } ?? []
    }

    /// The end of joining: where the sign-in was going.
    func leave(_ request: WebRequest) async throws -> WebResponse {
        id.leave(to: request.returnTo, askedBy: try await id.asking(request.returnTo), request)
    }

    /// The names of the products: "Customer Dashboard and Mail Control Panel".
    func names(of products: [String]) -> Phrase {
        products.isEmpty ? "join.the-id" : .all(products.map { .text(id.catalog[ProductID(rawValue: $0)]?.name ?? $0) })
    }
}
