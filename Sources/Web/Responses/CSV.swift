internal import HTTPTypes

/// A table as a CSV file (RFC 4180). A cell that a spreadsheet would run as a formula gets a leading apostrophe.
package struct CSV: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(header: [String]) { append(header) }

    package mutating func append(_ row: [String]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += Self.cell(cell)
        }
        bytes += [13, 10]
    }

    private static func cell(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        // A number may begin with a minus and a telephone number with a plus: a sign before digits alone is not a formula.
        // Anything else that begins with one of these characters could be a formula. Spreadsheets ignore leading white space.
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace && !isInvisible($0) }
        if let first, startsFormula(first) || [9, 13, 10].contains(bytes[0]), !isNumber(bytes), !isTelephoneNumber(bytes) {
            bytes.insert(39, at: 0)
        }
        guard bytes.contains(where: { [44, 34, 10, 13].contains($0) }) else { return bytes }
        return [34] + bytes.flatMap { $0 == 34 ? [34, 34] : [$0] } + [34]
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.properties.isDefaultIgnorableCodePoint
    }

    /// Spreadsheets set for East Asian languages read the full-width forms as well.
    private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
        "=+-@|\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\u{FF5C}".unicodeScalars.contains(scalar)
    }

    /// E.164: a plus and at most 15 digits.
    private static func isTelephoneNumber(_ bytes: [UInt8]) -> Bool {
        bytes.first == 43 && (2...16).contains(bytes.count) && bytes.dropFirst().allSatisfy { (48...57).contains($0) }
    }

    private static func isNumber(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.first == 45 ? bytes.dropFirst() : bytes[...]
        return digits.first.map { (48...57).contains($0) } == true && digits.filter { $0 == 46 }.count <= 1
            && digits.allSatisfy { (48...57).contains($0) || $0 == 46 }
    }
}

extension WebResponse {
    /// Offers the table as a file download. `name` is chosen by the program and does not come from input.
    package static func csv(_ csv: CSV, name: String) -> WebResponse { file(csv.bytes, type: "text/csv; charset=utf-8", name: name) }

    /// Offers a file for download.
    package static func file(_ bytes: [UInt8], type: String, name: String) -> WebResponse {
        var response = WebResponse(status: 200, type: type, body: bytes)
        let safe = name.unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "." }
        response.headers[.contentDisposition] = "attachment; filename=\"\(String(String.UnicodeScalarView(safe)))\""
        return response
    }
}
