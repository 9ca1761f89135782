internal import Core
internal import Identity
internal import Language
internal import Outbox
internal import SQL
internal import Web

/// Proof that this server shows the example. On a real one, its pages do not exist.
struct InExample: Proof {
    let example: Example

    static func establish(_ request: WebRequest, in site: IDSite) async throws -> InExample {
        guard let example = site.example else { throw Problem.notFound }
        return InExample(example: example)
    }
}

/// Only in the example: the mail and SMS that were "sent", and the codes of the example's authenticator apps.
enum MailboxPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(MailboxPath.list, as: InExample.self, show)
        routes.get(MailboxPath.message, as: InExample.self, showOne)
    }

    @Sendable static func show(_ proof: InExample, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let messages = try await site.messages(newest: 50)
        let codes = try await site.steps.exampleCodes(for: proof.example.addresses)
        let rows = messages.map { message -> [HTML] in
            [
                "<a href=\"\(MailboxPath.message(message.id))\">\(message.title)</a>",
                "\(message.recipient)", PageText.time(message.createdAt),
            ]
        }
        let list: HTML =
            rows.isEmpty
            ? "\(EmptyState("mailbox.none", "mailbox.none-next"))"
            : "\(Table("mailbox.messages", [.init("mailbox.message"), .init("mailbox.to"), .init("mailbox.sent")], rows: rows))"
        let codeTable = Table(
            "mailbox.codes", [.init("mailbox.address"), .init("second-factor.code")],
            rows: codes.map { ["\($0.address)", "<code>\($0.code)</code>"] })
        let apps = Panel(
            "mailbox.apps", lead: "mailbox.apps-lead", codeTable.html)
        return .page(
            AppShell(.id).page(
                "mailbox.title", request, lead: "mailbox.lead",
                content: "\(apps.html, if: !codes.isEmpty)\(list)"))
    }

    @Sendable static func showOne(_ proof: InExample, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: MailboxPath.message)
        guard let message = try await site.messages(newest: 200).first(where: { $0.id == id }) else { throw Problem.notFound }
        let content: HTML = """
            \(Definitions([("mailbox.to", "\(message.recipient)"), ("mailbox.sent", PageText.time(message.createdAt))]))
            \(Panel(nil, "\(lines(message.text))"))
            """
        return .page(AppShell(.id).page(message.title, request, back: ("mailbox.back", MailboxPath.list), content: content))
    }

    /// The text's paragraphs; a line that is an address becomes a link.
    private static func lines(_ text: String) -> [HTML] {
        text.split(separator: "\n").map { line in
            let isLink = line.hasPrefix("http://") || line.hasPrefix("https://")
            return isLink ? "<p><a href=\"\(line)\">\(line)</a></p>" : "<p>\(line)</p>"
        }
    }
}

extension OutboxEntry {
    fileprivate var title: Phrase {
        kind == .sms ? Phrase("mailbox.sms", ["text": text.count > 60 ? text.prefix(60) + "…" : text[...]]) : .text(subject)
    }
}

extension IDSite {
    /// As they would leave: opened, and with whose service they come from.
    fileprivate func messages(newest limit: Int) async throws -> [OutboxEntry] {
        let keyring = keyring
        let messages = try await database.read { try $0.newestMessages(limit: limit, openedBy: keyring) }
        return messages.map { organisation.map($0.signed) ?? $0 }
    }
}
