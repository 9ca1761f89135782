internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// A product asks whether an act of its own may be done: by an administrator, with a fresh proof. It is recorded in the account's activity.
enum ConfirmationEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.confirmations, as: Caller.self, Caller.inAccount(confirm))
    }

    @Sendable static func confirm(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let act = body.text("act", max: 60)
        if !act.isEmpty, !act.utf8.allSatisfy({ ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 }) {
            body.refuse("act", "“act” is a word of small letters, digits and hyphens.")
        }
        try body.finish()
        let now = request.time
        try await site.change(by: caller, at: now) { _, work in try work.confirm(act, target.account, as: target.product.id) }
        return .json(["act": .string(act), "confirmed_at": .string(now.rfc3339)])
    }
}
