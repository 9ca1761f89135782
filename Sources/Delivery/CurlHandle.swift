internal import CCurl
internal import Glibc

/// One libcurl easy handle with its kept-alive connections; used by one thread at a time.
// @unchecked: libcurl allows a handle to move between threads if one thread at a time uses it. CurlHTTPClient's stack of idle handles
// ensures this.
final class CurlHandle: @unchecked Sendable {
    private let easy: UnsafeMutableRawPointer

    init?() {
        guard CurlLibrary.ready, let easy = curl_easy_init() else { return nil }
        self.easy = easy
    }

    deinit { curl_easy_cleanup(easy) }

    /// Clears the options of the last transfer; keeps the connections and the DNS cache.
    func reset() {
        curl_easy_reset(easy)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_MAXCONNECTS, 8)
    }

    func set(_ option: CURLoption, _ value: Int) { _ = lanyard_curl_set_long(easy, option, value) }
    func set(size option: CURLoption, _ value: Int) { _ = lanyard_curl_set_size(easy, option, curl_off_t(value)) }
    func set(_ option: CURLoption, _ value: String) { _ = lanyard_curl_set_text(easy, option, value) }

    /// Runs the transfer. `upload` is sent if the options say that something is uploaded or posted.
    func perform(
        headers: [String], recipients: [String] = [], upload: [UInt8]? = nil, reach: ReachableAddresses, maximumAnswer: Int
    ) throws(OutgoingHTTPError) -> CurlAnswer {
        let exchange = Exchange(upload: upload ?? [], reach: reach, maximumAnswer: maximumAnswer)
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        let headerList = CurlList(headers)
        let recipientList = CurlList(recipients)
        if !headers.isEmpty { _ = lanyard_curl_set_list(easy, CURLOPT_HTTPHEADER, headerList.pointer) }
        if !recipients.isEmpty { _ = lanyard_curl_set_list(easy, CURLOPT_MAIL_RCPT, recipientList.pointer) }
        if upload != nil {
            _ = lanyard_curl_set_data_callback(easy, CURLOPT_READFUNCTION, readUpload)
            _ = lanyard_curl_set_pointer(easy, CURLOPT_READDATA, context)
            // A kept connection that its server closed just now is tried anew, from the beginning of what is sent.
            _ = lanyard_curl_set_seek_callback(easy, seekUpload)
            _ = lanyard_curl_set_pointer(easy, CURLOPT_SEEKDATA, context)
        }
        _ = lanyard_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, receiveBody)
        _ = lanyard_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = lanyard_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, receiveHeader)
        _ = lanyard_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = lanyard_curl_set_socket_callback(easy, openSocket)
        _ = lanyard_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)

        let code = curl_easy_perform(easy)
        // libcurl only borrows the lists and the exchange: after this call, the handle's options must not point to them any more.
        defer { withExtendedLifetime((exchange, headerList, recipientList)) { reset() } }
        if exchange.refusedAddress, code != CURLE_OK { throw .forbiddenAddress }
        if exchange.tooLong { throw .answerTooLong }
        if code == CURLE_OPERATION_TIMEDOUT { throw .timedOut }
        var status = 0
        _ = lanyard_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        if !recipients.isEmpty, code != CURLE_OK, status >= 400 { throw .rejected(status: status) }
        guard code == CURLE_OK else { throw .unreachable(detail: String(cString: curl_easy_strerror(code))) }
        return CurlAnswer(status: status, headers: exchange.headers, body: exchange.body)
    }
}

struct CurlAnswer {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
}

/// curl_global_init is called once, before any handle.
private enum CurlLibrary {
    static let ready = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32)) == CURLE_OK
}

private final class CurlList {
    private(set) var pointer: UnsafeMutablePointer<curl_slist>?

    init(_ lines: [String]) { for line in lines { pointer = curl_slist_append(pointer, line) } }
    deinit { curl_slist_free_all(pointer) }
}

/// The state that libcurl's callbacks use during one transfer.
private final class Exchange {
    let upload: [UInt8]
    var uploaded = 0
    let reach: ReachableAddresses
    let maximumAnswer: Int
    var headers: [(name: String, value: String)] = []
    var headerBytes = 0
    var body: [UInt8] = []
    var tooLong = false
    var refusedAddress = false

    init(upload: [UInt8], reach: ReachableAddresses, maximumAnswer: Int) {
        self.upload = upload
        self.reach = reach
        self.maximumAnswer = maximumAnswer
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }
}

private let receiveBody: lanyard_curl_data_callback = { data, size, count, context in
    guard let exchange = Exchange.of(context), let data else { return 0 }
    guard exchange.body.count + size * count <= exchange.maximumAnswer else {
        exchange.tooLong = true
        return 0
    }
    exchange.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: size * count))
    return size * count
}

private let receiveHeader: lanyard_curl_data_callback = { data, size, count, context in
    guard let exchange = Exchange.of(context), let data else { return 0 }
    exchange.headerBytes += size * count
    guard exchange.headerBytes <= 65536 else {
        exchange.tooLong = true
        return 0
    }
    let line = String(decoding: UnsafeRawBufferPointer(start: data, count: size * count), as: UTF8.self)
    if line.hasPrefix("HTTP/") {
        exchange.headers = []
    } else if let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        exchange.headers.append((String(line[..<colon]), String(value.prefix { $0 != "\r\n" && $0 != "\r" && $0 != "\n" })))
    }
    return size * count
}

private let readUpload: lanyard_curl_data_callback = { target, size, count, context in
    guard let exchange = Exchange.of(context), let target else { return 0 }
    let part = exchange.upload[exchange.uploaded...].prefix(size * count)
    part.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: target, count: size * count).copyMemory(from: $0) }
    exchange.uploaded += part.count
    return part.count
}

private let seekUpload: lanyard_curl_seek_callback = { context, offset, origin in
    guard let exchange = Exchange.of(context), origin == SEEK_SET, (0...Int64(exchange.upload.count)).contains(Int64(offset)) else {
        return CURL_SEEKFUNC_FAIL
    }
    exchange.uploaded = Int(offset)
    return CURL_SEEKFUNC_OK
}

private let openSocket: lanyard_curl_socket_callback = { context, _, address in
    let refused = curl_socket_t(-1)
    guard let exchange = Exchange.of(context), let address else { return refused }
    let allowed = withUnsafePointer(to: &address.pointee.addr) {
        exchange.reach.allows($0, length: Int(address.pointee.addrlen))
    }
    guard allowed else {
        exchange.refusedAddress = true
        return refused
    }
    return socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}
