internal import Core
internal import Dispatch
internal import Glibc
internal import SQL

/// The only writer: one thread that puts many bodies, each in its own savepoint, into one commit.
///
/// Cost: a group is BEGIN IMMEDIATE, the bodies, COMMIT and one fsync of the log; each body adds SAVEPOINT and RELEASE. Bodies that
/// arrive while a group runs join it, up to a limit, so that under more load more bodies share one fsync. Callers get their result after
/// the commit; a checkpoint (two more fsyncs) comes after that. A group that begins with an unflushed body takes only such bodies and
/// commits without the fsync; another group takes both.
final class GroupWriter: Sendable {
    private let threads: WorkerThreads<PendingWrite>

    struct Settings: Sendable {
        let path: String
        let mayCheckpoint: Bool
        let isBulk: Bool
    }

    /// What metrics call the database of that file.
    static func name(of path: String) -> String {
        path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? path
    }

    /// Opens the file before it returns, so that the caller gets errors at once.
    init(_ settings: Settings) throws(SQLError) {
        let checkpointer = settings.mayCheckpoint ? Checkpointer(path: settings.path) : nil
        let loop = WriterLoop(
            database: Self.name(of: settings.path),
            handle: try SQLiteHandle(path: settings.path, role: settings.isBulk ? .bulkWriter : .writer), checkpointer: checkpointer,
            isBulk: settings.isBulk)
        threads = WorkerThreads(WorkerOptions("sqlite writer", count: 1)) { loop.serve($0) }
    }

    func add(_ write: PendingWrite) throws(SQLError) {
        do throws(QueueRejection) { try threads.add(write) } catch { throw .closed }
    }

    /// The thread finishes the queued bodies, then ends.
    func stop() { threads.stop() }

    /// Blocks until the thread has ended.
    func waitUntilEnded() { threads.waitUntilEnded() }
}

/// What the writer's thread does.
// @unchecked: the handle and the checkpointer are passed once to the writer thread, and only that thread uses them afterwards.
private struct WriterLoop: @unchecked Sendable {
    let database: String
    let handle: SQLiteHandle
    let checkpointer: Checkpointer?
    let isBulk: Bool

    private static let mostBodies = 128
    /// How long a group may hold the write lock before it commits, in nanoseconds.
    private static let longestGroup: UInt64 = 20_000_000
    /// How long a bulk writer pauses, so that others can write, after it held the lock for `longestGroup`. In microseconds.
    private static let bulkPause: UInt32 = 4000
    /// A bulk writer changes the same pages of an index many times; each checkpoint writes them once.
    private var pagesBetweenCheckpoints: Int { isBulk ? 10_000 : 1000 }

    func serve(_ threads: WorkerThreads<PendingWrite>) {
        var held: UInt64 = 0
        while let first = threads.next() {
            switch first.kind {
            case .grouped: held += runGroup(startingWith: first, then: threads) { $0 != .rebuild }
            case .unflushed:
                handle.flushesCommits = false
                held += runGroup(startingWith: first, then: threads) { $0 == .unflushed }
                handle.flushesCommits = true
            case .rebuild: first.answer(Result { try handle.rebuild { try first.run(on: handle) } })
            }
            checkpointer?.afterCommit(handle, every: pagesBetweenCheckpoints)
            ServerMetrics.logPages.set(Double(handle.logPages), database)
            if isBulk, held >= Self.longestGroup {
                usleep(Self.bulkPause)
                held = 0
            }
        }
        checkpointer?.atEnd(handle)
        handle.close()
        checkpointer?.giveUp()
    }

    /// Returns how long the group held the write lock, in nanoseconds.
    private func runGroup(
        startingWith first: PendingWrite, then threads: WorkerThreads<PendingWrite>, taking mayJoin: (PendingWrite.Kind) -> Bool
    ) -> UInt64 {
        do throws(SQLError) { try handle.execute("BEGIN IMMEDIATE") } catch {
            first.answer(.failure(error))
            return 0
        }
        let start = DispatchTime.now().uptimeNanoseconds
        ServerMetrics.databaseWait.add((ContinuousClock.now - first.queuedAt).fractionalSeconds, database, "write")
        let done = runBodies(startingWith: first, since: start) { threads.nextWithoutWaiting { mayJoin($0.kind) } }
        do throws(SQLError) {
            guard handle.inTransaction else { throw .transactionEnded }
            try handle.execute(done.isEmpty ? "ROLLBACK" : "COMMIT")
            for write in done { write.answer(.success(())) }
            if !done.isEmpty { ServerMetrics.commits.add(1, database, "done") }
        } catch {
            ServerMetrics.commits.add(1, database, "failed")
            if handle.inTransaction { try? handle.execute("ROLLBACK") }
            for write in done { write.answer(.failure(error)) }
        }
        let held = DispatchTime.now().uptimeNanoseconds - start
        if !done.isEmpty {
            ServerMetrics.groupSize.add(Double(done.count), database)
            ServerMetrics.commitTime.add(Double(held) / 1e9, database)
        }
        return held
    }

    /// Returns the bodies that still wait for the commit; the others have already received their errors.
    private func runBodies(
        startingWith first: PendingWrite, since start: UInt64, following: () -> PendingWrite?
    ) -> [PendingWrite] {
        var done: [PendingWrite] = []
        var next: PendingWrite? = first
        while let write = next {
            do {
                try write.run(on: handle)
                done.append(write)
            } catch {
                write.answer(.failure(error))
            }
            // If the database rolled back by itself (disk full, I/O error), the changes of the whole group are lost.
            guard handle.inTransaction else { break }
            let isFull = done.count >= Self.mostBodies || DispatchTime.now().uptimeNanoseconds - start > Self.longestGroup
            next = isFull ? nil : following()
        }
        return done
    }
}
