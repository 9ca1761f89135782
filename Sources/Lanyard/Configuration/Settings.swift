/// All settings, in the order of the example file.
enum Settings {
    static let all: [Setting] = servers + organisation + storage + delivery + audit + protection

    private static let servers: [Setting] =
        server("id", "the ID", port: 8080)
        + ProductPart.allCases.flatMap { server($0.rawValue, "the \($0.name)", port: $0.standardPort) + [classic($0)] }
        + [
            Setting(
                "mail.sending_host", example: "mail.example.com",
                "The domain of the servers that send customers' mail: their SPF records include spf.HOST, their return paths lead to return.HOST. "
                    + "The Mail Control Panel's own host if left out.",
                mistake: Check.oneLine),
            Setting(
                "classic_sign_in.patience_ms", standard: "2000",
                "How long a product with a sign-in of its own waits for the ID, in milliseconds, before it signs people in by its own copy.",
                mistake: Check.number(100...60_000)),
        ]

    private static func classic(_ product: ProductPart) -> Setting {
        Setting(
            product.classicSignIn, standard: "false",
            "Whether the \(product.name) signs its people in by their old logins until a phase of the move takes them to the ID.",
            mistake: Check.boolean)
    }

    private static func server(_ name: String, _ what: String, port: Int) -> [Setting] {
        [
            Setting(
                "\(name).public_address", standard: "http://localhost:\(port)",
                "Where people reach \(what): https, or http on this machine alone.",
                mistake: Check.publicAddress),
            Setting(
                "\(name).listen", standard: "127.0.0.1:\(port)", "The address and port that \(what) listens on.",
                mistake: Check.listenAddress),
        ]
    }

    private static let organisation: [Setting] = [
        Setting(
            "organisation.name", example: "Example Ltd", "Whose service this is: pages, mails and text messages name it.",
            mistake: Check.oneLine),
        Setting(
            "organisation.support", example: "help@example.com",
            "Where people ask for help: an e-mail address, a telephone number, or an https address.", mistake: Check.oneLine),
        Setting(
            "organisation.address", example: "1 Main Street, 111 22 Stockholm, Sweden",
            "What stands on invoices beneath the name; they are made once organisation.name is set.", mistake: Check.oneLine),
        Setting("organisation.tax_number", example: "SE556000000001", "What stands on invoices as the tax number.", mistake: Check.oneLine),
        Setting(
            "organisation.invoice_series", standard: "INV", "What the numbers of invoices begin with; each series counts by itself.",
            mistake: Check.oneLine),
        Setting(
            "organisation.logo", example: "/etc/lanyard/logo.svg", "A logo for pages outside the products: an SVG or PNG file.",
            mistake: Check.logo),
    ]

    private static let storage: [Setting] = [
        Setting("data", standard: "data", "The folder of the embedded databases and the master key. Only this server needs to read it."),
        Setting(
            "database", standard: "sqlite", example: "postgres://lanyard@db.internal/lanyard", secret: true,
            "'sqlite' keeps everything in the data folder; a postgres:// address moves it there, and any number of servers may share it.",
            mistake: Check.database),
        Setting(
            "database_connections", standard: "8", "How many connections each server keeps to PostgreSQL, for each of its three schemas.",
            mistake: Check.number(1...200)),
        Setting(
            "log_level", standard: "warning",
            "What the log on standard error holds: trace, debug, info (with a line for each request), notice, warning, error or critical.",
            mistake: Check.logLevel),
        Setting(
            "drain_seconds", standard: "0",
            "How long a server that is told to stop still serves while /health/ready says 503, so that a balancer leads nobody there any more.",
            mistake: Check.number(0...300)),
        Setting("products", example: "/etc/lanyard/products", "A folder of product catalogs that replaces the built-in ones."),
    ]

