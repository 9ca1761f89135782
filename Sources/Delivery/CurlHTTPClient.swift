internal import CCurl
internal import Core
internal import Synchronization

/// The only outgoing HTTP client: libcurl on its own threads, with connections that are kept alive and reused.
package final class CurlHTTPClient: HTTPClient {
    private let reach: ReachableAddresses
    private let threads: WorkerThreads<Call<Void>>
    /// The handle that was used last is taken first: its connection is the most likely to be still open.
    private let idle = Mutex<[CurlHandle]>([])

    /// `waitingLimit`: how many requests may wait for one of the threads before `overloaded` is thrown.
    package init(reach: ReachableAddresses, threads: Int = 16, waitingLimit: Int = 1024) {
        self.reach = reach
        var options = WorkerOptions("delivery", count: threads)
        options.waitingLimit = waitingLimit
        options.startsWhenNeeded = true
        self.threads = WorkerThreads(options)
    }

    deinit { threads.stop() }

    package func send(_ request: OutgoingRequest) async throws -> OutgoingResponse {
        var request = request
        if let trace = Trace.current { request.headers.append(("traceparent", trace.header)) }
        guard request.isClean else { throw OutgoingHTTPError.badRequest }
        let sent = request
        do { return try await threads.run { _, _ in try self.exchange(sent) } } catch is QueueRejection {
            throw OutgoingHTTPError.overloaded
        }
    }

    private func exchange(_ request: OutgoingRequest) throws(OutgoingHTTPError) -> OutgoingResponse {
        guard let handle = idle.withLock({ $0.popLast() }) ?? CurlHandle() else { throw .unreachable(detail: "no handle") }
        defer { idle.withLock { $0.append(handle) } }
        handle.reset()
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_URL, request.url)
        handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        handle.set(CURLOPT_TIMEOUT_MS, Int(request.timeout / .milliseconds(1)))
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, min(5000, Int(request.timeout / .milliseconds(1))))
        var headers = request.headers.map { $0.value.isEmpty ? $0.name + ";" : $0.name + ": " + $0.value }
        switch (request.method, request.body) {
        case ("GET", nil): handle.set(CURLOPT_HTTPGET, 1)
        case ("HEAD", nil): handle.set(CURLOPT_NOBODY, 1)
        case (let method, let body):
            handle.set(CURLOPT_POST, 1)
            handle.set(size: CURLOPT_POSTFIELDSIZE_LARGE, body?.count ?? 0)
            handle.set(CURLOPT_CUSTOMREQUEST, method)
            headers.append("Expect:")
            if body == nil { headers.append("Content-Type:") }
        }
        let answer = try handle.perform(headers: headers, upload: request.body ?? [], reach: reach, maximumAnswer: request.maximumAnswer)
        return OutgoingResponse(status: answer.status, headers: answer.headers, body: answer.body)
    }
}

extension OutgoingRequest {
    /// True if no part of it can inject a header or a second request.
    fileprivate var isClean: Bool {
        let url = url.lowercased()
        return (url.hasPrefix("http://") || url.hasPrefix("https://")) && url.utf8.allSatisfy { $0 > 32 && $0 < 127 }
            && !method.isEmpty && method.utf8.allSatisfy { (65...90).contains($0) }
            && headers.allSatisfy { header in
                !header.name.isEmpty && header.name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 58 }
                    && header.value.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
            }
    }
}
