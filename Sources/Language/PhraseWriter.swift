internal import Core

/// Takes a phrase as it is written: text, and where parts of it are set otherwise.
package protocol PhraseSink {
    mutating func write(_ text: String)
    mutating func begin(_ mark: PhraseMark)
    mutating func end(_ mark: PhraseMark)
    mutating func beginLink(to address: String)
    mutating func endLink()
}

/// Plain text: the marks are left out.
private struct PlainText: PhraseSink {
    var text = ""
    mutating func write(_ text: String) { self.text += text }
    mutating func begin(_ mark: PhraseMark) {}
    mutating func end(_ mark: PhraseMark) {}
    mutating func beginLink(to address: String) {}
    mutating func endLink() {}
}

extension Phrase {
    /// The words as plain text.
    package func text(for reader: Reader) -> String {
        var sink = PlainText()
        write(to: &sink, for: reader)
        return sink.text
    }

    /// The words for logs, the command line and APIs.
    package var english: String { text(for: .program) }

    package func write(to sink: inout some PhraseSink, for reader: Reader) {
        switch self {
        case .key(let key, let arguments): write(key, arguments, to: &sink, for: reader)
        case .text(let text), .link(let text): sink.write(text)
        case .number(let number): sink.write(NumberForm(reader.language).whole(String(number)))
        case .decimal(let decimal): sink.write(NumberForm(reader.language).decimal(decimal))
        case .day(let time): DateForm.day(reader.zone.calendarTime(time)).write(to: &sink, for: reader)
        case .dayInUTC(let time): DateForm.day(CalendarTime(time)).write(to: &sink, for: reader)
        case .time(let time): DateForm.time(time, in: reader.zone).write(to: &sink, for: reader)
        case .all(let phrases): write(phrases, last: "list.and", to: &sink, for: reader)
        case .any(let phrases): write(phrases, last: "list.or", to: &sink, for: reader)
        case .named(let names): sink.write(names[reader.language] ?? names[.english] ?? "")
        case .title(let sentence):
            let text = sentence.text(for: reader)
            sink.write(text.hasSuffix(".") ? String(text.dropLast()) : text)
        case .sentences(let sentences):
            for (index, sentence) in sentences.enumerated() {
                if index > 0 { sink.write(" ") }
                sentence.write(to: &sink, for: reader)
            }
        }
    }

    private func write(_ phrases: [Phrase], last: Phrase, to sink: inout some PhraseSink, for reader: Reader) {
        for (index, phrase) in phrases.enumerated() {
            if index > 0 { sink.write(index == phrases.count - 1 ? " \(last.text(for: reader)) " : ", ") }
            phrase.write(to: &sink, for: reader)
        }
    }

    private func write(_ key: String, _ arguments: [String: Phrase], to sink: inout some PhraseSink, for reader: Reader) {
        guard let template = Catalog[reader.language].templates[key] ?? Catalog[.english].templates[key] else { return sink.write(key) }
        write(template.pieces, arguments, to: &sink, for: reader)
    }

    private func write(_ pieces: [Template.Piece], _ arguments: [String: Phrase], to sink: inout some PhraseSink, for reader: Reader) {
        for piece in pieces {
            switch piece {
            case .text(let text): sink.write(text)
            case .argument(let name), .count(let name): arguments[name]?.write(to: &sink, for: reader)
            case .plural(let name, let forms):
                let number = if case .number(let number) = arguments[name] { number } else { 0 }
                let form = forms[reader.language.pluralForm(of: number)] ?? forms[.other] ?? []
                write(form, arguments, to: &sink, for: reader)
            case .marked(let mark, let inner):
                sink.begin(mark)
                write(inner, arguments, to: &sink, for: reader)
                sink.end(mark)
            case .link(let name, let inner):
                guard case .link(let address) = arguments[name] else { return write(inner, arguments, to: &sink, for: reader) }
                sink.beginLink(to: address)
                write(inner, arguments, to: &sink, for: reader)
                sink.endLink()
            }
        }
    }
}

extension Phrase {
    /// Whether the catalogs have words for the key.
    package static func isKnown(_ key: String) -> Bool { Catalog[.english].templates[key] != nil }
}

extension Phrase: CustomStringConvertible { package var description: String { english } }
