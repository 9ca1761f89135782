package import YAML

/// Every product that this server knows, read once at start from `Products/*.yaml`.
package struct ProductCatalog: Sendable, Equatable {
    /// Sorted by id.
    package let products: [Product]
    private let byID: [ProductID: Product]

    package init(_ products: [Product]) {
        self.products = products.sorted { $0.id < $1.id }
        byID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(_ id: ProductID) -> Product? { byID[id] }

    /// The products that have this area.
    package func products(with area: AreaID) -> [Product] { products.filter { $0.area(area) != nil } }

    /// The products that declare this type of resources.
    package func products(with resourceType: String) -> [Product] { products.filter { $0.resourceType(resourceType) != nil } }

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
