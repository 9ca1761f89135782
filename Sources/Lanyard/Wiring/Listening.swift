internal import Foundation
internal import NIOCore
internal import ServiceLifecycle

/// A website on its socket. If the socket cannot be opened, the `CommandError` names the setting of its address.
struct Listening<Server: Service>: Service {
    let part: LanyardServer.Part
    let address: String
    let server: Server

    /// Serves until the server has stopped, or until the task is cancelled. The server itself is never cancelled, it is left behind: a
    /// connection that it accepts just then would end the whole process (apple/swift-nio issue 2637).
    func run() async throws {
        let (ended, end) = AsyncThrowingStream<Never, any Error>.makeStream()
        Task {
            do {
                try await server.run()
                end.finish()
            } catch { end.finish(throwing: error) }
        }
        do { for try await _ in ended {} } catch let error as IOError { throw CommandError(sentence(error.errnoCode)) }
    }

    private func sentence(_ code: CInt) -> String {
        let (why, remedy) =
            switch code {
            case EADDRINUSE: ("something listens there already", "Stop that")
            case EACCES: ("this user may not use that port", "Let it, or put a proxy in front")
            case EADDRNOTAVAIL: ("this machine has no such address", "See to its network")
            default: (String(cString: strerror(code)), "See to that")
            }
        let setting = part.name + ".listen"
        let variable = Settings.all.first { $0.name == setting }?.variable ?? setting
        return "\(part.title) cannot listen on \(address): \(why). "
            + "\(remedy), or choose another address with \(setting) (\(variable)) and \(part.name).public_address."
    }
}
