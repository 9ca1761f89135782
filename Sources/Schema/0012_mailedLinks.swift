internal import SQL

let mailedLinks = Migration(
    12, "mailed links keep the address they went to",
    [
        "ALTER TABLE mail_links ADD COLUMN mailed_to TEXT NOT NULL DEFAULT ''",
        // An address that an import has changed since the link was sent cannot be told any more: those links must be asked for again.
        """
        UPDATE mail_links SET mailed_to = (SELECT canonical FROM email_addresses a WHERE a.id = mail_links.address_id)
        WHERE NOT EXISTS (
            SELECT 1 FROM audit_events e
            WHERE e.action = 'address.changed' AND e.subject = mail_links.person_id AND e.at >= mail_links.created_at
        )
        """,
    ])
