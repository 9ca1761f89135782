internal import Core
internal import Language
internal import Web

/// The choice for each access key that a person made, when they are removed or lose the right to manage it: to revoke it, or to let it go
/// on working. A key in use has no answer chosen beforehand.
struct KeyFields: Component {
    let keys: [Member.AccessKey]
    let form: FormState
    let now: Timestamp

    var html: HTML {
        let fields = keys.map { key -> HTML in
            let use =
                key.lastUsed.map { Phrase("users.key-last-used", ["project": key.project, "day": Phrase.day($0)]) }
                ?? Phrase("users.key-never-used", ["project": key.project])
            let chosen = form.starting(with: [(name(key), key.isInUse(at: now) ? nil : "revoke")])
            return Choices(
                name(key), Phrase("users.key", ["name": key.name]), .one,
                [
                    Choice("keep", "users.keep-key", detail: "users.keep-key-detail"),
                    Choice("revoke", "users.revoke-key", detail: "users.revoke-key-detail"),
                ], in: chosen, hint: use
            ).html
        }
        return HTML.join(fields)
    }

    private func name(_ key: Member.AccessKey) -> String { "key-" + key.id }

    /// The ids of the keys for which the form says so.
    static func chosen(_ answer: String, among keys: [Member.AccessKey], in form: Values) -> [String] {
        keys.map(\.id).filter { form.text("key-" + $0) == answer }
    }
}
