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
            "https://id.example.com/path", "nonsense", "http://10.0.0.1", "http://localhost:65536", "https://id.example.com:0",
        ])
    func publicAddress(text: String) { #expect(mistakes("id:\n  public_address: \"\(text)\"\n").count == 1) }

    @Test("A log level that is none is told with those there are")
    func logLevel() {
        #expect(mistakes("log_level: info\n").isEmpty)
        #expect(mistakes("log_level: loud\n").map(\.sentence).contains { $0.contains("warning") && $0.contains("debug") })
    }

    @Test("A mail server without a sender, a proxy that is no address, and a file that is not there are mistakes")
    func needed() {
        let found = mistakes(
            "smtp:\n  url: smtps://mail.example.com\ntrusted_proxies: 10.0.0.5, proxy.example\npasswords:\n  breached_file: /nowhere\n")
        #expect(found.map(\.place) == ["lanyard.yaml:3", "lanyard.yaml:5", "lanyard.yaml:2"])
        #expect(found.last?.sentence.contains("smtp.from") == true)
        #expect(mistakes("smtp:\n  url: smtps://mail.example.com\n  from: no-reply@example.com\ntrusted_proxies: 10.0.0.0/8\n").isEmpty)
    }

    @Test("Example mode is refused where anybody else could reach an address, each with its place")
    func exampleInPublic() throws {
        let open = [
            ["LANYARD_ID_PUBLIC_ADDRESS": "https://id.example.com"], ["LANYARD_DASHBOARD_PUBLIC_ADDRESS": "https://dashboard.example.com"],
            ["LANYARD_MAIL_LISTEN": "0.0.0.0:8082"], ["LANYARD_ID_LISTEN": "[::]:8080"], ["LANYARD_ID_LISTEN": "192.0.2.4:8080"],
        ]
        for environment in open {
            let name = try #require(environment.keys.first)
            let error = #expect(throws: ConfigurationError.self) {
                try Configuration(file: nil, environment: environment, overrides: ["example": "true"])
            }
            #expect(error?.mistakes.map(\.place) == [name])
            #expect(throws: Never.self) { try Configuration(file: nil, environment: environment) }
        }
        #expect(throws: Never.self) {
            try Configuration(file: nil, environment: ["LANYARD_ID_LISTEN": "[::1]:9000"], overrides: ["example": "true"])
        }
    }

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

    @Test("What is not YAML is said in one line, with its place and without the file's text")
    func notYAML() throws {
        for yaml in [
            "data: /a\nsmtp:\n  password: \"hunter2\n", "data: /a\n\tpassword: hunter2\n", "data: hunter2\n%: [\n", "data: hunter2\u{7}",
        ] {
            let found = mistakes(yaml)
            #expect(found.count == 1)
            #expect(found[0].place.contains(/^lanyard\.yaml:\d$/), "\(found)")
            #expect(found[0].sentence.hasPrefix("This is not YAML: "))
            #expect(!found[0].sentence.contains("hunter2") && !found[0].sentence.contains("\n"), "\(found)")
        }
    }

    @Test("A key that stands twice is said with both lines, beside the other mistakes")
    func repeatedKey() {
        let yaml = """
            smtp:
              password: hunter2
              "password": hunter3
            data: /a
            nonsense: 1
            # é
            data: /b
            hashing:
              passes: many
            data: /c
            smtp:
              url: ftp://mail

            """
        let found = mistakes(yaml)
        #expect(
            found.map { "\($0.place.dropFirst(13)) \($0.sentence)" }.filter { $0.contains("twice") || $0.contains("already") } == [
                "3 'smtp.password' stands in line 2 already. Keep one of the two.",
                "7 'data' stands in line 4 already. Keep one of the two.",
                "10 'data' stands in line 4 already. Keep one of the two.",
                "11 'smtp' stands in line 1 already. Keep one of the two.",
            ])
        #expect(Set(found.map { String($0.place.dropFirst(13)) }) == ["3", "5", "7", "9", "10", "11", "12"])
        #expect(!found.contains { $0.sentence.contains("hunter") })
    }

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
