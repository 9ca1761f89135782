internal import Foundation
internal import Synchronization

/// Shows progress on standard error: a bar on a terminal, otherwise a line for every tenth.
final class ProgressBar: Sendable {
    private let title: String
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let shown = Mutex(-1)

    init(_ title: String) { self.title = title }

    func show(fraction: Double, rows: Int) {
        let steps = isTerminal ? 200.0 : 10.0
        let step = Int(fraction * steps)
        let isNew = shown.withLock { last in
            defer { last = max(last, step) }
            return step > last
        }
        guard isNew else { return }
        let percent = Int(fraction * 100)
        guard isTerminal else { return Output.note("\(title): \(percent) %, \(rows) rows") }
        let filled = Int(fraction * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        FileHandle.standardError.write(Data("\r\(title) \(bar) \(percent) %, \(rows) rows".utf8))
    }

    func finish() {
        if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
