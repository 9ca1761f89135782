internal import Core
internal import Credentials
internal import SQL
internal import Synchronization

/// The longest time that the password check behind a refusal can take, for any address (threat 13).
///
/// An unknown address is checked against our decoy hash. But an imported hash may cost a hundred times as much, and an address may have
/// several logins. If every unknown address caused that much computation, anybody could exhaust our cores. So the times are made equal by
/// waiting: no refusal is sent before the time that the costliest stored hash takes here, for as many logins as an address can have, plus
/// half of that for a busy machine, up to the ceiling of every wait (`RefusalFloor.ceiling`). The hash is found by its estimated cost and
/// measured once. As people sign in, their hashes are replaced by ours, and the time falls back to the configured floor. Correct passwords
/// never wait.
package final class SlowestCheck: Sendable {
    /// How many logins one address may have: one for each imported product, and one that no import brought.
    private let mostLogins: Int
    private let measured = Mutex<[String: Task<Duration, any Error>]>([:])
    private static let step = Duration.milliseconds(50)

    package init(mostLogins: Int = 3) { self.mostLogins = mostLogins }

    /// The time for a password of this many bytes: the old crypt(3) hashes take longer for longer passwords, at most in proportion. Never
    /// throws: if the database cannot be read, there is no stored hash to compare with either.
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
            // The pool is full; the next refusal measures again.
            measured.withLock { $0[hash.text] = nil }
            return .microseconds(hash.cost)
        }
    }
}
