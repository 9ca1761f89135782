package import Core
package import Language

/// A mail, an SMS or a POST to another server, to be sent once its transaction is committed.
package struct OutgoingMessage: Sendable, Equatable {
    package var channel: Channel
    package var content: Content
    /// The language of its words.
    package var language: Language

    package enum Channel: Sendable, Equatable {
        case mail(EmailAddress)
        case sms(PhoneNumber)
        /// A form posted to that URL; `content.text` is its body.
        case web(String)
    }

    package struct Content: Sendable, Equatable {
        /// A mail's subject; unused for an SMS.
        package var subject: String
        package var text: String
        /// A mail's simple HTML form; nil for an SMS.
        package var html: String?
        package init(subject: String, text: String, html: String? = nil) {
            self.subject = subject
            self.text = text
            self.html = html
        }
    }

    package init(_ channel: Channel, _ content: Content, in language: Language = .english) {
        self.channel = channel
        self.content = content
        self.language = language
    }
}
