internal import ArgumentParser
internal import Core

/// What a command prints: the data as JSON if that is asked for, otherwise text for people.
struct Answer<Value: Encodable> {
    let value: Value
    let words: String

    init(_ value: Value, _ words: String) {
        self.value = value
        self.words = words
    }

    /// A list. As text it is a table, or `none` if the list is empty.
    init<Row>(_ rows: [Row], none: String, _ header: [String], cells: (Row) -> [String]) where Value == [Row] {
        self.init(rows, Output.table(header, rows.map(cells), none: none))
    }
}

/// The options of every command that prints data: where the data is, and how to print it.
struct Printing: ParsableArguments {
    @OptionGroup var location: DataLocation
    @Flag(help: "Print JSON.") var json = false

    /// Opens the databases, runs the body, closes the databases, and prints the result. `creating`: the data folder may be a new one.
    func answer<Value>(creating: Bool = false, _ body: (Installation) async throws -> Answer<Value>) async throws {
        let installation = try await location.installation(creating: creating)
        let answer = try await body(installation)
        await installation.stores.close()
        try show(answer)
    }

    func show<Value>(_ answer: Answer<Value>) throws {
        if json { try Output.json(answer.value) } else { print(answer.words) }
    }
}

/// The options that choose a part of a list.
struct ListPart: ParsableArguments {
    @Option(help: "Begin after this id.") var after: String?
    @Option(help: "How many at most.") var limit = 100

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is how many at most: 1 or more.") }
    }

    func start<Kind>() throws -> Identifier<Kind>? { try after.map { try Identifier(named: $0) } }
}

extension Identifier {
    /// Throws `CommandError` if the text is not an id of this kind.
    init(named text: String) throws {
        guard let id = Identifier(text) else {
            throw CommandError("'\(text)' is not an id of this kind; those begin with \(Kind.prefix)_.")
        }
        self = id
    }
}
