internal import SQL

let invitationMails = Migration(
    53, "invitationMails",
    [
        // The mail that took the invitation along, to know whether it could be delivered.
        "ALTER TABLE invitations ADD COLUMN mail_id TEXT"
    ])
