internal import SQL

let importReports = Migration(
    66, "importReports",
    [
        // What became of an import: its counts, and the first of its lines that did not come in whole, by number and reason. Nothing that stands
        // in the file is kept.
        """
        CREATE TABLE import_reports (
            id TEXT PRIMARY KEY,
            product TEXT NOT NULL,
            file TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            ended_at BIGINT NOT NULL,
            all_rows BIGINT NOT NULL,
            imported BIGINT NOT NULL,
            updated BIGINT NOT NULL,
            unchanged BIGINT NOT NULL,
            rejected BIGINT NOT NULL,
            warnings BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE import_report_lines (
            report_id TEXT NOT NULL REFERENCES import_reports (id) ON DELETE CASCADE,
            line BIGINT NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT,
            is_rejected BIGINT NOT NULL
        )
        """,
        "CREATE INDEX import_report_lines_by_report ON import_report_lines (report_id, line)",
    ])
