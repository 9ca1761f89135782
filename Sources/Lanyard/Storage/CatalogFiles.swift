internal import Access
internal import CAssets
internal import Foundation
internal import YAML

/// The product catalogs: the built-in ones, or those in the configured folder.
enum CatalogFiles {
    /// Throws `ConfigurationError` with every mistake of every file.
    static func catalog(_ configuration: Configuration) throws -> ProductCatalog {
        do {
            return try ProductCatalog(files: configuration["products"].map(files(in:)) ?? builtIn)
        } catch let error as FileMistakes {
            throw ConfigurationError(
                mistakes: error.all.map { ConfigurationMistake(place: "\($0.file):\($0.line)", sentence: "\($0.message) \($0.remedy)") })
        }
    }

    /// The areas and roles of the server's own pages. No account and no client knows them: only the operator's command gives such a role.
    static func operations() throws -> Product {
        let files = EmbeddedFiles.all { lanyard_operations($0, $1, $2) }.map { ProductCatalog.File(name: $0.name, text: $0.text) }
        guard let product = try ProductCatalog(files: files).products.first else {
            throw CommandError("No areas of operation are built in.")
        }
        return product
    }

    private static var builtIn: [ProductCatalog.File] {
        EmbeddedFiles.all { lanyard_catalog($0, $1, $2) }.map { ProductCatalog.File(name: $0.name, text: $0.text) }
    }

    private static func files(in folder: String) throws -> [ProductCatalog.File] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ConfigurationError(
                mistakes: [
                    ConfigurationMistake(
                        place: "products", sentence: "The folder \(folder) cannot be read. Check its path and permissions.")
                ])
        }
        return try names.sorted().filter { $0.hasSuffix(".yaml") }.map { name in
            let path = folder + "/" + name
            return ProductCatalog.File(name: path, text: try String(contentsOfFile: path, encoding: .utf8))
        }
    }
}
