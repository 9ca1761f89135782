internal import SQL

let noticesOfProjects = Migration(
    91, "noticesOfProjects",
    [
        // The projects in each of which its recipients see its area, beside the one that it is about.
        "ALTER TABLE product_notices ADD COLUMN projects TEXT NOT NULL DEFAULT ''"
    ])
