import Testing

/// Each path of a server is written once, in a file that is named for it: `UserPath.swift`.
@Suite("Paths are written once")
struct PathTests {
    /// Files outside *Path.swift that write a text that looks like a path of ours, each with the reason.
    private static let otherPaths: [String: String] = [
        "Sources/Lanyard/Configuration/Settings.swift": "examples of files on the machine"
    ]
    /// Files outside *Path.swift that make a path, each with the reason.
    private static let makers: [String: String] = ["Sources/Core/Paths/PathTo.swift": "fills in the parameters"]

    private let paths: [String]

    init() throws { paths = try Repository.files(below: ["Sources"]).filter { $0.hasSuffix(".swift") && !$0.hasSuffix("Path.swift") } }

    @Test("No string begins with a path, and no link or form in HTML leads to one that is written there")
    func literals() async throws {
        try await expectNone(except: Self.otherPaths) {
            try Repository.text(of: $0).split(separator: "\n", omittingEmptySubsequences: false).map { Self.withoutComment($0) }
        } matching: {
            Self.writesPath($0)
        }
    }

    @Test("An address in HTML stands in quotes, so that no name of the program is taken for one")
    func quotes() async throws {
        try await expectNone {
            try Repository.text(of: $0).split(separator: "\n", omittingEmptySubsequences: false)
        } matching: {
            $0.utf8.contains(UInt8(ascii: "=")) && $0.contains(Self.bareAddress)
        }
        #expect("<a href=UserPath.list>".contains(Self.bareAddress) && #"<a href=\(UserPath.list)>"#.contains(Self.bareAddress))
        #expect(!#"<a href="\(UserPath.list)">"#.contains(Self.bareAddress) && !#"<a href=\"\(path)\">"#.contains(Self.bareAddress))
    }

    @Test("A path is made only where the paths are declared")
    func makers() async throws {
        try await expectNone(except: Self.makers) {
            try await Repository.code(of: $0).lines
        } matching: {
            $0.contains("Path") && $0.contains(/\bPath\(|\bPathTo<[^>]*>\(/)
        }
    }

    @Test("Whatever registers routes is called register(on:)")
    func verbs() async throws {
        try await expectNone {
            try await Repository.code(of: $0).lines
        } matching: { line in
            line.contains("Routes<") && line.contains(/func [^(]+\([^)]*\bRoutes</) && !line.contains(/func register\(on routes: Routes</)
        }
    }

    @Test("Literals, links and forms are found, and comments and texts with a slash are not")
    func found() {
        let lines = [
            #"return "/users""#, #"<a href="/">"#, #"let link: HTML = "<form action=\"/\">""#, #"address + "/.well-known/x" // why"#,
            #"/// `Path("/users")`"#, #"let split = text.split(separator: "/")"#, #"let url = "https://x/users" // as "/users""#,
        ]
        #expect(lines.indices.filter { Self.writesPath(Self.withoutComment(lines[$0][...])) } == [0, 1, 2, 3])
    }

    private static var bareAddress: Regex<Substring> { /(?:href|action|src)=(?:[A-Za-z]|\\\()/ }

    private static func writesPath(_ line: Substring) -> Bool {
        guard line.utf8.contains(UInt8(ascii: "/")), line.utf8.contains(UInt8(ascii: "\"")) else { return false }
        return line.contains(/"\/[A-Za-z.]/) || line.contains(/(?:href|action|src)=\\?"\//)
    }

    /// The line without its comment. A comment stands alone or behind code and a space; `//` in a URL follows a colon.
    private static func withoutComment(_ line: Substring) -> Substring {
        guard line.contains("//"), let comment = line.firstMatch(of: /(?:^|\s)\/\//) else { return line }
        return line[..<comment.range.lowerBound]
    }

    /// Expects that no line of any file matches, but one in each of the exceptions.
    private func expectNone(
        except exceptions: [String: String] = [:], lines: (_ path: String) async throws -> [Substring],
        matching: (Substring) -> Bool
    ) async throws {
        var places: [String] = []
        var idle = Set(exceptions.keys)
        for path in paths {
            await Task.yield()
            let lines = try await lines(path)
            let found = lines.indices.filter { matching(lines[$0]) }
            if !found.isEmpty { idle.remove(path) }
            if exceptions[path] == nil { places += found.map { "\(path):\($0 + 1)" } }
        }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
        #expect(idle.isEmpty, "These need no exception: \(idle.sorted().joined(separator: ", "))")
    }
}
