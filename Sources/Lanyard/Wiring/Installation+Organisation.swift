internal import Core
internal import Foundation
internal import Web

extension Installation {
    /// Whose service this is; named Lanyard where nothing is configured.
    func organisation() throws -> Organisation {
        Organisation(
            name: configuration["organisation.name"] ?? "Lanyard", support: configuration["organisation.support"],
            address: try address(of: .id).origin, logo: configuration["organisation.logo"].map { _ in CommonPath.logo.text })
    }

    /// The logo's bytes with their media type. Throws `CommandError` if the file cannot be read.
    func logo() throws -> (type: String, bytes: [UInt8])? {
        guard let path = configuration["organisation.logo"] else { return nil }
        guard let data = FileManager.default.contents(atPath: path), data.count <= 262_144 else {
            throw CommandError("The logo \(path) cannot be read, or is larger than 256 KiB.")
        }
        return (path.hasSuffix(".svg") ? "image/svg+xml" : "image/png", Array(data))
    }
}
