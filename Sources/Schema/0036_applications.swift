internal import SQL

let applications = Migration(
    36, "applications",
    [
        // Since when a person lets an application use their ID, whatever it asked for later; and when it last got tokens, to the hour.
        "ALTER TABLE consents ADD COLUMN given_at BIGINT",
        "ALTER TABLE consents ADD COLUMN last_used_at BIGINT",
        "UPDATE consents SET given_at = at",
        // For whoever has the ID already: what waits for them.
        "CREATE INDEX invitations_by_email ON invitations (email_canonical, state)",
    ])
