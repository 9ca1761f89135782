import Foundation
import Glibc
import Synchronization

/// A small server on the loopback address. It answers line-based protocols by a script and records the lines that it received.
final class LocalServer: Sendable {
    let port: Int
    private let listening: Int32
    private let heard = Mutex<[String]>([])
    private let connections = Mutex(0)

    /// `serve` gets the descriptor of each connection on a separate thread.
    init(_ serve: @escaping @Sendable (LocalServer, Int32) -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        var actual = sockaddr_in()
        var actualSize = size
        _ = withUnsafeMutablePointer(to: &actual) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &actualSize) }
        }
        port = Int(UInt16(bigEndian: actual.sin_port))
        listening = descriptor
        Thread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                self.connections.withLock { $0 += 1 }
                Thread {
                    serve(self, connection)
                    close(connection)
                }.start()
            }
        }.start()
    }

    func stop() { shutdown(listening, Int32(SHUT_RDWR)) }

    var lines: [String] { heard.withLock { $0 } }
    var connectionCount: Int { connections.withLock { $0 } }

    func send(_ text: String, to connection: Int32) {
        _ = text.withCString { Glibc.send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
    }

    /// The next line without its line end; nil after the peer has closed the connection.
    func line(from connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) == 1 {
            if byte == 10 {
                let text = String(decoding: bytes, as: UTF8.self)
                heard.withLock { $0.append(text) }
                return text
            }
            if byte != 13 { bytes.append(byte) }
        }
        return nil
    }

    func bytes(_ count: Int, from connection: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        var got = 0
        while got < count {
            let read = bytes.withUnsafeMutableBytes { recv(connection, $0.baseAddress?.advanced(by: got), count - got, 0) }
            guard read > 0 else { break }
            got += read
        }
        return String(decoding: bytes[..<got], as: UTF8.self)
    }

    /// An HTTP server that keeps connections open; `answer` makes the whole response from the request line, its headers and its body.
    static func http(_ answer: @escaping @Sendable (String, [String], String) -> String) throws -> LocalServer {
        try LocalServer { server, connection in
            while let request = server.line(from: connection) {
                var headers: [String] = []
                while let header = server.line(from: connection), !header.isEmpty { headers.append(header) }
                let length =
                    headers.first { $0.lowercased().hasPrefix("content-length:") }.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
                let body = server.bytes(length, from: connection)
                server.send(answer(request, headers, body), to: connection)
            }
        }
    }

    static func response(_ status: String, _ body: String, _ headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }
}
