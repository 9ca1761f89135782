import Core
import Language
import Web

enum GalleryPages {
    static func users(_ shell: AppShell, _ request: WebRequest) -> HTML {
        let rows: [[HTML]] = [
            [
                "<a href=\"/users/1\">Amelia Okafor</a><small>amelia.okafor@northwind.example</small>", "Administrator", "All projects",
                Badge("Active", .good).html, PageText.time(Timestamp(seconds: 1_717_423_500)), "",
            ],
            [
                """
                <a href="/users/2">Benedikt von Hohenstein-Wallenrodt</a>\
                <small>benedikt.von.hohenstein-wallenrodt@northwind-logistics-international.example</small>
                """,
                "Support Member", "Delivery notices, Two-step codes", Badge("Active", .good).html,
                PageText.time(Timestamp(seconds: 1_716_423_500)),
                "\(Button("Change", .secondary, to: Path("/x")))\(Form(Path("/x"), request, inline: true, content: Button("Remove", .danger).html))",
            ],
            [
                "<a href=\"/users/3\">Chiara Rossi</a><small>chiara@northwind.example</small>", "IT Admin", "All projects",
                Badge("Suspended", .bad).html, "",
                "\(Button("Change", .secondary, to: Path("/x")))\(Form(Path("/x"), request, inline: true, content: Button("Remove", .danger).html))",
            ],
            [
                "<a href=\"/users/4\">dara@northwind.example</a>", "Associate", "None yet", Badge("Invited", .warning).html, "",
                "\(Button("Send again", .secondary))",
            ],
        ]
        let sent = FormState(
            Values([("email", "dara@"), ("name", "Dara"), ("language", "en"), ("role", "associate"), ("projects", "2")]),
            [FieldError("email", "Enter an e-mail address such as name@company.com."), FieldError("role", "Choose a role.")])
        let form = Form(
            Path("/users"), request, sent,
            content: """
                \(TextField("email", "E-mail address", .email, in: sent, hint: "We send the invitation there."))
                \(TextField("name", "Name", in: sent, optional: true))
                \(Select("language", "Language of the invitation", [Choice("en", "English"), Choice("sv", "Svenska")], in: sent))
                \(Choices("role", "Role", .one, [
                    Choice("member", "Member", detail: "All parts except Users, in the projects you choose"),
                    Choice("associate", "Associate", detail: "All parts except Users and Billing, in the projects you choose"),
                    Choice("support-member", "Support Member", detail: "Only message search and analytics, in the projects you choose")],
                    in: sent))
                \(Choices("projects", "Projects", .many, [Choice("1", "Delivery notices"), Choice("2", "Two-step codes")], in: sent))
                \(Buttons("\(Button("Send 1 invitation"))\(Button("Cancel", .plain, to: Path("/users")))"))
                """)
        let columns: [Table.Column] = [
            .init("Name"), .init("Role"), .init("Projects"), .init("Status"), .init("Last sign-in"), .init("Actions", .actions),
        ]
        let removalButtons = Buttons("\(Button("Remove Benedikt", .danger))\(Button("Keep him", .secondary, to: Path("/users")))")
        let removal = Form(Path("/x"), request, content: "\(TextField("confirm", "Type his name to confirm"))\(removalButtons)")
        let key = Definitions([
            ("Client id", "<code>cli_01hzx3</code>"), ("Project", "Delivery notices"),
            ("Made", PageText.time(Timestamp(seconds: 1_717_423_500))),
        ])
        let secret = CopyValue("Secret, shown this once", "sk_4Jq0xw0V7Zr1pXbC2mN8yT6uQ3eLkHsDfGaR9vWz")
        var shell = shell
        shell.notice = .good("The invitation to dara@northwind.example is on its way.")
        return shell.page(
            "Users", request, lead: "4 people in Northwind Logistics", actions: Button("Invite people", to: Path("/users/invite")).html,
            content: """
                \(Tabs("Lists", [
                    ("People", Path("/users"), true), ("Invitations", Path("/invitations"), false), ("Requests", Path("/requests"), false),
                ]))
                \(Table("People in Northwind Logistics", columns, rows: rows))
                \(Paging(newer: nil, older: Path("/users?after=x")))
                \(Panel("Invite somebody", lead: "They get a mail with a link that is good for 7 days.", form.html))
                \(Notice.warning("Nobody else can manage users. Make a second person Administrator so that you are not locked out."))
                \(Notice.bad("The invitation could not be sent: the address does not exist."))
                \(Notice.info("Roles change at the person’s next click."))
                \(Panel("Remove Benedikt von Hohenstein-Wallenrodt", danger: true, """
                    <p>He loses access to Northwind Logistics at once. His 2 access keys keep working until you revoke them.</p>
                    \(removal)
                    """))
                \(Panel("Access key", "\(key)\(secret)"))
                """)
    }