    private static let delivery: [Setting] = [
        Setting(
            "smtp.url", example: "smtps://mail.example.com", secret: true, "The mail server. Without one no mail leaves.",
            mistake: Check.scheme("smtp", "smtps")
        ).needing("smtp.from"),
        Setting("smtp.from", example: "no-reply@example.com", "The sender of every mail; needed with a mail server.", mistake: Check.email),
        Setting("smtp.username", example: "lanyard", "The name to sign in to the mail server with."),
        Setting("smtp.password", example: "…", secret: true, "The password to sign in to the mail server with."),
        Setting(
            "sms.url", example: "https://sms.example.com/v1/messages", "Where an SMS is posted as JSON: {\"to\": …, \"text\": …}.",
            mistake: Check.scheme("https", "http")),
        Setting("sms.token", example: "…", secret: true, "The bearer token for that address."),
        Setting(
            "sms.hourly_per_network", standard: "200", "How many text messages one network may have sent in an hour.",
            mistake: Check.number(1...1_000_000)),
        Setting(
            "sms.hourly_per_country", standard: "2000", "How many text messages may go to one country in an hour.",
            mistake: Check.number(1...10_000_000)),
        Setting(
            "logout.reach_loopback", standard: "false",
            "Whether logouts and signals may be sent to this machine itself, for clients that run beside the server.",
            mistake: Check.boolean),
    ]

    private static let audit: [Setting] = [
        Setting(
            "audit.mail", example: "audit@example.com",
            "Where the daily signature over the audit log is mailed to. Without one it is in this server's log alone.", mistake: Check.email
        ),
        Setting(
            "audit.keep_days", example: "730",
            "How many days events are kept at least; older ones are deleted up to a signature. Left out, all are kept.",
            mistake: Check.number(90...36_500)),
    ]

    private static let protection: [Setting] = [
        Setting(
            "registration.products", standard: "dashboard",
            "The products in which somebody new may open an account of their own, with commas between them; nothing for none."),
        Setting(
            "passkeys.rp_id", example: "example.com",
            "The domain that passkeys are made for: the ID's host, or a domain above it. Changing it makes every passkey useless.",
            mistake: Check.oneLine),
        Setting(
            "recovery.wait_hours", standard: "48",
            "How long a request to get in without a second factor waits at least, so that the person can stop it.",
            mistake: Check.number(1...720)),
        Setting(
            "tokens.key_days", standard: "90",
            "How many days a key signs tokens before the next one does. The old one is published until its last token is over.",
            mistake: Check.number(1...3650)),
        Setting(
            "dns.servers", example: "10.0.0.53",
            "The name servers that are asked about accounts' domains, with commas between them; those of the system if left out.",
            mistake: Check.nameServers),
        Setting(
            "trusted_proxies", standard: "", example: "10.0.0.5, 10.0.0.6",
            "Addresses of the proxies that end TLS before this server. Only they are believed about who is calling.",
            mistake: Check.networks),
        Setting(
            "example", standard: "false",
            "Example mode: mail and SMS are not sent but shown on the ID's page /mailbox. For trying out only, and only on loopback addresses.",
            mistake: Check.boolean),
        Setting(
            "hashing.memory_kib", standard: "19456", "Memory of one password hash (argon2id), in KiB.", mistake: Check.number(8...1_048_576)
        ),
        Setting("hashing.passes", standard: "2", "Passes of one password hash.", mistake: Check.number(1...20)),
        Setting(
            "hashing.threads", standard: "0", "Threads that hash passwords; 0 means one for each core.", mistake: Check.number(0...256)),
        Setting(
            "hashing.queue", standard: "64", "How many sign-ins may wait for a hash before others are asked to try again.",
            mistake: Check.number(1...100_000)),
        Setting(
            "sign_in.refusal_floor_ms", standard: "250",
            "No refused sign-in is answered sooner, in milliseconds; nor before the costliest imported hash could have been checked.",
            mistake: Check.number(0...2000)),
        Setting(
            "sessions.places_file", example: "/var/lib/GeoIP/GeoLite2-City.mmdb",
            "An MMDB file by which people are shown the place of a network address beside it. Left out, they see the address alone.",
            mistake: Check.placeFile),
        Setting(
            "passwords.breached_file", example: "/etc/lanyard/breached.txt",
            "Passwords that nobody may choose: sorted SHA-1 sums, one a line, as Have I Been Pwned gives them.",
            mistake: Check.breachedPasswords),
    ]
}
