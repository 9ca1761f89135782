extension Sequence {
    /// Does the body for each element, whatever became of the ones before, and then throws the first error.
    package func tryAll(_ body: (Element) async throws -> Void) async throws {
        var failed: (any Error)?
        for element in self {
            do { try await body(element) } catch { failed = failed ?? error }
        }
        if let failed { throw failed }
    }
}
