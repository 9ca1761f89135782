internal import CPostgres
internal import SQL

extension PostgresHandle {
    /// Inserts the rows by COPY, in its text form. Cost: two round trips for any number of rows.
    func copy(_ rows: TableRows) throws(PostgresFailure) {
        let lines = try CopyText(rows.rows).bytes
        let text = "COPY \(rows.table) (\(rows.columns.map { "\($0)" }.joined(separator: ", "))) FROM STDIN"
        try beginCopy(text)
        let sent = lines.withUnsafeBytes { buffer in
            PQputCopyData(connection, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
        }
        try endCopy(text, isWhole: sent == 1)
    }
}

/// Rows in the text form of COPY: a line a row, tabs between its values.
private struct CopyText {
    private(set) var bytes: [UInt8] = []

    init(_ rows: [[SQLValue]]) throws(PostgresFailure) {
        for row in rows {
            for index in row.indices {
                if index > 0 { bytes.append(9) }
                try append(row[index])
            }
            bytes.append(10)
        }
    }

    private mutating func append(_ value: SQLValue) throws(PostgresFailure) {
        switch value {
        case .null: bytes += "\\N".utf8
        case .integer(let number): bytes += "\(number)".utf8
        case .text(let text):
            guard !text.utf8.contains(0) else { throw PostgresFailure(error: .unstorableText, state: "") }
            for byte in text.utf8 { append(byte) }
        case .bytes(let part):
            bytes += "\\\\x".utf8
            for byte in part { bytes += [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]] }
        }
    }

    private mutating func append(_ byte: UInt8) {
        switch byte {
        case 92: bytes += "\\\\".utf8
        case 9: bytes += "\\t".utf8
        case 10: bytes += "\\n".utf8
        case 13: bytes += "\\r".utf8
        default: bytes.append(byte)
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
