internal import CQRencode
package import Core
package import Language

/// A QR code (ISO/IEC 18004) drawn as SVG inside the page. It needs no script, and no second request for a secret.
package struct QRCode: Component {
    private let side: Int
    private let isDark: [Bool]
    private let label: Phrase

    /// The width of the light border around the code, in modules. Readers need it.
    private static let margin = 4

    /// nil if the text is empty or too long for a QR code. A screen reader reads `label` instead of the code.
    package init?(_ text: Secret<String>, label: Phrase) {
        let bytes = Array(text.exposed.utf8)
        guard !bytes.isEmpty, let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        isDark = UnsafeBufferPointer(start: code.pointee.data, count: side * side).map { $0 & 1 == 1 }
        self.label = label
    }

    package var html: HTML {
        let size = side + 2 * Self.margin
        return """
            <svg class="qr" viewBox="0 0 \(size) \(size)" role="img" aria-label="\(label)" shape-rendering="crispEdges">\
            <rect width="\(size)" height="\(size)"/><path d="\(path)"/></svg>
            """
    }

    /// Each horizontal run of dark modules is one rectangle.
    private var path: String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                guard isDark[row * side + column] else {
                    column += 1
                    continue
                }
                let start = column
                while column < side, isDark[row * side + column] { column += 1 }
                path += "M\(start + Self.margin) \(row + Self.margin)h\(column - start)v1h-\(column - start)z"
            }
        }
        return path
    }
}
