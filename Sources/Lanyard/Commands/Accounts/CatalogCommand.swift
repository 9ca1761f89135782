internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Foundation
internal import SQL

/// The catalogs of products that are kept here in place of their files.
struct CatalogCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Areas and roles of products, kept in place of their files: list, show, keep, release.",
        subcommands: [List.self, Show.self, Keep.self, Release.self])

    struct Printed: Encodable {
        let product: String
        /// 0 where the file counts and no other version ever did.
        let version: Int64
        let isKept: Bool
        let keptBy: String?
        let keptAt: String?

        init(_ product: ProductID, _ kept: KeptCatalog?) {
            self.product = product.rawValue
            version = kept?.version ?? 0
            isKept = kept?.text.isEmpty == false
            keptBy = kept?.keptBy
            keptAt = kept?.keptAt.rfc3339
        }

        var source: String { isKept ? "kept" : "file" }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Each product, and whether its file counts or what was kept.")
        @OptionGroup var printing: Printing

        func run() async throws {
            try await printing.answer { installation in
                let products = installation.catalog.products.map(\.id)
                let printed = try await installation.database.read { tx in
                    try products.map { Printed($0, try tx.keptCatalog(of: $0)) }
                }
                return Answer(printed, none: "No products.", ["product", "counts", "version", "by", "at"]) {
                    [$0.product, $0.source, String($0.version), $0.keptBy ?? "", $0.keptAt ?? ""]
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a product keeps, as it was sent.")
        @OptionGroup var printing: Printing
        @Argument(help: "The product.") var product: String
        @Option(help: "A version, if not the one that counts.") var version: Int64?

        func run() async throws {
            try await printing.answer { installation in
                let id = ProductID(rawValue: product)
                let kept = try await installation.database.read { tx -> KeptCatalog? in
                    guard let version else { return try tx.keptCatalog(of: id) }
                    return try tx.keptCatalogs(of: id, before: version + 1, limit: 1).first { $0.version == version }
                }
                guard let kept, !kept.text.isEmpty else {
                    throw CommandError("Nothing is kept of '\(product)'\(version.map { " as version \($0)" } ?? ""): its file counts.")
                }
                return Answer(Printed(id, kept), kept.text)
            }
        }
    }

    struct Keep: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a catalog count in place of its product's file, at the next request and without a restart.")
        @OptionGroup var printing: Printing
        @Argument(help: "The product.") var product: String
        @Argument(help: "The YAML file.") var file: String
        @Flag(help: "Say whether it would be taken, and keep nothing.") var dryRun = false

        func run() async throws {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { throw CommandError("\(file) cannot be read.") }
            try await printing.answer { installation in
                let kept = try await installation.keepCatalog(text, of: product, dryRun: dryRun)
                let outcome = dryRun ? "would count" : "counts"
                return Answer(Printed(kept.product, kept), "Version \(kept.version) of \(product) \(outcome) from the next request on.")
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Have the file of a product count again.")
        @OptionGroup var printing: Printing
        @Argument(help: "The product.") var product: String

        func run() async throws {
            try await printing.answer { installation in
                let kept = try await installation.keepCatalog("", of: product, dryRun: false)
                return Answer(Printed(kept.product, kept), "The file of \(product) counts again from the next request on.")
            }
        }
    }
}

extension Installation {
    /// An empty text releases it.
    fileprivate func keepCatalog(_ text: String, of product: String, dryRun: Bool) async throws -> KeptCatalog {
        let id = ProductID(rawValue: product)
        let catalog = catalog
        guard catalog[id] != nil else {
            throw CommandError(
                "There is no product '\(product)'. There are: \(catalog.products.map(\.id.rawValue).joined(separator: ", ")).")
        }
        let now = clock.now()
        do {
            return try await settling(preview: dryRun) { settle in
                try await database.write { tx in
                    let version = try tx.keptCatalog(of: id)?.version ?? 0
                    return try settle(tx.keep(text, of: id, replacing: version, in: catalog, by: .operatorCommand, at: now))
                }
            }
        } catch let refusal as CatalogRefusal { throw CommandError(refusal.sentences) }
    }
}

extension CatalogRefusal {
    /// Each mistake on a line of its own.
    fileprivate var sentences: String {
        switch self {
        case .mistakes(let mistakes): mistakes.joined(separator: "\n")
        case .otherProduct(let id): "The file describes the product '\(id)'."
        case .inUse(let terms): terms.map(\.sentence).joined(separator: "\n")
        case .changed(let version): "Version \(version) counts by now. Look at it first."
        case .noFile: "No file describes this product, so none can count again."
        }
    }
}
