// ProductKit holds what every product shares: the relying party (sign-in, sessions, sign-out), the client of the management API, the proofs
// `InProduct`, `InAccount` and `MayView`, the shell with its switchers, and the pages Users and Settings. It reaches the ID only over HTTP.
//
// Calls go one way: routes and pages use the proofs, the proofs use `PersonAPI`, and `PersonAPI` uses `ManagementAPI` and `SessionKeeper`,
// which uses `RelyingParty` to refresh tokens.
//
//     struct Billing: ProductArea { static let id = "billing" }
//     routes.get(BillingPath.billing, as: MayView<Billing>.self) { proof, request, site in
//         let rows = try await site.database.read { tx in … proof.account.projects … }
//         return .page(site.shell(proof).page("billing.title", request, content: …))
//     }
//
// At each request ProductKit asks the ID who the person is and what they may do: `GET /api/v1/me?account=…` with the person's access token,
// read by `Me`. The chosen account is kept in the product's session. The token is not bound to an account, so that switching needs no new
// sign-in.
