internal import CQRencode
package import Core

/// A text that a telephone's camera reads (QR code, ISO/IEC 18004), drawn in the page itself: no script, no second request for a secret.
package struct QRCode: Component {
    private let side: Int
    private let isDark: [Bool]
    private let label: String

    /// Modules of light around the code; readers need them.
    private static let margin = 4

    /// nil for what no code can hold. `label` is read out in its place.
    package init?(_ text: Secret<String>, label: String) {
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

    /// Each run of dark modules in a row is one rectangle.
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
