/// What this process counts and measures. `docs/monitoring.md` says what each means and what to do about it; its rules and its dashboard
/// name no other.
package enum ServerMetrics {
    // Sign-ins
    package static let signIns = Counter(
        "lanyard_sign_ins_total", "Tries to sign in that were judged, by what became of them, what was judged, and the asking product.",
        labels: ["outcome", "factor", "product"])
    package static let hashingWait = Histogram(
        "lanyard_hashing_wait_seconds", "How long a password waited for one of the threads that hash.")
    package static let hashingWaiting = Gauge("lanyard_hashing_waiting", "Passwords that wait for a thread now.")
    package static let hashingRefused = Counter("lanyard_hashing_refused_total", "Passwords turned away because too many waited.")

    // Tokens and decisions
    package static let tokens = Counter("lanyard_tokens_total", "Requests for tokens, by grant and outcome.", labels: ["grant", "outcome"])
    package static let decisions = Counter("lanyard_decisions_total", "Decisions given to programs (AuthZEN).", labels: ["decision"])
    package static let logouts = Counter(
        "lanyard_logout_deliveries_total", "Logout tokens posted to clients, by outcome.", labels: ["outcome"])
    package static let logoutsWaiting = Gauge("lanyard_logout_waiting", "Logout tokens that are still to be posted.")

    // Messages
    package static let messages = Counter(
        "lanyard_outbox_messages_total", "Mails, SMS and webhooks tried, by kind and outcome.", labels: ["kind", "outcome"])
    package static let outboxWaiting = Gauge("lanyard_outbox_waiting", "Messages that are still to be sent.", labels: ["kind"])
    package static let outboxAge = Gauge("lanyard_outbox_oldest_seconds", "Age of the oldest message that is still to be sent.")

    // Databases
    package static let commits = Counter(
        "lanyard_database_commits_total", "Commits, by database and outcome.", labels: ["database", "outcome"])
    package static let commitTime = Histogram(
        "lanyard_database_commit_seconds", "How long a commit took from its beginning, the disk included.", labels: ["database"])
    package static let groupSize = Histogram(
        "lanyard_database_group_size", "How many writes shared one commit.", labels: ["database"], bounds: [1, 2, 4, 8, 16, 32, 64, 128])
    package static let databaseWait = Histogram(
        "lanyard_database_wait_seconds", "How long writes, and reads that had to, waited for their turn or a connection.",
        labels: ["database", "kind"])
    package static let logPages = Gauge(
        "lanyard_database_log_pages", "Pages of the write-ahead log that no checkpoint has moved yet (SQLite).", labels: ["database"])

    // The move
    package static let imports = Gauge(
        "lanyard_import_rows", "Rows of each product's latest import, by outcome.", labels: ["product", "outcome"])
    package static let importEnd = Gauge(
        "lanyard_import_ended_timestamp_seconds", "When each product's latest import ended.", labels: ["product"])
    package static let routed = Counter(
        "lanyard_rollout_answers_total", "Answers to a product that asked where a login signs in.", labels: ["product", "to"])
    package static let phases = Gauge("lanyard_rollout_phases", "Phases of moves, by product and state.", labels: ["product", "state"])
    package static let pauses = Gauge("lanyard_rollout_pauses", "Classes of people whose move is paused.", labels: ["product"])

    package static let scrapeFailures = Counter(
        "lanyard_scrape_failures_total", "Times that what stands in the database could not be read for this page.")

    package static let all: [any Metric] = [
        signIns, hashingWait, hashingWaiting, hashingRefused, tokens, decisions, logouts, logoutsWaiting, messages, outboxWaiting,
        outboxAge, commits, commitTime, groupSize, databaseWait, logPages, imports, importEnd, routed, phases, pauses,
        scrapeFailures,
    ]
}
