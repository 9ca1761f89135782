package import Foundation
internal import Synchronization

/// A program in a process of its own, with pipes to what it reads and prints.
///
/// It stands in for Foundation's `Process`, which on Linux reads past the end of a buffer when many files are open, and now and then ends
/// the whole test run with it (swift-corelibs-foundation, pull request 5472).
package struct ChildProgram: Sendable {
    package let id: pid_t
    package let input: FileHandle
    package let output: FileHandle
    /// What it prints on standard error; the same handle as `output` if both go to one pipe.
    package let errors: FileHandle

    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String
    }

    /// Held from the making of pipes until they are closed to other programs, so that none of those can keep one open.
    private static let spawning = Mutex(())

    /// Starts the executable at `path`. No signal is ignored or blocked in it.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
        errorsToOutput: Bool = false
    ) throws {
        self = try Self.spawning.withLock { _ in
            let given = Pipe()
            let printed = Pipe()
            let said = errorsToOutput ? printed : Pipe()
            let files = [given.fileHandleForReading, printed.fileHandleForWriting, said.fileHandleForWriting]
            for handle in files + [given.fileHandleForWriting, printed.fileHandleForReading, said.fileHandleForReading] {
                _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
            }
            let id = try Self.spawn(path, arguments, environment, files.map(\.fileDescriptor))
            for handle in errorsToOutput ? files.dropLast() : files[...] { try handle.close() }
            return ChildProgram(
                id: id, input: given.fileHandleForWriting, output: printed.fileHandleForReading, errors: said.fileHandleForReading)
        }
    }

    private init(id: pid_t, input: FileHandle, output: FileHandle, errors: FileHandle) {
        self.id = id
        self.input = input
        self.output = output
        self.errors = errors
    }

    /// `files` become the program's standard input, output and error.
    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ files: [Int32]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (place, file) in files.enumerated() { posix_spawn_file_actions_adddup2(&actions, file, Int32(place)) }
        var attributes = Self.attributes()
        defer { posix_spawnattr_destroy(&attributes) }
        let words = ([path] + arguments).map { strdup($0) }
        let variables = environment.map { strdup($0.key + "=" + $0.value) }
        defer { (words + variables).forEach { free($0) } }
        var child = pid_t()
        let failure = posix_spawn(&child, path, &actions, &attributes, words + [nil], variables + [nil])
        guard failure == 0 else { throw NotStarted(description: "\(path): \(String(cString: strerror(failure)))") }
        return child
    }

    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        return attributes
    }

    /// Waits until the program ends. Returns its status, or the number of the signal that ended it. Call it once.
    package func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : signal
    }
}
