internal import SQL

let moveGuides = Migration(
    57, "moveGuides",
    [
        // How far a person is in the pages that say what moved, and when they were through.
        """
        CREATE TABLE move_guides (
            person_id TEXT PRIMARY KEY REFERENCES people (id),
            page BIGINT NOT NULL,
            done_at BIGINT
        )
        """
    ])
