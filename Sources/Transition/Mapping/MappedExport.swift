internal import Access
internal import Credentials

/// The records of a foreign export, each read through the mapping: rows of CSV, a JSON object a line, or the array of a JSON document.
struct MappedExport: ExportReader {
    private enum Form {
        case csv(CSVReader)
        case lines(LineReader)
        case document(RecordsReader)
    }

    private var form: Form
    private let row: MappedRow

    init(
        _ source: ByteSource, _ form: ExportFiles.RecordForm, _ mapping: Mapping, product: Product, hashes: HashSettings
    ) throws(ImportError) {
        row = MappedRow(mapping: mapping, product: product, hashes: hashes)
        switch form {
        case .csv:
            let reader = try CSVReader(source, columns: [], hints: mapping.columns)
            try mapping.check(reader.header)
            self.form = .csv(reader)
        case .json:
            let isDocument = try mapping.isOfDocument(source)
            self.form = try isDocument ? .document(RecordsReader(source, member: mapping.records)) : .lines(LineReader(source))
        }
    }

    var fraction: Double {
        switch form {
        case .csv(let reader): reader.source.fraction
        case .lines(let reader): reader.source.fraction
        case .document(let reader): reader.source.fraction
        }
    }

    mutating func next() throws(ImportError) -> ExportLine? {
        switch form {
        case .csv(var reader):
            defer { form = .csv(reader) }
            return try reader.next().map { record in
                guard let fields = record.fields else {
                    return .init(line: record.line, content: .failure(.init(reason: record.reason ?? .wrongColumns, detail: record.detail)))
                }
                let members = zip(reader.header.names, fields).map { ($0, SourceValue.text($1)) }
                return row.line(record.line, .object(Dictionary(members) { first, _ in first }))
            }
        case .lines(var reader):
            defer { form = .lines(reader) }
            while let line = try reader.next() {
                if let content = line.content, content.allSatisfy({ $0 == 32 || $0 == 9 }) { continue }
                return row.line(line.number, json: line.content)
            }
            return nil
        case .document(var reader):
            defer { form = .document(reader) }
            return try reader.next().map { row.line($0.number, json: $0.content) }
        }
    }
}
