internal import SQL

let keptCatalogs = Migration(
    86, "keptCatalogs",
    [
        // Catalogs that products keep by the API, each version of them. The newest counts in place of the product's file; one without a text
        // says that the file counts again.
        """
        CREATE TABLE kept_catalogs (
            product TEXT NOT NULL,
            version INTEGER NOT NULL,
            text TEXT NOT NULL,
            kept_by TEXT NOT NULL,
            kept_at BIGINT NOT NULL,
            PRIMARY KEY (product, version)
        )
        """
    ])
