// Suites of Delivery.
