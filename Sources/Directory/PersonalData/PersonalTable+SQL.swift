internal import SQL

extension PersonalTable {
    /// In the order in which rows are deleted: what refers to others comes first.
    package static let all: [PersonalTable] = signIn + access + openID + move + server

    private static let signIn: [PersonalTable] = [
        PersonalTable(
            "people", .columns("id, name, status, locale, zoneinfo, merged_into, created_at, last_sign_in_at, updated_at", .column("id")),
            .stays("the id alone, without anything personal: what others did with it refers to it")),
        PersonalTable(
            "sms_codes", .nothing("a code that opens something for five minutes"), .deleted(.through("factor_id", "second_factors"))),
        PersonalTable(
            "second_factors", .columns("id, kind, label, phone, set_by, created_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "passkeys",
            .columns(
                "id, kind, rp_id, name, transports, backup_eligible, backed_up, set_by, created_at, last_used_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable("passwords", .columns("set_by, set_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable("recovery_codes", .columns("created_at, used_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "recovery_requests",
            .columns("id, state, requested_at, waits_until, address, agent, account_id, decided_at, ended_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable(
            "factor_resets", .columns("account_id, approved_by, approved_at, expires_at", .column("person_id")),
            .deleted(.column("person_id").or(.column("approved_by")))),
        PersonalTable("dispute_links", .nothing("links that open something"), .deleted(.through("change_id", "sign_in_changes"))),
        PersonalTable(
            "kept_addresses", .columns("change_id, written, verified_at, created_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "kept_second_factors", .columns("change_id, kind, label, phone, created_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable("kept_passkeys", .columns("change_id, kind, name, created_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "sign_in_changes", .columns("id, title, changed_at, undone_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "session_proofs", .columns("session_id, password_at, factor_at, passkey_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable(
            "sessions",
            .columns("id, started_at, last_seen_at, ends_at, ended_at, auth_time, acr, amr, address, agent", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable("sign_ins", .nothing("a sign-in on its way, for an hour at most"), .deleted(.column("person_id"))),
        PersonalTable(
            "trusted_browsers", .columns("id, address, agent, created_at, last_used_at, expires_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable("known_browsers", .columns("created_at, last_used_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "mail_links", .columns("purpose, mailed_to, created_at, expires_at, used_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable(
            "address_links", .columns("address, replaces, created_at, expires_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "email_addresses", .columns("id, written, verified_at, product, is_main, created_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable("login_names", .columns("product, written, created_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "registration_links", .columns("address, product, created_at, expires_at", .address("address")), .deleted(.address("address"))),
        PersonalTable("deletions", .columns("requested_at, erase_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable("tries", .nothing("counters by person, network and address, swept away within a day"), .stays("gone within a day")),
        PersonalTable("used_challenges", .nothing("a list of numbers that were used"), .stays("nothing personal")),
    ]

    private static let access: [PersonalTable] = [
        PersonalTable(
            "access_grant_projects",
            .columns(
                "grant_id, project_id",
                Whose {
                    """
                    grant_id IN (SELECT g.id FROM access_grants g JOIN members m ON m.id = g.member_id WHERE m.person_id IN \(list: $0.ids))
                    """
                }), .stays("goes with the grant")),
        PersonalTable(
            "access_grants",
            .columns(
                "id, account_id, product, role, ends_at, source, given_by, given_at, warned_at, group_id", .through("member_id", "members")),
            .stays("goes with the membership; the id of whoever gave it says nothing any more")),
        PersonalTable(
            "access_group_members", .columns("group_id, member_id, added_at", .through("member_id", "members")),
            .stays("goes with the membership; the id of whoever added them says nothing any more")),
        PersonalTable(
            "reviewed_members", .columns("member_id, finding, reviewed_at", .through("member_id", "members")),
            .stays("goes with the membership; the id of whoever reviewed it says nothing any more")),
        PersonalTable("provisioned_group_members", .nothing("groups of the account's directory"), .stays("goes with the user")),
        PersonalTable(
            "provisioned_users",
            .columns(
                "id, account_id, product, user_name, external_id, email, active, attributes, created_at, changed_at",
                .through("id", "members").or(.address("email_canonical"))),
            .deleted(.address("email_canonical"))),
        PersonalTable(
            "provisioning_tokens", .columns("id, account_id, product, role, created_at, last_used_at, revoked_at", .column("made_by")),
            .stays("of the account; it opens nothing any more")),
        PersonalTable("custom_roles", .nothing("of the account"), .stays("of the account")),
        PersonalTable("access_groups", .nothing("of the account"), .stays("of the account")),
        PersonalTable(
            "members", .columns("id, account_id, product, status, held_at, created_at", .column("person_id")),
            .stays("ended before, so that the account reads of it")),
        PersonalTable("invitation_projects", .nothing("of the invitation"), .stays("goes with the invitation")),
        PersonalTable(
            "invitations",
            .columns(
                "id, account_id, product, email, role, state, message, created_at, sent_at, expires_at",
                .column("accepted_by").or(.address("email_canonical"))), .deleted(.column("accepted_by").or(.address("email_canonical")))),
        PersonalTable(
            "access_requests",
            .columns("account_id, product, area, created_at, answer, answered_at, note", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable("accounts", .nothing("of the account"), .stays("of the account")),
        PersonalTable("account_products", .nothing("of the account"), .stays("of the account")),
        PersonalTable(
            "account_closings", .nothing("of the account"), .stays("of the account; the id of whoever asked says nothing any more")),
        PersonalTable("account_domains", .nothing("of the account"), .stays("of the account")),
        PersonalTable("projects", .nothing("of the account"), .stays("of the account")),
        PersonalTable(
            "archived_projects", .nothing("of the account"), .stays("of the account; the id of whoever put it away says nothing any more")),
        PersonalTable("kept_catalogs", .nothing("of a product"), .stays("of a product, whose program or the operator kept it")),
        PersonalTable("archived_project_grants", .nothing("of the grant"), .stays("goes with the grant")),
        PersonalTable("billing_orders", .nothing("of programs"), .stays("nobody is in it")),
        PersonalTable("product_notices", .nothing("of the account"), .stays("of the account")),
        PersonalTable("key_networks", .nothing("of the account"), .stays("of the account, whose programs these are")),
        PersonalTable("key_notices", .nothing("a mail that is sent within seconds"), .deleted(.column("caused_by"))),
    ]

    private static let openID: [PersonalTable] = [
        PersonalTable(
            "authorization_codes", .nothing("a code that opens something for a minute"), .deleted(.through("grant_id", "openid_grants"))),
        PersonalTable("refresh_tokens", .nothing("tokens that open something"), .deleted(.through("grant_id", "openid_grants"))),
        PersonalTable(
            "openid_grants",
            .columns("id, client_id, account_id, scope, auth_time, acr, amr, created_at, revoked_at", .column("person_id")),
            .deleted(.column("person_id"))),
        PersonalTable(
            "consents", .columns("client_id, scope, given_at, at, last_used_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "logout_deliveries", .columns("client_id, session_id, created_at, state", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable("ended_grants", .nothing("acted on within a second"), .deleted(.column("person_id"))),
        PersonalTable("ended_sessions", .nothing("acted on within a second"), .stays("gone within a second")),
        PersonalTable(
            "clients",
            .columns("id, name, project_id, created_at, revoked_at", Whose { "created_by IN \(list: $0.ids.map { "person:" + $0 })" }),
            .stays("an access key belongs to its project, and the id of its maker says nothing any more")),
        PersonalTable("client_errors", .nothing("what clients were refused; nobody is named"), .stays("nobody is in it")),
        PersonalTable("pushed_requests", .nothing("a request to sign in, for a minute and a half"), .stays("gone within minutes")),
        PersonalTable("device_requests", .nothing("what a device asks for, for ten minutes"), .stays("gone within minutes")),
        PersonalTable("used_assertions", .nothing("hashes, for a minute"), .stays("gone within a minute")),
        PersonalTable("signing_keys", .nothing("of the server"), .stays("of the server")),
        PersonalTable("retired_keys", .nothing("of the server"), .stays("of the server")),
    ]

    private static let move: [PersonalTable] = [
        PersonalTable(
            "import_past_values", .nothing("digests under a key, which say nothing"),
            .deleted(
                Whose {
                    """
                    EXISTS (SELECT 1 FROM import_sources s WHERE s.product = import_past_values.product
                        AND s.external_id = import_past_values.external_id AND s.person_id IN \(list: $0.ids))
                    """
                })),
        PersonalTable(
            "import_sources", .columns("product, external_id, account_external_id, joined, imported_at, changed_at", .column("person_id")),
            .stays("so that the next import of the old product does not bring the person back")),
        PersonalTable(
            "rollout_logins", .columns("product, sent_at, succeeded_at, browser", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "rollout_listed", .nothing("ids and mail domains that an operator listed in a phase"),
            .deleted(Whose { "kind = 'person' AND value IN \(list: $0.ids)" })),
        PersonalTable("rollout_phases", .nothing("of the server"), .stays("of the server")),
        PersonalTable("move_guides", .columns("page, done_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "rollout_episodes",
            .columns("product, side, browser, known, wrong, result, started_at, last_at, signed_in_at", .column("person_id")),
            .parted("person_id", also: "signed_in_at")),
        PersonalTable("ended_sign_ins", .columns("ended_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable(
            "tickets", .columns("reference, step, product, words, opened_at, answered_at, answer", .address("canonical")),
            .deleted(.address("canonical"))),
        PersonalTable("operators", .columns("role, added_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable("import_reports", .nothing("counts, and the name of a file"), .stays("of the server")),
        PersonalTable("import_report_lines", .nothing("numbers of lines, and why they did not come in"), .stays("of the server")),
        PersonalTable("password_hooks", .nothing("of the server"), .stays("of the server")),
        PersonalTable("rollout_brakes", .nothing("of the server"), .stays("of the server")),
        PersonalTable("rollout_roll_backs", .nothing("of the server"), .stays("of the server")),
        PersonalTable("rollout_staying", .columns("reason", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable("rollout_waits", .columns("product, until", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable("account_days", .nothing("of the account"), .stays("of the account; the id of whoever asked says nothing any more")),
        PersonalTable("rollout_returns", .columns("product, returned_at", .column("person_id")), .deleted(.column("person_id"))),
        PersonalTable("classic_products", .nothing("of the server"), .stays("of the server")),
        PersonalTable("import_keys", .nothing("of the server"), .stays("of the server")),
        PersonalTable("account_sources", .nothing("of the account"), .stays("of the account")),
        PersonalTable(
            "joins", .columns("joined_at, undone_at, kept_name", Whose.column("kept_id").or(.column("other_id"))),
            .deleted(Whose.column("kept_id").or(.column("other_id")))),
        PersonalTable(
            "ended_memberships", .nothing("what of a membership comes back if a join is undone"), .deleted(.column("person_id"))),
        PersonalTable("join_parts", .nothing("ids of what a join moved"), .stays("goes with its join")),
        PersonalTable("join_postponements", .columns("until", .column("person_id")), .deleted(.column("person_id"))),
    ]

    private static let server: [PersonalTable] = [
        PersonalTable(
            "audit_events", .nothing("given as events, with their values"), .stays("what happened stays; what is personal stands apart")),
        PersonalTable("event_values", .nothing("given with the events"), .stays("erased with the addresses, by name")),
        PersonalTable("signal_receivers", .nothing("of the server"), .stays("of the server")),
        PersonalTable("signal_deliveries", .nothing("copies of events, for a month"), .stays("ids alone, gone within a month")),
        PersonalTable("audit_chains", .nothing("of the server"), .stays("of the server")),
        PersonalTable("audit_heads", .nothing("of the server"), .stays("of the server")),
        PersonalTable("audit_head_chains", .nothing("of the server"), .stays("of the server")),
        PersonalTable(
            "outbox", .columns("kind, recipient, subject, created_at, state", .address("recipient")), .deleted(.address("recipient"))),
        PersonalTable("schema_steps", .nothing("of the server"), .stays("of the server")),
    ]
}
