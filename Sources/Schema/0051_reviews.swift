internal import SQL

let reviews = Migration(
    51, "reviews",
    [
        // Who looked at a finding about a member and left it as it is: for some months it is not shown again.
        """
        CREATE TABLE reviewed_members (
            member_id TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
            finding TEXT NOT NULL,
            reviewed_by TEXT NOT NULL,
            reviewed_at BIGINT NOT NULL,
            PRIMARY KEY (member_id, finding)
        )
        """
    ])
