internal import Core
internal import Identity
internal import Language
internal import Synchronization
internal import Web

/// Says how good a new password is while it is typed. The page asks by a script; without it the same rules are told when the form is sent.
enum PasswordStrength {
    private static let budget = Budget(mostASecond: 50)

    static func register(on routes: Routes<IDSite>) { routes.post(PasswordStrengthPath.judgement, as: MaybeSignedIn.self, judge) }

    @Sendable static func judge(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard budget.take(at: request.time) else { return .empty(429) }
        let form = request.form
        let owner: PasswordOwner =
            if let token = form["token"] { .link(Secret(token)) } else { proof.signedIn.map { .person($0.person.id) } ?? .somebodyNew }
        let judged = try await site.recovery.judge(
            Secret(form["password"] ?? ""), of: owner, known: ["name", "account", "username"].map { form.text($0) }.filter { !$0.isEmpty })
        return .json(["level": .integer(Int64(judged.level)), "words": .string(judged.words.text(for: request.reader))])
    }

    /// So many in a second for everybody: they cost a few milliseconds each, and nobody has to have them.
    private final class Budget: Sendable {
        private let most: Int
        private let state = Mutex((second: Int64(0), taken: 0))

        init(mostASecond most: Int) { self.most = most }

        func take(at now: Timestamp) -> Bool {
            state.withLock { state in
                let second = now.milliseconds / 1000
                if second != state.second { state = (second, 0) }
                state.taken += 1
                return state.taken <= most
            }
        }
    }
}
