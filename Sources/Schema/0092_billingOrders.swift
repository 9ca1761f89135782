internal import SQL

let billingOrders = Migration(
    92, "billingOrders",
    [
        // Which orders of programs the log tells of: `event` is what it tells, so that a repetition is known from another order of the name.
        """
        CREATE TABLE billing_orders (
            product TEXT NOT NULL,
            client TEXT NOT NULL,
            name TEXT NOT NULL,
            event TEXT NOT NULL,
            told_at BIGINT NOT NULL,
            PRIMARY KEY (product, client, name)
        )
        """
    ])
