internal import Foundation
internal import Glibc
internal import Synchronization

/// A name server on the loopback address (RFC 1035), by UDP alone. It knows TXT and CNAME records, and can be told to fail.
package final class NameServer: Sendable {
    /// As the setting `dns.servers` names it.
    package let address: String
    private let descriptor: Int32
    private let state = Mutex(State())

    private struct State {
        var texts: [String: [[String]]] = [:]
        var aliases: [String: String] = [:]
        var fails = false
        var asked: [String] = []
    }

    package init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        self.descriptor = descriptor
        address = "127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
        Thread { [weak self] in while let self, self.answerOne() {} }.start()
    }

    deinit { close(descriptor) }

    package func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// From now on the domain has these TXT records, each of one string or several.
    package func publish(_ records: [[String]], at domain: String) { state.withLock { $0.texts[domain] = records } }

    /// From now on the domain is another name for that one; nil for none.
    package func publish(alias: String?, at domain: String) { state.withLock { $0.aliases[domain] = alias } }

    /// From now on every question is answered with SERVFAIL, or no longer.
    package func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }

    /// The names that were asked for.
    package var asked: [String] { state.withLock { $0.asked } }

    private func answerOne() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 512)
        var peer = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = withUnsafeMutablePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(descriptor, &buffer, buffer.count, 0, $0, &size) }
        }
        guard count > 0 else { return false }
        let answer = self.answer(to: Array(buffer[..<count]))
        _ = withUnsafeMutablePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, answer, answer.count, 0, $0, size) }
        }
        return true
    }

    private func answer(to question: [UInt8]) -> [UInt8] {
        var labels: [String] = []
        var place = 12
        while place < question.count, question[place] != 0 {
            let length = Int(question[place])
            labels.append(String(decoding: question[(place + 1)...(place + length)], as: UTF8.self))
            place += length + 1
        }
        let asked = Array(question[12..<(place + 5)])
        let name = labels.joined(separator: ".").lowercased()
        let isForAlias = question[place + 2] == 5
        let (records, fails) = state.withLock { state -> ([[UInt8]]?, Bool) in
            state.asked.append(name)
            let records = isForAlias ? state.aliases[name].map { [Self.alias($0)] } : state.texts[name].map { $0.map(Self.record) }
            return (records, state.fails)
        }
        // Answer, authoritative; the code is SERVFAIL, NXDOMAIN or none.
        let code: UInt8 = fails ? 2 : records == nil ? 3 : 0
        let given = fails ? [] : records ?? []
        let header = Array(question[..<2]) + [0x84, code, 0, 1, 0, UInt8(given.count), 0, 0, 0, 0]
        return header + asked + Array(given.joined())
    }

    /// A TXT record of the name that was asked for, for a minute.
    private static func record(_ strings: [String]) -> [UInt8] {
        let data = strings.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
    }

    /// A CNAME record of it.
    private static func alias(_ name: String) -> [UInt8] {
        let labels: [[UInt8]] = name.split(separator: ".").map { [UInt8($0.utf8.count)] + Array($0.utf8) }
        let data = Array(labels.joined()) + [0]
        return [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
    }
}
