internal import CAres
internal import Foundation

/// One question through c-ares, from its begin to its end on one thread.
enum AresQuery {
    /// c-ares wants this once before all else.
    private static let isReady = ares_library_init(Int32(ARES_LIB_INIT_ALL)) == lanyard_ares_success

    /// What the callback leaves for the loop. It lives as long as the loop: `ares_destroy` ends every question before it goes.
    private final class Answer {
        var result: Result<[String], DNSFailure>?
        let parse: Parser
        init(_ parse: @escaping Parser) { self.parse = parse }
    }
    /// What a server's answer holds.
    private typealias Parser = (UnsafePointer<UInt8>?, Int32) -> Result<[String], DNSFailure>

    static func texts(of domain: String, servers: String?) throws(DNSFailure) -> [String] {
        try ask(domain, Int32(ns_t_txt.rawValue), servers, parseTexts)
    }

    static func aliases(of domain: String, servers: String?) throws(DNSFailure) -> [String] {
        try ask(domain, Int32(ns_t_cname.rawValue), servers, parseAliases)
    }

    private static func ask(
        _ domain: String, _ type: Int32, _ servers: String?, _ parse: @escaping Parser
    ) throws(DNSFailure) -> [String] {
        guard isReady else { throw DNSFailure(reason: "c-ares did not start") }
        var options = ares_options()
        options.timeout = 2000
        options.tries = 2
        // Only that very name: no search through the domains of this machine, and no aliases of its hosts.
        options.flags = Int32(ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES)
        var opened: ares_channel?
        let status = ares_init_options(&opened, &options, Int32(ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_FLAGS))
        guard status == lanyard_ares_success, let channel = opened else { throw DNSFailure(status) }
        defer { ares_destroy(channel) }
        if let servers {
            let status = ares_set_servers_ports_csv(channel, servers)
            guard status == lanyard_ares_success else { throw DNSFailure(status) }
        }
        let answer = Answer(parse)
        ares_query(channel, domain, Int32(ns_c_in.rawValue), type, receive, Unmanaged.passUnretained(answer).toOpaque())
        while answer.result == nil, wait(channel) {}
        guard let result = answer.result else { throw DNSFailure(reason: "no name server answers") }
        return try result.get()
    }

    private static let receive: ares_callback = { context, status, _, bytes, length in
        guard let context else { return }
        let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
        switch status {
        case lanyard_ares_success: answer.result = answer.parse(bytes, length)
        case lanyard_ares_no_data, lanyard_ares_no_name: answer.result = .success([])
        default: answer.result = .failure(DNSFailure(status))
        }
    }

    /// The strings of a record belong together: the first one of each is marked.
    private static func parseTexts(_ bytes: UnsafePointer<UInt8>?, _ length: Int32) -> Result<[String], DNSFailure> {
        var list: UnsafeMutablePointer<ares_txt_ext>?
        let status = ares_parse_txt_reply_ext(bytes, length, &list)
        if status == lanyard_ares_no_data { return .success([]) }
        guard status == lanyard_ares_success else { return .failure(DNSFailure(status)) }
        defer { ares_free_data(list) }
        var texts: [[UInt8]] = []
        var next = list
        while let record = next?.pointee {
            if record.record_start != 0 || texts.isEmpty { texts.append([]) }
            texts[texts.count - 1] += Array(UnsafeBufferPointer(start: record.txt, count: record.length))
            next = record.next
        }
        return .success(texts.map { String(decoding: $0, as: UTF8.self) })
    }

    /// The names of its CNAME records (RFC 1035 section 3.3.1), read from the message as it came: c-ares has no parser for these alone.
    private static func parseAliases(_ bytes: UnsafePointer<UInt8>?, _ length: Int32) -> Result<[String], DNSFailure> {
        let broken = Result<[String], DNSFailure>.failure(DNSFailure(reason: "the answer cannot be read"))
        guard let bytes, length >= 12 else { return broken }
        func number(_ place: Int) -> Int? { place + 1 < Int(length) ? Int(bytes[place]) << 8 | Int(bytes[place + 1]) : nil }
        /// The name at that place, and how many bytes it takes there.
        func name(_ place: Int) -> (String, Int)? {
            guard place < Int(length) else { return nil }
            var text: UnsafeMutablePointer<CChar>?
            var size = 0
            guard ares_expand_name(bytes + place, bytes, length, &text, &size) == lanyard_ares_success, let text else { return nil }
            defer { ares_free_string(text) }
            return (String(cString: text), size)
        }
        guard let questions = number(4), let answers = number(6) else { return broken }
        var place = 12
        for _ in 0..<questions {
            guard let (_, size) = name(place) else { return broken }
            place += size + 4
        }
        var found: [String] = []
        for _ in 0..<answers {
            guard let (_, size) = name(place), let type = number(place + size), let content = number(place + size + 8) else {
                return broken
            }
            place += size + 10
            if type == Int(ns_t_cname.rawValue) {
                guard let (alias, _) = name(place) else { return broken }
                found.append(alias.lowercased())
            }
            place += content
        }
        return .success(found)
    }

    /// Waits until one of its sockets is ready or its time is over, and lets c-ares go on. False once there is nothing to wait for.
    private static func wait(_ channel: ares_channel) -> Bool {
        var sockets = [ares_socket_t](repeating: 0, count: Int(ARES_GETSOCK_MAXNUM))
        let ready = ares_getsock(channel, &sockets, ARES_GETSOCK_MAXNUM)
        guard ready != 0 else { return false }
        var polled: [pollfd] = sockets.indices.compactMap { index in
            let reads = ready & (1 << index) != 0
            let writes = ready & (1 << (index + Int(ARES_GETSOCK_MAXNUM))) != 0
            guard reads || writes else { return nil }
            return pollfd(fd: sockets[index], events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0)
        }
        var limit = timeval()
        let left = ares_timeout(channel, nil, &limit)?.pointee ?? timeval(tv_sec: 1, tv_usec: 0)
        _ = poll(&polled, nfds_t(polled.count), Int32(left.tv_sec * 1000 + left.tv_usec / 1000 + 1))
        let none = ares_socket_t(-1)
        for socket in polled where socket.revents != 0 {
            let writes = Int32(socket.revents) & POLLOUT != 0
            let reads = Int32(socket.revents) & ~POLLOUT != 0
            ares_process_fd(channel, reads ? socket.fd : none, writes ? socket.fd : none)
        }
        ares_process_fd(channel, none, none)
        return true
    }
}

extension DNSFailure {
    fileprivate init(_ status: Int32) {
        reason = String(cString: ares_strerror(status))
    }
}
