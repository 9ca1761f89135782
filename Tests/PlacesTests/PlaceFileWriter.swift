/// Writes an MMDB file of IPv4 networks, by MaxMind's description of the format (version 2.0, records of 24 bits).
struct PlaceFileWriter {
    private enum Record { case nothing, node(Int), entry(Int) }

    private enum Value {
        case text(String)
        case number(UInt64, type: UInt8)
        case map([(String, Value)])
        case list([Value])
    }

    private var nodes: [[Record]] = [[.nothing, .nothing]]
    private var data: [UInt8] = []

    /// `entry`: the names by language of each part. `network`: such as `192.0.2.0/24`; no two may overlap.
    mutating func add(_ network: String, _ entry: [String: [String: String]]) {
        let parts = network.split(separator: "/")
        let address = parts[0].split(separator: ".").reduce(UInt32(0)) { $0 << 8 | (UInt32($1) ?? 0) }
        let length = Int(parts[1]) ?? 0
        let start = data.count
        data += Self.encoded(
            .map(entry.map { part, names in (part, .map([("names", .map(names.map { ($0, .text($1)) }))])) }))
        var node = 0
        for bit in 0..<length {
            let side = Int(address >> UInt32(31 - bit) & 1)
            if bit == length - 1 {
                nodes[node][side] = .entry(start)
            } else if case .node(let next) = nodes[node][side] {
                node = next
            } else {
                nodes.append([.nothing, .nothing])
                nodes[node][side] = .node(nodes.count - 1)
                node = nodes.count - 1
            }
        }
    }

    var bytes: [UInt8] {
        let tree = nodes.joined().flatMap { record -> [UInt8] in
            let number =
                switch record {
                case .nothing: nodes.count
                case .node(let index): index
                case .entry(let offset): nodes.count + 16 + offset
                }
            return [UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
        }
        let metadata: Value = .map([
            ("binary_format_major_version", .number(2, type: 5)), ("binary_format_minor_version", .number(0, type: 5)),
            ("build_epoch", .number(1_700_000_000, type: 9)), ("database_type", .text("Test-City")), ("description", .map([])),
            ("ip_version", .number(4, type: 5)), ("languages", .list([.text("en")])), ("node_count", .number(UInt64(nodes.count), type: 6)),
            ("record_size", .number(24, type: 5)),
        ])
        return tree + [UInt8](repeating: 0, count: 16) + data + [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8) + Self.encoded(metadata)
    }

    private static func encoded(_ value: Value) -> [UInt8] {
        switch value {
        case .text(let text): control(2, text.utf8.count) + Array(text.utf8)
        case .number(let number, let type): encoded(number, type)
        case .map(let entries): control(7, entries.count) + entries.flatMap { encoded(.text($0)) + encoded($1) }
        case .list(let values): control(11, values.count) + values.flatMap(encoded)
        }
    }

    private static func encoded(_ number: UInt64, _ type: UInt8) -> [UInt8] {
        let digits = (0..<8).reversed().map { UInt8(number >> UInt64($0 * 8) & 255) }.drop { $0 == 0 }
        return control(type, digits.count) + digits
    }

    /// The type and size before a value. No value here is longer than 284 bytes.
    private static func control(_ type: UInt8, _ size: Int) -> [UInt8] {
        let short = size < 29 ? [UInt8(size)] : [29, UInt8(size - 29)]
        let head = type > 7 ? [short[0], type - 7] : [type << 5 | short[0]]
        return head + short.dropFirst()
    }
}
