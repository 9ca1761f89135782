import Testing

@Suite("Style")
struct StyleTests {
    private static let folders = ["Sources", "Tests", "Benchmarks"]

    private let paths: [String]

    init() throws { paths = try Repository.files(below: Self.folders).filter { $0.hasSuffix(".swift") } }

    @Test("No line is over 160 columns")
    func width() throws {
        let places = try paths.flatMap { path in
            let lines = try Repository.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
            return lines.indices.filter { lines[$0].count > 160 }.map { "\(path):\($0 + 1)" }
        }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    @Test("No function or initializer has more than six parameters")
    func parameters() async throws {
        try await expectNone { $0.signatures().filter { $0.parameters > 6 }.map(\.line) }
    }

    @Test("No test starts a program through Foundation's Process, which can end the whole run: ChildProgram does")
    func programs() throws {
        let paths = paths.filter { $0.hasPrefix("Tests/") && !$0.hasSuffix("/StyleTests.swift") }
        let found = try paths.filter { try Repository.text(of: $0).contains(/\bProcess\(\)/) }
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test("One assignment a line")
    func assignments() async throws { try await expectNone { $0.doubleAssignments() } }

    @Test("One property a line")
    func properties() async throws { try await expectNone { $0.doubleDeclarations() } }

    @Test("Long lists, double assignments and double properties are found wherever they stand, and nothing else is")
    func found() {
        let code = SwiftCode(
            #"""
            func six(_ a: [Int: Int], b: Pair<Int, Int>, c: (Int, Int) -> Int = { $0 + $1 }, d: Int, e: Int, f: Int) {}
            func seven<T>(
                a: T, b: T, c: T, // one more, and another
                d: T, e: T = "a, \(f(1, "b, c")), d", f: T, g: T
            ) { self.init(1, 2, 3, 4, 5, 6, 7) }
            init?(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int, _ g: Int) {}
            first = 1; second = 2
            case .moved(let place): (first, second) = (0..<place, 1)
            let (sum, overflow) = (a - b).addingReportingOverflow(c)
            let range: (Int, Int) = (1, 2)
            let one = 1, two = 2
            package private(set) static var three: Int, four: Pair<Int, Int>
            let five: [Int: Int] = [1: 1, 2: 2], six = f(1, 2)
            if let one = f(1, 2), let two = g() {}
            guard let one = f(),
                let two = g(), two > 1
            else { return "; , let" }
            """#)
        #expect(code.signatures().map(\.parameters) == [6, 7, 7])
        #expect(code.doubleAssignments() == [6, 7])
        #expect(code.doubleDeclarations() == [10, 11, 12])
    }

    /// Expects that `find` finds no line in any file.
    private func expectNone(_ find: (SwiftCode) -> [Int]) async throws {
        var places: [String] = []
        for path in paths { places += find(try await Repository.code(of: path)).map { "\(path):\($0 + 1)" } }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }
}
