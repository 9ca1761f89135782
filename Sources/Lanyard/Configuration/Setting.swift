/// One setting. The list of all settings (`Settings.all`) is the only place that knows their names: the reader of the file, the environment
/// variables, `config example` and `config check` are made from it.
struct Setting: Sendable {
    /// The name with its section in the file, such as `id.public_address`.
    let name: String
    /// The value if the setting is not given; nil if leaving it out has its own meaning.
    let standard: String?
    /// Shown in `config example` if there is no standard value.
    let example: String?
    let explanation: String
    /// The setting that must be given together with this one.
    private(set) var needs: String?
    /// Secrets may be given as `…_FILE` and are never printed.
    let isSecret: Bool
    /// What is wrong with a value and how to correct it; nil if it is valid.
    let mistake: @Sendable (String) -> String?

    init(
        _ name: String, standard: String? = nil, example: String? = nil, secret: Bool = false, _ explanation: String,
        mistake: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.name = name
        self.standard = standard
        self.example = example
        self.explanation = explanation
        isSecret = secret
        self.mistake = mistake
    }

    /// The same setting, which must be given together with the other one.
    func needing(_ other: String) -> Setting {
        var setting = self
        setting.needs = other
        return setting
    }

    /// The environment variable, such as `LANYARD_ID_PUBLIC_ADDRESS`.
    var variable: String { "LANYARD_" + name.uppercased().map { $0 == "." ? "_" : String($0) }.joined() }
}
