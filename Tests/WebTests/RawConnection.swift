import Foundation
import Glibc
import Hummingbird
import Synchronization
import TestSupport
import Web

/// A connection to a server on this machine, to send what no HTTP client would.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(to port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { Glibc.close(descriptor) }

    /// Sends the text; stops without an error when the server has closed the connection.
    func send(_ text: String) async {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 { bytes = bytes.dropFirst(count) } else if errno == EAGAIN { await Task.yield() } else { return }
        }
    }

    /// What the server sends until it holds this text, or until it closes the connection.
    func received(until ending: String? = nil) async -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                bytes += buffer[..<count]
                let text = String(decoding: bytes, as: UTF8.self)
                if let ending, text.contains(ending) { return text }
            } else if count < 0, errno == EAGAIN, !Task.isCancelled {
                await Task.yield()
            } else {
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    /// Says that nothing more comes, and goes on reading.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes the connection, whatever the server still wants to send.
    func leave() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

extension Website {
    /// Serves on a port of its own while the body runs.
    func served(_ body: (Int) async throws -> Void) async throws {
        let listening = Mutex(0)
        try await serving { begin in
            let server = server(host: "127.0.0.1", port: 0) { port in
                listening.withLock { $0 = port }
                begin()
            }
            try await server.run()
        } whileRunning: {
            try await body(listening.withLock { $0 })
        }
    }
}
