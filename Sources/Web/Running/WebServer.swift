internal import Core
internal import HTTPTypes
package import Hummingbird
internal import Language
internal import NIOCore

/// The Hummingbird context of a request. It holds the peer's IP address.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    let peer: String
    private let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "0.0.0.0"
        channel = source.channel
    }

    /// Returns when the client has left, or when the task is cancelled. A client that left gets no answer: its connection is closed at once, so
    /// that the time of an answer that did not wait for its floor tells nothing (threat 13).
    func departure() async {
        guard let departure = try? await channel.pipeline.handler(type: Departure.self).get(), await departure.wait() else { return }
        // It may be closed already.
        try? await channel.close()
    }
}

extension Website: HTTPResponder {
    package func respond(to request: Request, context: WebContext) async throws -> Response {
        let body = request.body
        let time = settings.bodyTime
        let declared = request.headers[.contentLength].flatMap(Int.init) ?? 0
        var incoming = Incoming(request.method, request.head.path ?? "", headers: request.headers, peer: context.peer) { limit in
            guard declared <= limit else { throw Problem.bodyTooLarge(limit) }
            let started = ContinuousClock.now
            var bytes: [UInt8] = []
            do {
                for try await part in body {
                    bytes.append(contentsOf: part.readableBytesView)
                    guard bytes.count <= limit else { throw Problem.bodyTooLarge(limit) }
                    guard ContinuousClock.now - started < time else {
                        throw Problem(
                            status: 408, code: "too-slow", title: "problem.too-slow", detail: "problem.send-again")
                    }
                }
            } catch let error where !(error is Problem || error is CancellationError) {
                // The parser could not tell where the body ends, for example by a Transfer-Encoding that is none.
                throw Problem(
                    status: 400, code: "malformed-body", title: "problem.not-whole", detail: "problem.send-again")
            }
            return bytes
        }
        incoming.departure = { await context.departure() }
        let answer = await answer(incoming)
        if let stream = answer.stream {
            let whole = ResponseBody { writer in
                try await stream { try await writer.write(ByteBuffer(bytes: $0)) }
                try await writer.finish(nil)
            }
            return Response(status: .init(code: answer.status), headers: answer.headers, body: whole)
        }
        return Response(
            status: .init(code: answer.status), headers: answer.headers, body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// The server on a socket, with limits on headers (64 fields, 16 KiB in total) and on idle connections (`WebsiteSettings.idleTime`).
    ///
    /// `running` is called once the server listens, with its actual port (with port 0 the system chooses one).
    package func server(
        host: String, port: Int, running: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            responder: self,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [Departure()], idleTimeout: .seconds(settings.idleTime.components.seconds),
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 16384, maxHeaderListSize: 32768, maxHeaderFieldCount: 64))),
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await running(channel.localAddress?.port ?? port) },
            logger: settings.log)
    }
}
