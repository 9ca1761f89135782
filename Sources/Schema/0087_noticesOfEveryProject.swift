internal import SQL

let noticesOfEveryProject = Migration(
    87, "noticesOfEveryProject",
    [
        // Whether a notice is for those alone who see its area in every project of the account.
        "ALTER TABLE product_notices ADD COLUMN every_project INTEGER NOT NULL DEFAULT 0"
    ])
