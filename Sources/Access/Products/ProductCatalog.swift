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

    /// Reads all files. Throws `CatalogMistakes` with every mistake in every file.
    package init(files: [File]) throws(CatalogMistakes) {
        var mistakes: [CatalogMistake] = []
        var products: [Product] = []
        var seen: [ProductID: String] = [:]
        for file in files {
            var reader = CatalogReader(file: file)
            let product = reader.product()
            mistakes += reader.mistakes
            guard let product else { continue }
            if let other = seen.updateValue(file.name, forKey: product.id) {
                mistakes.append(
                    CatalogMistake(
                        file: file.name, line: 1, message: "The product \"\(product.id)\" is already described in \(other).",
                        remedy: "Give one of the two another id, or remove one file."))
            }
            products.append(product)
        }
        if files.isEmpty {
            mistakes.append(
                CatalogMistake(
                    file: "Products", line: 1, message: "No product is described.", remedy: "Add a file such as Products/dashboard.yaml."))
        }
        guard mistakes.isEmpty else { throw CatalogMistakes(all: mistakes) }
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

/// One mistake in a catalog file, and how to correct it.
package struct CatalogMistake: Sendable, Equatable, CustomStringConvertible {
    package let file: String
    /// The line number, from 1.
    package let line: Int
    package let message: String
    package let remedy: String
    package var description: String { "\(file):\(line): \(message) \(remedy)" }
}

/// All mistakes in all files, in the order of the files.
package struct CatalogMistakes: Error, Sendable, Equatable, CustomStringConvertible {
    package let all: [CatalogMistake]
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
