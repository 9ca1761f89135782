internal import Core
internal import Credentials
internal import Logging
internal import OpenID
internal import Outbox
internal import SQL
internal import Transition

/// What `/metrics` of the ID shows beside its requests: what this process counted, and what stands in the database at that moment.
struct MetricsPage: Sendable {
    let database: any Database
    let clock: any WallClock
    let hashing: HashingPool
    let log: Logger

    /// In the text format of Prometheus. Without a database, what stands in it is left out, and the failure counted.
    func text() async -> String {
        ServerMetrics.hashingWaiting.set(Double(hashing.waiting))
        do { try await read() } catch {
            ServerMetrics.scrapeFailures.add()
            for gauge in [
                ServerMetrics.outboxWaiting, ServerMetrics.outboxAge, ServerMetrics.logoutsWaiting, ServerMetrics.imports,
                ServerMetrics.importEnd, ServerMetrics.phases, ServerMetrics.pauses,
            ] { gauge.replace([:]) }
            log.warning("metrics cannot be read from the database", metadata: ["error": "\(error)"])
        }
        return ServerMetrics.all.map(\.text).joined()
    }

    private func read() async throws {
        let (backlog, logouts, moves) = try await database.read { tx in
            (try tx.outboxBacklog(), try tx.waitingLogouts(), try tx.moveNumbers())
        }
        for kind in ["mail", "sms", "web"] { ServerMetrics.outboxWaiting.set(Double(backlog.waiting[kind] ?? 0), kind) }
        ServerMetrics.outboxAge.set(backlog.oldest.map { (clock.now() - $0).fractionalSeconds } ?? 0)
        ServerMetrics.logoutsWaiting.set(Double(logouts))
        ServerMetrics.imports.replace(moves.rows)
        ServerMetrics.importEnd.replace(moves.ended)
        ServerMetrics.phases.replace(moves.phases)
        ServerMetrics.pauses.replace(moves.pauses)
    }
}
