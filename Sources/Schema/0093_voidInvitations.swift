internal import SQL

let voidInvitations = Migration(
    93, "voidInvitations",
    [
        // When whoever sent it lost the right to: from then on it is over, whatever rights they get again.
        "ALTER TABLE invitations ADD COLUMN voided_at BIGINT",
        "CREATE INDEX invitations_by_inviter ON invitations (invited_by) WHERE state = 'pending'",
    ])
