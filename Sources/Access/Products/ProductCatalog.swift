/// Every product that this server knows, read once at start from `Products/*.yaml`.
package struct ProductCatalog: Sendable, Equatable {
    /// In the order of their ids.
    package let products: [Product]
    private let byID: [ProductID: Product]

    package init(_ products: [Product]) {
        self.products = products.sorted { $0.id < $1.id }
        byID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(_ id: ProductID) -> Product? { byID[id] }

    /// The products that have such an area.
    package func products(with area: AreaID) -> [Product] { products.filter { $0.area(area) != nil } }

    /// Reads every file, and throws `CatalogMistakes` with all that is wrong in all of them.
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

    /// A catalog file's name, for mistakes, and its text.
    package struct File: Sendable {
        package let name: String
        package let text: String
        package init(name: String, text: String) { (self.name, self.text) = (name, text) }
    }
}

/// One thing wrong in a catalog file, and what to do about it.
package struct CatalogMistake: Sendable, Equatable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    package let message: String
    package let remedy: String
    package var description: String { "\(file):\(line): \(message) \(remedy)" }
}

/// All that is wrong in all files, in their order.
package struct CatalogMistakes: Error, Sendable, Equatable, CustomStringConvertible {
    package let all: [CatalogMistake]
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
