/// Text as the content of an HTML element or as a quoted attribute's value.
///
/// Escaping looks at UTF-8 bytes, never at characters: a quote followed by a combining mark is still a quote to a browser. NUL is dropped:
/// HTML does not allow it, and a browser would replace it with another character.
package enum HTMLEscaping {
    private static let isEscaped: [Bool] = (0..<256).map { [0, 0x26, 0x3C, 0x3E, 0x22, 0x27].contains($0) }

    package static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the escaped text to a page.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { source in
            guard source.contains(where: { isEscaped[Int($0)] }) else { return bytes.append(contentsOf: source) }
            for byte in source {
                switch byte {
                case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
                case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
                case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
                case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
                case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
                case 0: break
                default: bytes.append(byte)
                }
            }
        }
    }
}
