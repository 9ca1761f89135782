internal import Core
internal import Credentials
internal import SQL
internal import Synchronization

/// How long the check behind a refusal may take at most, whoever was meant (threats.md, 13).
///
/// An address that nobody has is checked against a decoy of ours, but the hash of somebody imported may cost a hundred times as much, and an
/// address may have several logins. Computing as much for every unknown address would let anybody burn our cores, so the time is made equal
/// by waiting: every refusal leaves no earlier than the costliest stored hash takes here, for as many logins as an address can have, and
/// half as much again for a busy machine. The hash is found by its estimated cost and measured once; as people sign in, their hashes are
/// replaced by ours and the time falls back to the configured floor. Right passwords never wait for it.
package final class SlowestCheck: Sendable {
    /// How many logins one address may have: one for each product that was imported, and one of its own.
    private let mostLogins: Int
    private let measured = Mutex<[String: Task<Duration, any Error>]>([:])
    private static let step = Duration.milliseconds(50)

    package init(mostLogins: Int = 3) { self.mostLogins = mostLogins }

    /// For a password of so many bytes: the old crypt(3) hashes take longer for longer ones, at most in proportion. Never throws: where the
    /// database cannot be asked, there is nothing to compare with either.
    func duration(bytes: Int, _ database: any Database, _ hashing: HashingPool) async -> Duration {
        let stored = try? await database.read { try $0.costliestPassword() }
        let one = await time(of: stored.flatMap { try? PasswordHash(stored: $0.exposed) }, hashing)
        let rounds = (mostLogins + hashing.threads - 1) / hashing.threads
        let most = one * 3 * rounds * max(bytes, 64) / (2 * 64)
        return Self.step * Int((most / Self.step).rounded(.up))
    }

    private func time(of hash: PasswordHash?, _ hashing: HashingPool) async -> Duration {
        guard let hash, hash.cost > hashing.decoy.cost else { return hashing.decoyTime }
        let task = measured.withLock { measured in
            if let task = measured[hash.text] { return task }
            let task = Task { try await max(hashing.time(of: hash), hashing.time(of: hash)) }
            measured = [hash.text: task]
            return task
        }
        do { return try await task.value } catch {
            // The pool is full; the next refusal measures.
            measured.withLock { $0[hash.text] = nil }
            return .microseconds(hash.cost)
        }
    }
}
