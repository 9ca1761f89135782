internal import Access
internal import Core
internal import Credentials
internal import SQL

extension ImportRun {
    /// Sets the hash to store, for each row whose password is new or changed at the source.
    mutating func prepareHashes(of rows: inout [PreparedRow]) async throws {
        let ids = rows.map(\.exported.externalID)
        let product = context.product.id
        let known = try await importer.database.read { try $0.importSources(ids, product: product) }
        let digests = Dictionary(known.map { ($0.externalID, $0.fields[.password]) }, uniquingKeysWith: { first, _ in first })
        var weak: [(index: Int, hash: PasswordHash)] = []
        for index in rows.indices {
            guard let hash = rows[index].exported.password, digests[rows[index].exported.externalID] != rows[index].fields[.password] else {
                continue
            }
            if hash.mustBeWrapped { weak.append((index, hash)) } else { rows[index].hash = Secret(hash.text) }
        }
        report.weakHashes += weak.count
        guard !weak.isEmpty else { return }
        try await measureWrapping()
        if context.isDryRun {
            for (index, hash) in weak { rows[index].hash = Secret(hash.text) }
        } else {
            for (index, wrapped) in try await wrapped(weak) { rows[index].hash = wrapped }
        }
    }

    /// Runs only as many tasks at once as there are threads, so that the pool's queue stays free for its other users.
    private func wrapped(_ weak: [(index: Int, hash: PasswordHash)]) async throws -> [(Int, Secret<String>)] {
        let hashing = importer.hashing
        return try await withThrowingTaskGroup(of: (Int, Secret<String>).self) { group in
            var results: [(Int, Secret<String>)] = []
            for (number, item) in weak.enumerated() {
                if number >= hashing.threads, let done = try await group.next() { results.append(done) }
                group.addTask { (item.index, Secret(try await hashing.wrapping(item.hash).text)) }
            }
            for try await done in group { results.append(done) }
            return results
        }
    }

    private mutating func measureWrapping() async throws {
        guard wrappingCost == nil else { return }
        let hashing = importer.hashing
        let clock = ContinuousClock()
        let took = try await clock.measure { _ = try await hashing.verify(password: Secret("measure"), against: hashing.decoy) }
        wrappingCost = Double(took.wholeMilliseconds) / 1000
    }
}
