internal import SQL
internal import TestSupport
internal import Testing

@Suite("Values", .onEveryDatabase) struct ValueTests {
    struct Sample: RowDecodable, Equatable {
        var number: Int64?
        var words: String?
        var data: [UInt8]?

        init(number: Int64? = nil, words: String? = nil, data: [UInt8]? = nil) {
            self.number = number
            self.words = words
            self.data = data
        }

        init(row: Row) throws {
            number = try row["number"]
            words = try row["words"]
            data = try row["data"]
        }
    }

    static let samples: [Sample] = [
        Sample(),
        Sample(number: 0, words: "", data: []),
        Sample(number: .max, words: "Zoë 🦊 “quoted”; DROP TABLE samples; -- e\u{301}", data: [0, 255, 0]),
        Sample(number: .min, words: "line\nline\t\\ $1 ? %_'\"", data: Array("text as bytes".utf8)),
        Sample(number: -1, words: String(repeating: "ä", count: 100_000), data: (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0) }),
    ]

    @Test("Every value comes back as it went in")
    func roundTrip() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            for (id, sample) in Self.samples.enumerated() {
                let back = try await database.write { tx in
                    try tx.run(
                        """
                        INSERT INTO samples (id, number, words, data) VALUES (\(id), \(sample.number), \(sample.words), \(sample.data))
                        """)
                    return try tx.first("SELECT number, words, data FROM samples WHERE id = \(id)", as: Sample.self)
                }
                #expect(back == sample)
                let read = try await database.read { tx in
                    try tx.first("SELECT number, words, data FROM samples WHERE id = \(id)", as: Sample.self)
                }
                #expect(read == sample)
            }
        }
    }

    @Test("Rows that are filled in together come back as they went in, and one that cannot be stored fails them all")
    func filling() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let rows = Self.samples.enumerated().map { id, sample in
                [id.sqlValue, sample.number.sqlValue, sample.words.sqlValue, sample.data.sqlValue]
            }
            try await database.write { tx in
                try tx.fill(TableRows("samples", ["id", "number", "words", "data"], []))
                try tx.fill(TableRows("samples", ["id", "number", "words", "data"], rows))
            }
            let back: [Sample] = try await database.read { tx in try tx.all("SELECT number, words, data FROM samples ORDER BY id") }
            #expect(back == Self.samples)
            await #expect(throws: SQLError.self) {
                try await database.write { tx in try tx.fill(TableRows("samples", ["id"], [[100.sqlValue], [0.sqlValue]])) }
            }
            await #expect(throws: SQLError.unstorableText) {
                try await database.write { tx in try tx.fill(TableRows("samples", ["id", "words"], [[101.sqlValue, "a\0".sqlValue]])) }
            }
            let count = try await database.write { tx in try tx.first("SELECT COUNT(*) AS n FROM samples")?.values }
            #expect(count == [.integer(Int64(Self.samples.count))])
        }
    }

    @Test("A parameter keeps its type where no column tells it, and sums and counts are whole numbers")
    func expressions() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            try await database.write { tx in
                let row = try #require(try tx.first("SELECT \(7) AS a, \("x") AS b, \([UInt8]([1])) AS c, \(3_000_000_000) + 1 AS d"))
                #expect(row.values == [.integer(7), .text("x"), .bytes([1]), .integer(3_000_000_001)])
                for (id, number) in [Int64(20_000_000_000), 5, -7, 10_000].enumerated() {
                    try tx.run("INSERT INTO samples (id, number) VALUES (\(id), \(number))")
                }
                let sum: Int64? = try tx.first("SELECT SUM(number) AS n FROM samples")?["n"]
                #expect(sum == 20_000_009_998)
                let negative: Int64? = try tx.first("SELECT SUM(number) AS n FROM samples WHERE number < 0")?["n"]
                #expect(negative == -7)
                let zero: Int64? = try tx.first("SELECT SUM(number) - 10000 AS n FROM samples WHERE number = 10000")?["n"]
                #expect(zero == 0)
                let none: Int64? = try tx.first("SELECT SUM(number) AS n FROM samples WHERE number = 6")?["n"]
                #expect(none == nil)
            }
        }
    }

    @Test("Lists, parts of statements and RETURNING read the same")
    func statements() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            try await database.write { tx in
                for id in 1...5 {
                    let row = try tx.first("INSERT INTO samples (id, number) VALUES (\(id), \(id * 10)) RETURNING id, number")
                    #expect(row?.values == [.integer(Int64(id)), .integer(Int64(id * 10))])
                }
                let condition: Statement = "number > \(10) AND id IN \(list: [1, 2, 4])"
                let found = try tx.rows("SELECT id FROM samples WHERE id < \(5) AND \(condition) ORDER BY id LIMIT \(10)")
                #expect(found.map(\.values) == [[.integer(2)], [.integer(4)]])
                #expect(try tx.rows("SELECT id FROM samples WHERE id IN \(list: [Int]())").isEmpty)
                #expect(try tx.run("UPDATE samples SET number = \(0) WHERE id > \(3)") == 2)
                #expect(try tx.run("UPDATE samples SET number = \(0) WHERE id > \(30)") == 0)
                #expect(
                    try tx.run("INSERT INTO samples (id) VALUES (\(1)) ON CONFLICT (id) DO NOTHING") == 0)
                #expect(try tx.run("DELETE FROM samples") == 5)
            }
        }
    }

    @Test("A statement may run while the rows of another arrive, the same text included")
    func nested() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            try await database.write { tx in
                for id in 1...50 { try tx.run("INSERT INTO samples (id, number) VALUES (\(id), \(id))") }
                var pairs = 0
                try tx.each("SELECT id FROM samples WHERE id <= \(50) ORDER BY id") { outer in
                    let id: Int = try outer["id"]
                    try tx.each("SELECT id FROM samples WHERE id <= \(id) ORDER BY id") { _ in pairs += 1 }
                }
                #expect(pairs == 50 * 51 / 2)
            }
        }
    }

    struct Enough: Error {}

    @Test("Rows may be given up half way, and the transaction goes on")
    func stopped() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            try await database.write { tx in
                for id in 1...20 { try tx.run("INSERT INTO samples (id) VALUES (\(id))") }
                var seen = 0
                #expect(throws: Enough.self) {
                    try tx.each("SELECT id FROM samples") { _ in
                        seen += 1
                        if seen == 3 { throw Enough() }
                    }
                }
                #expect(seen == 3)
                try tx.run("INSERT INTO samples (id) VALUES (21)")
            }
            let count = try await database.read { try $0.sampleCount() }
            #expect(count == 21)
        }
    }

    @Test("A text with the character U+0000 is refused by both, typed")
    func zero() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let error = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO samples (id, words) VALUES (1, \("a\0b"))") }
            }
            #expect(error == .unstorableText)
            let count = try await database.read { try $0.sampleCount() }
            #expect(count == 0)
        }
    }
}
