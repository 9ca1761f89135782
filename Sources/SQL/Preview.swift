/// Makes a change, or, as a preview, tells exactly what it would bring and keeps nothing: the transaction gives its outcome to `settle` last,
/// which then throws it out of there, so that all is undone.
package func settling<Outcome: Sendable>(
    preview: Bool, _ change: (_ settle: @escaping @Sendable (Outcome) throws -> Outcome) async throws -> Outcome
) async throws -> Outcome {
    do {
        return try await change { outcome in
            if preview { throw Undone(outcome: outcome) }
            return outcome
        }
    } catch let undone as Undone<Outcome> { return undone.outcome }
}

private struct Undone<Outcome: Sendable>: Error { let outcome: Outcome }
