internal import Dispatch
internal import Synchronization

/// A queue between tasks and the threads that serve them; `next` blocks, so only those threads call it.
final class WorkQueue<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var head = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)

    /// Returns false if the queue is closed.
    func add(_ item: Item) -> Bool {
        let added = state.withLock { state in
            guard !state.isClosed else { return false }
            state.items.append(item)
            return true
        }
        if added { available.signal() }
        return added
    }

    /// Waits for the next item and returns it. nil once the queue is closed and empty.
    func next() -> Item? {
        available.wait()
        let item = take()
        // The closing signal is passed on, so that every thread that waits sees it.
        if item == nil { available.signal() }
        return item
    }

    /// The next item, without waiting; nil if there is none.
    func nextIfAny() -> Item? {
        guard available.wait(timeout: .now()) == .success else { return nil }
        let item = take()
        if item == nil { available.signal() }
        return item
    }

    private func take() -> Item? {
        state.withLock { state in
            guard state.head < state.items.count else { return nil }
            let item = state.items[state.head]
            state.head += 1
            if state.head == state.items.count {
                state.items.removeAll(keepingCapacity: true)
                state.head = 0
            } else if state.head >= 1024 {
                state.items.removeFirst(state.head)
                state.head = 0
            }
            return item
        }
    }

    func close() {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if wasOpen { available.signal() }
    }
}
