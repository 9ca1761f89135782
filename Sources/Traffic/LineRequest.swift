internal import Language
package import Web

/// A request of a program that sends a JSON object a line, and its answer with the verdict of each.
package enum LineRequest {
    /// The largest body, in bytes.
    package static let largest = 4 << 20
    private static let most = 1000

    /// The lines of the body; nil for one that is too long. Throws a `Problem` for anything that is no such request.
    package static func lines(of request: WebRequest) throws -> [[UInt8]?] {
        if let name = request.query.names.first {
            throw Problem(
                status: 400, code: "unknown-parameter", title: .english("There is no parameter “\(name.prefix(60))” here."),
                detail: .english("Everything is in the lines."))
        }
        guard ["application/x-ndjson", "application/ndjson", "application/jsonl"].contains(request.mediaType) else {
            throw Problem(
                status: 415, code: "unsupported-media-type", title: .english("The body must be one JSON object a line."),
                detail: .english("Send Content-Type: application/x-ndjson."))
        }
        let lines = LineSplitter.lines(of: request.body)
        guard (1...most).contains(lines.count) else {
            throw Problem(
                status: 422, code: "invalid", title: .english("A request holds 1 to \(most) lines."),
                detail: .english("This one has \(lines.count)."))
        }
        return lines
    }

    /// How many lines have each of these words, and each line's verdict with the id that it has, if it could be read.
    package static func answer(_ verdicts: [(id: String?, verdict: LineVerdict)], counting words: [String]) -> JSON {
        var counts: [String: Int] = [:]
        let told = verdicts.enumerated().map { index, line -> JSON in
            counts[line.verdict.word, default: 0] += 1
            var members: [(String, JSON)] = [
                ("line", .int(index + 1)), ("id", .text(line.id)), ("result", .string(line.verdict.word)),
            ]
            if case .rejected(let reason) = line.verdict { members.append(("reason", .string(reason))) }
            return .object(members)
        }
        return .object(words.map { ($0, JSON.int(counts[$0] ?? 0)) } + [("lines", .array(told))])
    }
}
