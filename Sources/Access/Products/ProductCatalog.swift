internal import Synchronization
package import YAML

/// Every product that this server knows: read at start from `Products/*.yaml`, with those that are kept by the API in place of their files.
/// Copies share what they know, so that a catalog that was changed counts at once for whoever holds one.
package struct ProductCatalog: Sendable, Equatable {
    private let known: Known

    /// What is shared. A class, because the copies must see the change.
    private final class Known: Sendable {
        let files: [Product]
        let current: Mutex<Current>

        init(_ files: [Product]) {
            self.files = files
            current = Mutex(Current(files, version: 0))
        }
    }

    private struct Current: Sendable {
        /// Sorted by id.
        let products: [Product]
        let byID: [ProductID: Product]
        /// The sum of the versions of what is kept; each change raises it.
        let version: Int64

        init(_ products: [Product], version: Int64) {
            self.products = products.sorted { $0.id < $1.id }
            self.version = version
            byID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    package init(_ products: [Product]) { known = Known(products) }

    package static func == (one: ProductCatalog, other: ProductCatalog) -> Bool { one.products == other.products }

    /// Sorted by id.
    package var products: [Product] { known.current.withLock { $0.products } }

    package subscript(_ id: ProductID) -> Product? { known.current.withLock { $0.byID[id] } }

    /// The products that have this area.
    package func products(with area: AreaID) -> [Product] { products.filter { $0.area(area) != nil } }

    /// The products that declare this type of resources.
    package func products(with resourceType: String) -> [Product] { products.filter { $0.resourceType(resourceType) != nil } }

    /// Whether that is what counts now.
    func isCurrent(_ version: Int64) -> Bool { known.current.withLock { $0.version == version } }

    /// Has these products count in place of those of the files with their ids, unless something newer does already.
    func take(_ kept: [Product], version: Int64) {
        let ids = Set(kept.map(\.id))
        let products = known.files.filter { !ids.contains($0.id) } + kept
        known.current.withLock { current in
            if version >= current.version { current = Current(products, version: version) }
        }
    }

    /// Those of the files.
    var files: [Product] { known.files }

    /// Reads all files. Throws `FileMistakes` with every mistake in every file.
    package init(files: [File]) throws(FileMistakes) {
        var mistakes: [FileMistake] = []
        var products: [Product] = []
        var seen: [ProductID: String] = [:]
        for file in files {
            var reader = CatalogReader(file: file)
            let product = reader.product()
            mistakes += reader.mistakes
            guard let product else { continue }
            if let other = seen.updateValue(file.name, forKey: product.id) {
                mistakes.append(
                    FileMistake(
                        file: file.name, line: 1, message: "The product \"\(product.id)\" is already described in \(other).",
                        remedy: "Give one of the two another id, or remove one file."))
            }
            products.append(product)
        }
        if files.isEmpty {
            mistakes.append(
                FileMistake(
                    file: "Products", line: 1, message: "No product is described.", remedy: "Add a file such as Products/dashboard.yaml."))
        }
        guard mistakes.isEmpty else { throw FileMistakes(all: mistakes) }
        self.init(products)
    }

    /// A catalog file: its name, for messages about mistakes, and its text.
    package struct File: Sendable {
        package let name: String
        package let text: String
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }
}
