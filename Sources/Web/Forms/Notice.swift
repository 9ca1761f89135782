internal import Core
internal import Crypto
package import Language
internal import Synchronization

/// One sentence to the reader at the top of a page: of this page, or of the next page after a redirect.
package struct Notice: Sendable, Equatable {
    package enum Tone: String, Sendable { case good, warning, bad, info }
    package var tone: Tone
    package var text: Phrase

    package init(_ tone: Tone, _ text: Phrase) {
        self.tone = tone
        self.text = text
    }
    package static func good(_ text: Phrase) -> Notice { Notice(.good, text) }
    package static func warning(_ text: Phrase) -> Notice { Notice(.warning, text) }
    package static func bad(_ text: Phrase) -> Notice { Notice(.bad, text) }
    package static func info(_ text: Phrase) -> Notice { Notice(.info, text) }
}

extension Notice {
    /// The notice in the reader's words as a cookie value with an HMAC, so that nobody else can put text on our pages.
    func sealed(_ key: Secret<[UInt8]>, for reader: Reader) -> String {
        let body = Base64URL.encode(Array((tone.rawValue + ":" + text.text(for: reader)).utf8))
        return body + "." + Self.mark(body, key)
    }

    init?(sealed: String, key: Secret<[UInt8]>) {
        let parts = sealed.split(separator: ".").map(String.init)
        guard parts.count == 2, Secret(Self.mark(parts[0], key)).matches(parts[1]),
            let bytes = Base64URL.decode(parts[0]), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":"), let tone = Tone(rawValue: String(text[..<colon]))
        else { return nil }
        self.init(tone, .text(String(text[text.index(after: colon)...])))
    }

    private static func mark(_ body: String, _ key: Secret<[UInt8]>) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(("notice\n" + body).utf8), using: SymmetricKey(data: key.exposed))
        return Base64URL.encode(Array(code))
    }
}

extension WebRequest {
    /// The notice that the previous response left for this page. It is shown once.
    package var notice: Notice? {
        guard let sealed = cookie(memory.settings.cookieName + "_notice") else { return nil }
        memory.state.withLock { $0.noticeShown = true }
        return Notice(sealed: sealed, key: memory.settings.formKey)
    }
}
