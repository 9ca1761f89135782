internal import SQL

let invitationMessages = Migration(
    45, "messages of inviters",
    [
        // What the inviter writes to the invited person, in the mail.
        "ALTER TABLE invitations ADD COLUMN message TEXT"
    ])
