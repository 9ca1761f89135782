internal import Core
internal import Web

/// The choice for each access key that a person made, when they are removed or lose the right to manage it: to revoke it, or to let it go
/// on working. A key in use has no answer chosen beforehand.
struct KeyFields: Component {
    let keys: [Member.AccessKey]
    let form: FormState
    let now: Timestamp

    var html: HTML {
        let fields = keys.map { key -> HTML in
            let used = key.lastUsed.map { "last used on \(PageText.day($0))" } ?? "never used"
            let chosen = form.starting(with: [(name(key), key.isInUse(at: now) ? nil : "revoke")])
            return Choices(
                name(key), "Access key \(key.name)", .one,
                [
                    Choice("keep", "Let it go on working", detail: "Programs that use it notice nothing. It belongs to the project."),
                    Choice("revoke", "Revoke it", detail: "Programs that use it are refused from their next request on."),
                ], in: chosen, hint: "For \(key.project), \(used)."
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
