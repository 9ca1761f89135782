internal import SQL

let phaseCountries = Migration(
    89, "phaseCountries",
    [
        // The countries, by their codes in ISO 3166-1 and in their order, whose people a phase is for; empty for all.
        "ALTER TABLE rollout_phases ADD COLUMN countries TEXT NOT NULL DEFAULT ''"
    ])
