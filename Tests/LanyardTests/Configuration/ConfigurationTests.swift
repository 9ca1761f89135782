import Testing

@testable import Lanyard

@Suite("Configuration")
struct ConfigurationTests {
    private func mistakes(_ yaml: String, _ environment: [String: String] = [:]) -> [ConfigurationMistake] {
        do {
            _ = try Configuration(file: (yaml, "lanyard.yaml"), environment: environment)
            return []
        } catch { return (error as? ConfigurationError)?.mistakes ?? [ConfigurationMistake(place: "?", sentence: "\(error)")] }
    }

    @Test("Nothing configured means the addresses of an unconfigured start")
    func standard() throws {
        let configuration = try Configuration(file: nil, environment: [:])
        #expect(configuration.text("id.public_address") == "http://localhost:8080")
        #expect(configuration.text("dashboard.listen") == "127.0.0.1:8081")
        #expect(configuration.text("database") == "sqlite")
    }

    @Test("Every mistake is told at once, each with its line and the remedy")
    func allAtOnce() {
        let found = mistakes("id:\n  public_address: http://id.example.com\n  lissten: x\nhashing:\n  passes: many\nnonsense: 1\n")
        #expect(found.map(\.place) == ["lanyard.yaml:3", "lanyard.yaml:6", "lanyard.yaml:2", "lanyard.yaml:5"])
        #expect(found.contains { $0.sentence.contains("https") })
        #expect(found.contains { $0.sentence.contains("whole number from 1 to 20") })
    }

    @Test(
        "A public address that is neither https nor on this machine is refused",
        arguments: [
            "http://id.example.com", "ftp://localhost", "http://localhost.evil.example", "https://u@id.example.com",
            "https://id.example.com/path", "nonsense", "http://10.0.0.1",
        ])
    func publicAddress(text: String) { #expect(mistakes("id:\n  public_address: \"\(text)\"\n").count == 1) }

    @Test("The environment goes over the file, and a variable nobody knows is a mistake")
    func environment() throws {
        let configuration = try Configuration(file: ("data: /a\n", "f"), environment: ["LANYARD_DATA": "/b"])
        #expect(configuration.text("data") == "/b")
        #expect(mistakes("", ["LANYARD_DATTA": "x"]).map(\.place) == ["LANYARD_DATTA"])
    }

    @Test("A secret's value is never in a mistake's sentence")
    func secrets() {
        let found = mistakes("", ["LANYARD_DATABASE": "mysql://root:hunter2@db"])
        #expect(found.count == 1)
        #expect(!found[0].sentence.contains("hunter2"))
    }

    @Test("What is not YAML is said with its place")
    func notYAML() { #expect(mistakes("id: [").count == 1) }

    @Test("The example file shows every setting, and is right as it stands once its comments are taken away")
    func example() throws {
        for setting in Settings.all { #expect(ExampleFile.text.contains(setting.variable)) }
        let uncommented = ExampleFile.text.split(separator: "\n")
            .filter { $0.contains(/^#( {2})?[a-z_]+:/) && !$0.contains("# for example") }.map { String($0.dropFirst()) }
            .joined(separator: "\n")
        #expect(uncommented.contains("public_address: http://localhost:8080"))
        #expect(mistakes(uncommented).isEmpty, "\(mistakes(uncommented))")
    }
}
