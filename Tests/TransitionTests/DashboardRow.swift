import TestSupport

/// A row of the dashboard's export, as a test writes it.
struct DashboardRow: Adjustable {
    static let header =
        [
            "user_id", "email", "full_name", "password_hash", "two_factor", "two_factor_secret", "phone", "role", "account_id",
            "account_name", "projects", "status", "created_at", "last_login_at", "locale",
        ].joined(separator: ",") + "\r\n"

    /// bcrypt of "hunter2".
    static let hash = "$2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm"
    /// bcrypt of "hunter3" and "hunter4".
    static let newerHash = "$2b$04$abcdefghijklmnopqrstuubIg1lAPGzjOq4BLHlLJaFqJc/UM8t.K"
    static let newestHash = "$2b$04$abcdefghijklmnopqrstuu5Ew/cIRD6MSwHXoi.HXWRQJhWnABdhq"

    var id: String
    var email: String
    var name = "Ada Berg"
    var hash = Self.hash
    var factor = "none"
    var secret = ""
    var phone = ""
    var role = "Administrator"
    var account = "acc_1"
    var accountName = "Acme"
    var projects = ""
    var status = "active"
    var created = "2020-01-01T00:00:00+00:00"
    var lastSignIn = ""
    var locale = "en"

    init(_ id: String) {
        self.id = id
        email = id + "@acme.example"
    }

    var text: String {
        let fields = [
            id, email, name, hash, factor, secret, phone, role, account, accountName, projects, status, created, lastSignIn, locale,
        ]
        return fields.joined(separator: ",") + "\r\n"
    }
}
