internal import Core
internal import Foundation
internal import Web

/// The settings in effect. The environment overrides the file, and standard values are used for the rest.
struct Configuration: Sendable {
    private let values: [String: String]

    /// Throws `ConfigurationError` with every mistake at once.
    init(file: (text: String, name: String)?, environment: [String: String], overrides: [String: String] = [:]) throws {
        let read = file.map { ConfigurationFile(yaml: $0.text, name: $0.name) }
        var mistakes = read?.mistakes ?? []
        var values: [String: String] = [:]
        var places: [String: String] = [:]
        for setting in Settings.all {
            let given =
                overrides[setting.name].map { ConfigurationFile.Value(text: $0, place: "--" + setting.name) }
                ?? Self.fromEnvironment(setting, environment, &mistakes) ?? read?.values[setting.name]
            guard let given else {
                values[setting.name] = setting.standard
                continue
            }
            if let remedy = setting.mistake(given.text) {
                let shown = setting.isSecret ? "" : " '\(given.text)'"
                mistakes.append(ConfigurationMistake(place: given.place, sentence: "\(setting.name)\(shown) cannot be used: \(remedy)."))
            }
            values[setting.name] = given.text
            places[setting.name] = given.place
        }
        for setting in Settings.all where !(values[setting.name] ?? "").isEmpty {
            guard let needed = setting.needs, (values[needed] ?? "").isEmpty else { continue }
            mistakes.append(
                ConfigurationMistake(
                    place: places[setting.name] ?? setting.name, sentence: "\(setting.name) needs \(needed) beside it: give that too."))
        }
        if values["example"] == "true" {
            mistakes += Self.openToOthers(values).map {
                ConfigurationMistake(
                    place: places[$0] ?? $0,
                    sentence: "Example mode shows everybody's mail to whoever comes, so it runs on this machine alone: "
                        + "give \($0) a loopback address such as localhost, or take example mode away.")
            }
        }
        mistakes += Self.unknownVariables(environment)
        guard mistakes.isEmpty else { throw ConfigurationError(mistakes: mistakes) }
        self.values = values
    }

    /// The value of a setting. An empty text counts as not given.
    subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
    /// For settings with a standard value.
    func text(_ name: String) -> String { values[name] ?? "" }
    func number(_ name: String) -> Int { Int(text(name)) ?? 0 }
    func flag(_ name: String) -> Bool { text(name) == "true" }
    func secret(_ name: String) -> Secret<String>? { self[name].map(Secret.init) }

    /// Environment variables that other parts of this project use and that are not settings.
    private static let reserved: Set<String> = [
        "LANYARD_CONFIG", "LANYARD_VECTORS", "LANYARD_BINARY", "LANYARD_ALL_LOGINS", "LANYARD_GALLERY",
    ]

    private static func fromEnvironment(
        _ setting: Setting, _ environment: [String: String], _ mistakes: inout [ConfigurationMistake]
    ) -> ConfigurationFile.Value? {
        if let text = environment[setting.variable] { return ConfigurationFile.Value(text: text, place: setting.variable) }
        let variable = setting.variable + "_FILE"
        guard setting.isSecret, let path = environment[variable] else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            mistakes.append(
                ConfigurationMistake(place: variable, sentence: "The file \(path) cannot be read. Check its path and permissions."))
            return nil
        }
        return ConfigurationFile.Value(text: text.trimmingCharacters(in: .whitespacesAndNewlines), place: variable)
    }

    /// The settings whose addresses others than this machine reach.
    private static func openToOthers(_ values: [String: String]) -> [String] {
        Settings.all.map(\.name).filter { name in
            let value = values[name] ?? ""
            if name.hasSuffix(".public_address") { return PublicAddress(value)?.isLoopback == false }
            if name.hasSuffix(".listen") {
                return !PublicAddress.isLoopback(host: String(value.prefix(upTo: value.lastIndex(of: ":") ?? value.endIndex)))
            }
            return false
        }
    }

    private static func unknownVariables(_ environment: [String: String]) -> [ConfigurationMistake] {
        let known = Set(Settings.all.flatMap { $0.isSecret ? [$0.variable, $0.variable + "_FILE"] : [$0.variable] }).union(reserved)
        return environment.keys.sorted().filter { $0.hasPrefix("LANYARD_") && !$0.hasPrefix("LANYARD_TEST_") && !known.contains($0) }.map {
            ConfigurationMistake(place: $0, sentence: "There is no setting of this name. 'lanyard config example' lists all of them.")
        }
    }
}