    static func messages(_ shell: AppShell, _ request: WebRequest) -> HTML {
        let days = (1...28).map { Phrase.text("\($0) May") }
        let sent = (1...28).map { 18000 + Double(($0 * 7919) % 9000) }
        let failed = (1...28).map { 300 + Double(($0 * 104729) % 900) }
        let rate = (1...28).map { 96 + Double(($0 * 31) % 35) / 10 }
        let rows: [[HTML]] = (0..<6).map { index in
            [
                "<a href=\"/messages/\(index)\"><code>msg_01HZX3\(index)</code></a>",
                PageText.time(Timestamp(seconds: 1_717_423_500 - Int64(index) * 977)), "+46 70 123 45 6\(index)",
                index == 2 ? Badge("Failed", .bad).html : index == 4 ? Badge("On its way", .info).html : Badge("Delivered", .good).html,
                "Sweden", HTML(text: "0.034\(index)"),
            ]
        }
        let figures = Figures([
            .init("Sent", "\(Phrase.number(624_118))", detail: "12 % more than the 28 days before"),
            .init("Delivered", "98.1 %", detail: "0.6 points down"), .init("Median time", "3.2 s"),
            .init("Failed", "\(Phrase.number(11_852))", detail: "mostly “number not in use”"),
        ])
        let form = FormState().starting(with: [("from", "2024-05-01"), ("to", "2024-05-28")])
        let filters = Filters(
            Path("/messages"), clearPath: Path("/messages"),
            content: """
                \(TextField("number", "Number", .search))\(TextField("id", "Message id"))\
                \(Select("status", "Status", [Choice("", "Any"), Choice("failed", "Failed")]))\
                \(TextField("from", "From", .date, in: form))\(TextField("to", "To", .date, in: form))\(TextField("words", "Words"))
                """)
        let volume = Chart(
            .bars, title: "624 118 messages, most on Thursdays", detail: "Messages sent and failed by day",
            .init(days, [.init("Sent", sent), .init("Failed", failed)]), .init("messages"), csvPath: Path("/messages.csv"))
        let rates = Chart(
            .lines, title: "98.1 % delivered, 0.6 points down on last week", detail: "Delivery rate by day",
            .init(days, [.init("Delivered", rate), .init("Target", rate.map { _ in 97 })]),
            .init("per cent", ceiling: 100) { .text("\(Int($0.rounded())) %") })
        let columns: [Table.Column] = [
            .init("Message"), .init("Sent"), .init("To"), .init("Status"), .init("Country"), .init("Price, EUR", .number),
        ]
        let timeline = Timeline([
            (
                title: "Failed", time: PageText.time(Timestamp(seconds: 1_717_423_500)),
                detail: "<p>Error 27: the number is not in use.</p>", tone: .bad
            ),
            (
                title: "Handed to the operator", time: PageText.time(Timestamp(seconds: 1_717_423_400)),
                detail: "<p>Telia Sverige</p>", tone: .info
            ),
            (title: "Received", time: PageText.time(Timestamp(seconds: 1_717_423_300)), detail: "", tone: .good),
        ])
        return shell.page(
            "Messages", request, lead: "624 118 messages in the last 28 days",
            content: """
                \(figures)
                \(filters)
                \(volume)
                \(rates)
                <p class="count">1–6 of 624 118 messages</p>
                \(Table("Messages", columns, rows: rows))
                \(Paging(newer: Path("/messages"), older: Path("/messages?after=x")))
                \(Panel("What happened", timeline.html))
                """)
    }

    static func column(_ brand: Brand, _ request: WebRequest) -> HTML {
        let sent = FormState(Values(), "password", "That is not the password of this address. 4 tries are left.")
        let field = TextField("password", "Password", .currentPassword, in: sent)
        var page = ColumnPage(
            "Enter your password", brand: brand, request: request,
            content: Form(Path("/sign-in/password"), request, sent, content: "\(field)\(Button("Sign in"))").html,
            below: "<a href=\"/reset\">Set a new password</a><a href=\"/other\">Sign in in another way</a>")
        page.step = "Step 2 of 2"
        page.identity = .init("amelia.okafor@northwind.example", changePath: Path("/sign-in"))
        return page.html
    }
}
