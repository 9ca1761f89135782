internal import HTTPTypes
package import Language
internal import Synchronization

extension WebRequest {
    /// For whom the answer is written: in the person's own language, else in the one that was asked for (`ui_locales`), else in the
    /// browser's; in the person's time zone, else in UTC.
    package var reader: Reader {
        let known = memory.state.withLock { $0.reader }
        let asked = known.asked ?? query["ui_locales"].flatMap(Language.first)
        let language = known.language ?? asked ?? headers[.acceptLanguage].flatMap(Language.accepted)
        return Reader(language ?? .english, zone: known.zone ?? .utc)
    }

    /// Writes the answer as the person wants to read it.
    package func isRead(in language: Language?, zone: Zone?) {
        memory.state.withLock { state in
            state.reader.language = language
            state.reader.zone = zone
        }
    }

    /// Writes the answer in the first of these languages that we speak, unless the person is known and chose another.
    package func isRead(inFirstOf locales: String?) {
        guard let locales, let language = Language.first(of: locales) else { return }
        memory.state.withLock { $0.reader.asked = language }
    }
}

/// What is known about who reads the answer to a request.
struct KnownReader {
    var language: Language?
    var asked: Language?
    var zone: Zone?
}
