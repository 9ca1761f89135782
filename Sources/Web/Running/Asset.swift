internal import CAssets
package import Core
internal import Crypto

/// A file that is compiled into the program. Its address contains a hash of its content, so that browsers may cache it forever.
package struct Asset: Sendable {
    package let name: String
    package let type: String
    package let bytes: [UInt8]
    let address: String

    private static let all: [Asset] = embedded().filter { type(of: $0.name) != nil && !$0.name.contains("/") }.map { name, file in
        let bytes = name == "style.css" ? Array(Palette.stylesheet.utf8) + file : file
        let hash = Hex.encode(SHA256.hash(data: bytes)).prefix(12)
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        return Asset(name: name, type: type(of: name) ?? "", bytes: bytes, address: "\(name[..<dot]).\(hash)\(name[dot...])")
    }
    private static let byAddress = Dictionary(uniqueKeysWithValues: all.map { ($0.address, $0) })
    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The asset with this hashed name.
    static func named(_ address: String) -> Asset? { byAddress[address] }

    /// The path of an asset by its plain name: `style.css`.
    package static func path(_ name: String) -> Path { CommonPath.assets(byName[name]?.address ?? name) }

    /// Any compiled-in file by its name; nil if there is none.
    package static func embedded(_ name: String) -> [UInt8]? { embedded().first { $0.name == name }?.bytes }

    private static func type(of name: String) -> String? {
        if name.hasSuffix(".css") { return "text/css; charset=utf-8" }
        if name.hasSuffix(".js") { return "text/javascript; charset=utf-8" }
        if name.hasSuffix(".svg") { return "image/svg+xml" }
        return nil
    }

    private static func embedded() -> [(name: String, bytes: [UInt8])] {
        (0..<lanyard_asset_count()).compactMap { index in
            let asset = lanyard_asset(index)
            guard let name = asset.name, let start = asset.bytes else { return nil }
            return (String(cString: name), Array(UnsafeBufferPointer(start: start, count: Int(asset.size))))
        }
    }
}
