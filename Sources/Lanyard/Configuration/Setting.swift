/// One thing that can be configured. The list of them (`Settings.all`) is the only place that knows their names: the file's reader, the
/// environment variables, `config example` and `config check` are made from it.
struct Setting: Sendable {
    /// As the file nests it: `id.public_address`.
    let name: String
    /// What holds when nothing is said; nil where nothing is a choice of its own.
    let standard: String?
    /// Shown in `config example` where there is no standard value.
    let example: String?
    let explanation: String
    /// The setting that must be given beside this one.
    let needs: String?
    /// Secrets may be given as `…_FILE` and are never printed.
    let isSecret: Bool
    /// What is wrong with a value and what to do about it; nil when it is right.
    let mistake: @Sendable (String) -> String?

    init(
        _ name: String, standard: String? = nil, example: String? = nil, secret: Bool = false, needs: String? = nil, _ explanation: String,
        mistake: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        (self.name, self.standard, self.example, self.explanation) = (name, standard, example, explanation)
        (isSecret, self.needs, self.mistake) = (secret, needs, mistake)
    }

    /// `LANYARD_ID_PUBLIC_ADDRESS`
    var variable: String { "LANYARD_" + name.uppercased().map { $0 == "." ? "_" : String($0) }.joined() }
}
