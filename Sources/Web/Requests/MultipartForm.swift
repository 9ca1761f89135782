internal import Core

/// A form with a file in it (`multipart/form-data`, RFC 7578), read as values: a file is its text.
enum MultipartForm {
    /// - Parameter type: the Content-Type, which names the boundary between the parts.
    static func values(_ bytes: [UInt8], type: String, limit: Int = 500) throws(PercentCoding.FormFailure) -> [(String, String)] {
        guard let boundary = boundary(of: type) else { throw .malformed }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary has no line before it.
        let whole = Array("\r\n".utf8) + bytes
        guard whole.starts(with: delimiter) else { throw .malformed }
        var values: [(String, String)] = []
        var rest = whole[delimiter.count...]
        while !rest.starts(with: Self.end) {
            guard values.count < limit else { throw .tooMany }
            guard rest.starts(with: Self.line), let next = rest.firstIndex(of: delimiter) else { throw .malformed }
            values.append(try part(rest[(rest.startIndex + 2)..<next]))
            rest = rest[(next + delimiter.count)...]
        }
        return values
    }

    private static let line = Array("\r\n".utf8)
    private static let end = Array("--".utf8)

    /// RFC 2046 section 5.1.1: up to 70 characters, of which none is a line break.
    private static func boundary(of type: String) -> String? {
        guard let value = parameter("boundary", of: type), (1...70).contains(value.utf8.count),
            value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return value
    }

    private static func part(_ bytes: ArraySlice<UInt8>) throws(PercentCoding.FormFailure) -> (String, String) {
        guard let blank = bytes.firstIndex(of: Array("\r\n\r\n".utf8)) else { throw .malformed }
        let headers = String(decoding: bytes[..<blank], as: UTF8.self).split(whereSeparator: \.isNewline)
        let disposition = headers.first { $0.lowercased().hasPrefix("content-disposition:") }.map(String.init) ?? ""
        guard disposition.lowercased().contains("form-data"), let name = parameter("name", of: disposition) else { throw .malformed }
        let content = bytes[(blank + 4)...]
        if parameter("filename", of: disposition) != nil { return (name, FileText.read(content)) }
        guard !content.contains(0), let value = String(validating: content, as: UTF8.self) else { throw .malformed }
        return (name, value)
    }

    /// The value of a header's parameter, with or without quotes. Browsers write a quote within one as %22.
    private static func parameter(_ name: String, of header: String) -> String? {
        var isQuoted = false
        let pieces = header.split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == ";" && !isQuoted
        }
        for piece in pieces.dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0].filter({ !$0.isWhitespace }).lowercased() == name else { continue }
            let value = pair[1].drop { $0.isWhitespace }
            return value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : String(value.prefix { !$0.isWhitespace })
        }
        return nil
    }
}

/// The text of a file that somebody sent, in whichever form their spreadsheet wrote it.
enum FileText {
    static func read(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return utf8(bytes.dropFirst(3)) ?? "" }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2)) { UInt16($0) | UInt16($1) << 8 } }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2)) { UInt16($0) << 8 | UInt16($1) } }
        // Without a mark, units of 16 bits that begin with ASCII have a NUL in each.
        let start = Array(bytes.prefix(32))
        let halves = [0, 1].map { half in stride(from: half, to: start.count, by: 2).allSatisfy { start[$0] == 0 } }
        if start.count > 3, halves == [false, true] { return utf16(bytes) { UInt16($0) | UInt16($1) << 8 } }
        if start.count > 3, halves == [true, false] { return utf16(bytes) { UInt16($0) << 8 | UInt16($1) } }
        return utf8(bytes) ?? visible(String(String.UnicodeScalarView(bytes.map(windows))))
    }

    private static func utf8(_ bytes: ArraySlice<UInt8>) -> String? { String(validating: bytes, as: UTF8.self).map(visible) }

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ unit: (UInt8, UInt8) -> UInt16) -> String {
        let all = Array(bytes)
        let units = stride(from: 0, to: all.count - all.count % 2, by: 2).map { unit(all[$0], all[$0 + 1]) }
        return visible(String(decoding: units, as: UTF16.self))
    }

    /// NUL is no text, and no database takes it. Where one stood is seen, so that its line is not taken for another.
    private static func visible(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
    }

    /// Windows-1252, which spreadsheets of western Europe write.
    private static func windows(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80..<0xA0).contains(byte) else { return Unicode.Scalar(byte) }
        return special[Int(byte) - 0x80]
    }

    private static let special =
        Array(
            "\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}"
                .unicodeScalars)
        + Array(
            "\u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}"
                .unicodeScalars)
}

extension ArraySlice<UInt8> {
    /// Where these bytes stand first.
    fileprivate func firstIndex(of pattern: [UInt8]) -> Int? {
        guard let first = pattern.first else { return startIndex }
        var from = startIndex
        while let found = self[from...].firstIndex(of: first), found + pattern.count <= endIndex {
            if self[found...].starts(with: pattern) { return found }
            from = found + 1
        }
        return nil
    }
}
