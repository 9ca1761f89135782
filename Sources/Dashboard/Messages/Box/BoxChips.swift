internal import Core
internal import Language
internal import Web

/// What was understood of the box: each part with what it is taken for, what else it may be, and without it.
struct BoxChips: Sendable {
    let box: BoxQuery
    let query: MessageQuery

    var html: HTML {
        guard !box.parts.isEmpty else { return "" }
        let chips = box.parts.enumerated().map { index, part -> HTML in
            let others = alternatives(of: part).map { kind -> HTML in
                " <a href=\"\(path(box.text(reading: index, as: kind)))\">\(words: kind == .words ? "messages.as-words" : "messages.as-number")</a>"
            }
            return """
                <li><span>\(label(of: part)) <b>\(value(of: part))</b></span>\(others)\
                <a class="drop" href="\(path(box.text(without: index)))"><span aria-hidden="true">×</span>\
                <span class="hidden">\(words: "messages.drop-part", ["part": part.typed])</span></a></li>
                """
        }
        return "<ul class=\"chips\" aria-label=\"\(words: "messages.understood")\">\(chips)</ul>"
    }

    private func path(_ text: String) -> Path { query.with(box: text).path(MessagePath.list) }

    private func alternatives(of part: BoxQuery.Part) -> [BoxQuery.Kind] {
        switch part.kind {
        case .words: []
        case .error, .id: TextFolding.isDigits(TextFolding.fold(part.typed)) ? [.number, .words] : [.words]
        case .number, .sender, .country, .status: [.words]
        }
    }

    private func label(of part: BoxQuery.Part) -> Phrase {
        switch part.kind {
        case .id: "messages.id"
        case .number: "messages.part-number"
        case .error: "messages.part-error"
        case .sender: "messages.from"
        case .country: "messages.country"
        case .status: "messages.status"
        case .words: "messages.words"
        }
    }

    private func value(of part: BoxQuery.Part) -> Phrase {
        switch part.kind {
        case .country: CountryName.words(part.value)
        case .status:
            part.value == MessageQuery.notDelivered
                ? "messages.not-delivered" : MessageStatus(rawValue: part.value)?.words ?? .text(part.value)
        case .error: .text(part.value)
        case .id, .number, .sender, .words: .text(part.kind == .sender ? part.value : part.typed)
        }
    }
}
