internal import NIOCore
internal import Synchronization

/// Knows when a client leaves: it has closed its side of the connection, or the connection is gone.
final class Departure: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = Never

    private enum State {
        case here([Int: CheckedContinuation<Void, Never>])
        case left
    }
    private let state = Mutex(State.here([:]))
    private let numbers = Atomic(0)

    /// Returns true when the client has left, and false when the task is cancelled before.
    func wait() async -> Bool {
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { next in
                let isOver = state.withLock { state in
                    guard case .here(var waiting) = state, !Task.isCancelled else { return true }
                    waiting[number] = next
                    state = .here(waiting)
                    return false
                }
                if isOver { next.resume() }
            }
        } onCancel: {
            let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard case .here(var waiting) = state else { return nil }
                defer { state = .here(waiting) }
                return waiting.removeValue(forKey: number)
            }
            next?.resume()
        }
        return state.withLock { state in if case .left = state { true } else { false } }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard case .here(let waiting) = state else { return [] }
            state = .left
            return Array(waiting.values)
        }
        for next in waiting { next.resume() }
    }
}
