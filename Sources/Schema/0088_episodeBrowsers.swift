internal import SQL

let episodeBrowsers = Migration(
    88, "episodeBrowsers",
    [
        // By what the tries of one browser are known as one's, as a hash; NULL if nobody said it.
        "ALTER TABLE rollout_episodes ADD COLUMN browser_mark TEXT"
    ])
