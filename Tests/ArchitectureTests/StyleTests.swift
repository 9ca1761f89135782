import Testing

@Suite("Style")
struct StyleTests {
    private static let folders = ["Sources", "Tests", "Benchmarks"]

    /// Files that still declare longer lists of parameters.
    private static let longLists: Set<String> = []

    private let paths: [String]

    init() throws { paths = try Repository.files(below: Self.folders).filter { $0.hasSuffix(".swift") } }

    @Test("No line is over 160 columns")
    func width() throws {
        var wide: [String] = []
        for path in paths {
            let lines = try Repository.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.count > 160 { wide.append("\(path):\(index + 1) has \(line.count)") }
        }
        #expect(wide.isEmpty, "\(wide.joined(separator: "\n"))")
    }

    @Test("No function or initializer has more than six parameters")
    func parameters() throws {
        var long: [String] = []
        var excepted: Set<String> = []
        for path in paths {
            for signature in try code(of: path).signatures() where signature.parameters > 6 {
                excepted.insert(path)
                long.append("\(path):\(signature.line + 1) has \(signature.parameters)")
            }
        }
        let unknown = long.filter { place in !Self.longLists.contains { place.hasPrefix($0 + ":") } }
        #expect(unknown.isEmpty, "\(unknown.joined(separator: "\n"))")
        let idle = Self.longLists.subtracting(excepted).sorted()
        #expect(idle.isEmpty, "These need no exception: \(idle.joined(separator: ", "))")
    }

    @Test("One assignment a line")
    func assignments() throws { try expectNone { $0.doubleAssignments() } }

    @Test("One property a line")
    func properties() throws { try expectNone { $0.doubleDeclarations() } }

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
            (first, second) = (2, 1)
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

    private func code(of path: String) throws -> SwiftCode { SwiftCode(try Repository.text(of: path)) }

    private func expectNone(_ find: (SwiftCode) -> [Int]) throws {
        var places: [String] = []
        for path in paths { places += find(try code(of: path)).map { "\(path):\($0 + 1)" } }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }
}
