package import SQL

/// The dashboard's ordered list of schema steps. Its database is separate from the ID's.
package enum DashboardSchema {
    /// SQLite and PostgreSQL differ only in the search index (`SearchIndex`). ProductKit's own steps come before these.
    package static let migrations: [Migration] = [
        Migration(101, "messages", messages, only: SearchIndex.first),
        Migration(102, "billing", billing),
        // Its terms were other ones: step 111 makes them anew.
        Migration(103, "exact sums and more search terms", exactSums).stoppingOlder(),
        // Older servers write no cells.
        Migration(104, "cells of traffic", cells, work: CellChanges.rebuild(in:)).stoppingOlder(),
        Migration(105, "price list", priceList).stoppingOlder(),
        Migration(106, "usage by day", usageDays, work: UsageChanges.rebuildDays(in:)).stoppingOlder(),
        Migration(107, "rises of failures", drops),
        Migration(108, "saved views", views),
        // Older servers count no usage by country.
        Migration(109, "invoices", invoices, work: UsageChanges.rebuildCountries(in:)).stoppingOlder(),
        // Older servers would take in again what was deleted.
        Migration(110, "retention", retention).stoppingOlder(),
        // Older servers index by other terms.
        Migration(
            111, "terms that last", [],
            only: [
                .sqlite: messagesByKey + (SearchIndex.current[.sqlite] ?? []),
                .postgres: otherIndexes + (SearchIndex.current[.postgres] ?? []),
            ], rebuildsTables: true, work: SearchIndex.rebuild(in:)
        ).stoppingOlder(),
        // Older servers count no usage by sender.
        Migration(112, "usage by country and sender", usageCells, work: UsageChanges.rebuildCells(in:)).stoppingOlder(),
        // Older servers know no corrections.
        Migration(113, "orders of programs", billingOrders).stoppingOlder(),
        // Older servers tell of the balance of the account.
        Migration(114, "marks of billing accounts", marksOfBilling).stoppingOlder(),
        Migration(115, "payments that name their invoice", namedPayments),
        Migration(116, "who moved what is billed", billingMoves),
    ]

    /// A message's key is the time it was sent in milliseconds, times 2^20, plus 20 bits of a hash of its id: one unique number that sorts
    /// by time and is used for paging. A project's number identifies its account and its name at the source.
    private static let messages: [Statement] = [
        """
        CREATE TABLE traffic_projects (
            number BIGINT PRIMARY KEY,
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            project_id TEXT,
            UNIQUE (account, name)
        )
        """,
        "CREATE UNIQUE INDEX traffic_projects_by_id ON traffic_projects (project_id)",
        """
        CREATE TABLE messages (
            key BIGINT PRIMARY KEY,
            id TEXT NOT NULL,
            project BIGINT NOT NULL REFERENCES traffic_projects (number),
            direction TEXT NOT NULL,
            sender TEXT NOT NULL,
            recipient TEXT NOT NULL,
            country TEXT NOT NULL,
            status TEXT NOT NULL,
            error_code TEXT NOT NULL,
            parts BIGINT NOT NULL,
            price BIGINT NOT NULL,
            currency TEXT NOT NULL,
            delivered_at BIGINT,
            body TEXT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX messages_by_id ON messages (id)",
        "CREATE INDEX messages_by_project ON messages (project, key)",
        "CREATE INDEX messages_by_status ON messages (project, status, key)",
        "CREATE INDEX messages_by_country ON messages (project, country, status, key)",
        """
        CREATE TABLE message_days (
            project BIGINT NOT NULL, day BIGINT NOT NULL, direction TEXT NOT NULL, status TEXT NOT NULL, messages BIGINT NOT NULL,
            PRIMARY KEY (project, day, direction, status)
        )
        """,
        """
        CREATE TABLE message_country_days (
            project BIGINT NOT NULL, country TEXT NOT NULL, day BIGINT NOT NULL, direction TEXT NOT NULL, status TEXT NOT NULL,
            messages BIGINT NOT NULL,
            PRIMARY KEY (project, country, day, direction, status)
        )
        """,
    ]

    /// A sum is stored as whole units of its currency and hundred-millionths, so that none can overflow.
    private static let exactSums: [Statement] = [
        "ALTER TABLE usage_months ADD COLUMN cost_whole BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE usage_months ADD COLUMN cost_rest BIGINT NOT NULL DEFAULT 0",
        "UPDATE usage_months SET cost_whole = cost / 100000000, cost_rest = cost % 100000000",
        "ALTER TABLE usage_months DROP COLUMN cost",
    ]

    /// How many messages of each kind a day has: what charts and breakdowns add up. Of what came in the sender is left out, as it is a person's
    /// number. `bucket` is a time of delivery (`DelayBucket`).
    private static let cells: [Statement] = [
        """
        CREATE TABLE message_cells (
            project BIGINT NOT NULL, day BIGINT NOT NULL, direction TEXT NOT NULL, country TEXT NOT NULL, sender TEXT NOT NULL,
            status TEXT NOT NULL, error_code TEXT NOT NULL, messages BIGINT NOT NULL,
            PRIMARY KEY (project, day, direction, country, sender, status, error_code)
        )
        """,
        """
        CREATE TABLE message_delays (
            project BIGINT NOT NULL, day BIGINT NOT NULL, country TEXT NOT NULL, bucket BIGINT NOT NULL, messages BIGINT NOT NULL,
            PRIMARY KEY (project, day, country, bucket)
        )
        """,
        // Who has sent from the project, for lists and the box.
        "CREATE TABLE message_senders (project BIGINT NOT NULL, sender TEXT NOT NULL, PRIMARY KEY (project, sender))",
        "CREATE INDEX messages_by_error ON messages (project, error_code, key) WHERE error_code <> ''",
    ]

    /// What a part of a message costs, from a day on; an empty country is every one that has no price of its own. Ids of messages are one
    /// account's own from here on: two accounts may give the same.
    private static let priceList: [Statement] = [
        """
        CREATE TABLE prices (
            currency TEXT NOT NULL, country TEXT NOT NULL, valid_from BIGINT NOT NULL, price BIGINT NOT NULL,
            PRIMARY KEY (currency, country, valid_from)
        )
        """,
        "DROP INDEX messages_by_id",
        "CREATE INDEX messages_by_id ON messages (id)",
    ]

    /// What a day cost, for forecasts; and the marks below which a balance is told of. `people` are the subjects of those who want to know.
    private static let usageDays: [Statement] = [
        """
        CREATE TABLE usage_days (
            project BIGINT NOT NULL, day BIGINT NOT NULL, currency TEXT NOT NULL, messages BIGINT NOT NULL, parts BIGINT NOT NULL,
            cost_whole BIGINT NOT NULL, cost_rest BIGINT NOT NULL,
            PRIMARY KEY (project, day, currency)
        )
        """,
        """
        CREATE TABLE balance_marks (
            id TEXT PRIMARY KEY, account TEXT NOT NULL, accounts TEXT NOT NULL, currency TEXT NOT NULL, amount BIGINT NOT NULL,
            people TEXT NOT NULL, below INTEGER NOT NULL, crossings BIGINT NOT NULL, made_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX balance_marks_by_account ON balance_marks (account)",
    ]

    /// What is known of each series while it is watched (`SeriesWatch`), the rises that were noticed, and who wants to be told: `name` is one by
    /// which traffic knows the account.
    private static let drops: [Statement] = [
        """
        CREATE TABLE traffic_watches (
            project BIGINT NOT NULL, country TEXT NOT NULL, sender TEXT NOT NULL, day BIGINT NOT NULL, usual_finished BIGINT NOT NULL,
            usual_failed BIGINT NOT NULL, threshold BIGINT NOT NULL, begun BIGINT NOT NULL, evidence TEXT NOT NULL, since BIGINT,
            finished BIGINT NOT NULL, failed BIGINT NOT NULL, errors TEXT NOT NULL, drop_id TEXT,
            PRIMARY KEY (project, country, sender)
        )
        """,
        """
        CREATE TABLE traffic_drops (
            id TEXT PRIMARY KEY, project BIGINT NOT NULL, country TEXT NOT NULL, sender TEXT NOT NULL, since BIGINT NOT NULL,
            noticed_at BIGINT NOT NULL, ended_at BIGINT, ended_as TEXT, finished BIGINT NOT NULL, failed BIGINT NOT NULL,
            usual_finished BIGINT NOT NULL, usual_failed BIGINT NOT NULL, error_code TEXT NOT NULL, told_at BIGINT
        )
        """,
        "CREATE INDEX traffic_drops_by_project ON traffic_drops (project, noticed_at)",
        "CREATE INDEX traffic_drops_untold ON traffic_drops (noticed_at) WHERE told_at IS NULL",
        "CREATE INDEX traffic_drops_open ON traffic_drops (noticed_at) WHERE ended_at IS NULL",
        "CREATE TABLE drop_readers (name TEXT NOT NULL, account TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (name, account, person))",
        "CREATE INDEX drop_readers_by_account ON drop_readers (account, person)",
    ]

    /// Questions that are kept, as JSON, and who is reminded of them by mail. An empty project is all that a reader sees.
    private static let views: [Statement] = [
        """
        CREATE TABLE saved_views (
            id TEXT PRIMARY KEY, account TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL, question TEXT NOT NULL, project TEXT NOT NULL,
            shared INTEGER NOT NULL, made_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX saved_views_by_account ON saved_views (account, owner)",
        """
        CREATE TABLE view_mails (
            view TEXT NOT NULL REFERENCES saved_views (id), person TEXT NOT NULL, rhythm TEXT NOT NULL, zone TEXT NOT NULL,
            next_at BIGINT NOT NULL, PRIMARY KEY (view, person)
        )
        """,
        "CREATE INDEX view_mails_by_time ON view_mails (next_at)",
    ]

    /// Who is billed, for which projects, and what was invoiced. `billed` is how much of a month's cost stands on invoices; an invoice is never
    /// changed. A ledger entry of an invoice is its tax or its rounding; what its messages cost is the usage.
    private static let invoices: [Statement] = [
        """
        CREATE TABLE usage_countries (
            project BIGINT NOT NULL, month BIGINT NOT NULL, country TEXT NOT NULL, currency TEXT NOT NULL, messages BIGINT NOT NULL,
            parts BIGINT NOT NULL, cost_whole BIGINT NOT NULL, cost_rest BIGINT NOT NULL, billed_whole BIGINT NOT NULL DEFAULT 0,
            billed_rest BIGINT NOT NULL DEFAULT 0, billed_messages BIGINT NOT NULL DEFAULT 0, billed_parts BIGINT NOT NULL DEFAULT 0,
            PRIMARY KEY (project, month, country, currency)
        )
        """,
        """
        CREATE TABLE billing_accounts (
            id TEXT PRIMARY KEY, account TEXT NOT NULL, names TEXT NOT NULL, name TEXT NOT NULL, currency TEXT NOT NULL, address TEXT NOT NULL,
            tax_number TEXT NOT NULL, purchase_order TEXT NOT NULL, tax_category TEXT NOT NULL, tax_rate BIGINT NOT NULL,
            tax_reason TEXT NOT NULL, since_month BIGINT NOT NULL, made_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX billing_accounts_by_account ON billing_accounts (account, made_at)",
        """
        CREATE TABLE billing_projects (
            project BIGINT NOT NULL, from_month BIGINT NOT NULL, billing_account TEXT NOT NULL REFERENCES billing_accounts (id),
            PRIMARY KEY (project, from_month)
        )
        """,
        """
        CREATE TABLE invoices (
            id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, billing_account TEXT NOT NULL REFERENCES billing_accounts (id),
            kind TEXT NOT NULL, month BIGINT NOT NULL, issued_at BIGINT NOT NULL, currency TEXT NOT NULL, net BIGINT NOT NULL,
            tax BIGINT NOT NULL, parties TEXT NOT NULL, refers_to TEXT NOT NULL, note TEXT NOT NULL
        )
        """,
        "CREATE INDEX invoices_by_account ON invoices (billing_account, issued_at, id)",
        """
        CREATE TABLE invoice_lines (
            invoice TEXT NOT NULL REFERENCES invoices (id), position BIGINT NOT NULL, project BIGINT NOT NULL, name TEXT NOT NULL,
            country TEXT NOT NULL, month BIGINT NOT NULL, messages BIGINT NOT NULL, parts BIGINT NOT NULL, amount BIGINT NOT NULL,
            PRIMARY KEY (invoice, position)
        )
        """,
        "CREATE TABLE invoice_runs (billing_account TEXT NOT NULL, month BIGINT NOT NULL, PRIMARY KEY (billing_account, month))",
        "CREATE TABLE invoice_numbers (series TEXT PRIMARY KEY, last BIGINT NOT NULL)",
        "ALTER TABLE ledger_entries ADD COLUMN kind TEXT NOT NULL DEFAULT 'payment'",
        "ALTER TABLE ledger_entries ADD COLUMN billing_account TEXT NOT NULL DEFAULT ''",
    ]

    /// What programs booked, by the names that they gave their orders, with the answer that a repetition gets.
    private static let billingOrders: [Statement] = [
        """
        CREATE TABLE billing_orders (
            client TEXT NOT NULL, name TEXT NOT NULL, event TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, made_at BIGINT NOT NULL,
            PRIMARY KEY (client, name)
        )
        """
    ]

    /// A mark is of one billing account: of the oldest that is billed in its currency; of none where there is none.
    private static let marksOfBilling: [Statement] = [
        "ALTER TABLE balance_marks ADD COLUMN billing_account TEXT NOT NULL DEFAULT ''",
        """
        UPDATE balance_marks SET billing_account = COALESCE((
            SELECT b.id FROM billing_accounts b WHERE b.account = balance_marks.account AND b.currency = balance_marks.currency
            ORDER BY b.made_at, b.id LIMIT 1), '')
        """,
    ]

    /// Until then a payment named its invoice in its note alone: the number, with what was said besides after a colon.
    private static let namedPayments: [Statement] = [
        "ALTER TABLE ledger_entries ADD COLUMN invoice TEXT NOT NULL DEFAULT ''",
        """
        UPDATE ledger_entries SET invoice = COALESCE((
            SELECT MIN(i.number) FROM invoices i WHERE i.billing_account = ledger_entries.billing_account AND i.kind = 'invoice'
                AND (ledger_entries.note = i.number OR substr(ledger_entries.note, 1, length(i.number) + 2) = i.number || ': ')), '')
        WHERE kind = 'payment' AND billing_account <> ''
        """,
    ]

    /// When it was decided that a project is billed elsewhere, and by whom; of what was decided before, nobody knows.
    private static let billingMoves: [Statement] = [
        "ALTER TABLE billing_projects ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE billing_projects ADD COLUMN moved_by TEXT NOT NULL DEFAULT ''",
    ]

    /// What a day cost by country and sender. The sender of what came in is left out, as it is a person's number.
    private static let usageCells: [Statement] = [
        """
        CREATE TABLE usage_cells (
            project BIGINT NOT NULL, day BIGINT NOT NULL, country TEXT NOT NULL, sender TEXT NOT NULL, currency TEXT NOT NULL,
            messages BIGINT NOT NULL, parts BIGINT NOT NULL, cost_whole BIGINT NOT NULL, cost_rest BIGINT NOT NULL,
            PRIMARY KEY (project, day, country, sender, currency)
        )
        """
    ]

    /// For how many days an account keeps messages (NULL: always), and what comes next. `name` is one by which traffic knows the account.
    private static let retention: [Statement] = [
        """
        CREATE TABLE retentions (
            account TEXT PRIMARY KEY, names TEXT NOT NULL, days BIGINT, next_days BIGINT, next_at BIGINT, set_by TEXT NOT NULL
        )
        """,
        "CREATE TABLE retention_names (name TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES retentions (account))",
    ]

    /// Countries are terms of the search, and what was delivered is most of all: whoever asks for it walks through its project.
    private static let otherIndexes: [Statement] = [
        "DROP INDEX messages_by_country",
        "DROP INDEX messages_by_status",
        "CREATE INDEX messages_by_status ON messages (project, status, key) WHERE status <> 'Delivered'",
    ]

    /// The key as the number of the row: only this word makes it so. SQLite then keeps it once, and at the end of every index.
    private static let messagesByKey: [Statement] =
        TableRebuild(
            "messages",
            columns: """
                key, id, project, direction, sender, recipient, country, status, error_code, parts, price, currency, delivered_at, body
                """,
            """
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            project BIGINT NOT NULL REFERENCES traffic_projects (number),
            direction TEXT NOT NULL,
            sender TEXT NOT NULL,
            recipient TEXT NOT NULL,
            country TEXT NOT NULL,
            status TEXT NOT NULL,
            error_code TEXT NOT NULL,
            parts BIGINT NOT NULL,
            price BIGINT NOT NULL,
            currency TEXT NOT NULL,
            delivered_at BIGINT,
            body TEXT NOT NULL
            """,
            indexes: [
                "CREATE INDEX messages_by_id ON messages (id)",
                "CREATE INDEX messages_by_project ON messages (project)",
                "CREATE INDEX messages_by_status ON messages (project, status) WHERE status <> 'Delivered'",
                "CREATE INDEX messages_by_error ON messages (project, error_code) WHERE error_code <> ''",
            ]
        ).statements

    private static let billing: [Statement] = [
        """
        CREATE TABLE usage_months (
            project BIGINT NOT NULL, month BIGINT NOT NULL, currency TEXT NOT NULL, messages BIGINT NOT NULL, parts BIGINT NOT NULL,
            cost BIGINT NOT NULL,
            PRIMARY KEY (project, month, currency)
        )
        """,
        """
        CREATE TABLE ledger_entries (
            id TEXT PRIMARY KEY, account TEXT NOT NULL, at BIGINT NOT NULL, amount BIGINT NOT NULL, currency TEXT NOT NULL, note TEXT NOT NULL
        )
        """,
        "CREATE INDEX ledger_entries_by_account ON ledger_entries (account, at, id)",
    ]
}
