import Contract
import Core
import ProductKit
import SQL
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("Balances on the overview", .onEveryDatabase)
struct OverviewBalanceTests {
    private static let june = Timestamp(seconds: 1_717_200_000)

    private func billing(_ name: String, _ number: Int) -> BillingAccount {
        BillingAccount(
            id: "bil_\(number)", account: "acc_id", names: ["acc_id", "acc_1"], name: name, currency: "EUR", address: "Road 1",
            taxNumber: "", purchaseOrder: "", sinceMonth: 0)
    }

    @Test("Each billing account has a line of its own, for those who see every project that was ever billed there")
    func lines() async throws {
        for role in Role.allCases {
            try await Served.with(.current, role) { served in
                let checkout = try #require(try await Traffic.numbers(served.database, "Checkout").first)
                try await served.database.write { tx in
                    try tx.insert(billing("Northwind AB", 1), at: Self.june)
                    try tx.insert(billing("Labs", 2), at: Self.june + .seconds(1))
                    try tx.move(checkout, to: "bil_2", from: 0, by: "per_1", at: Self.june)
                }
                let page = await served.get(OverviewPath.overview).settled
                let seesCheckout = try role.row()["billing"] != .nothing
                let seesAll = role == .administrator
                #expect(page.contains("Labs: more was used than topped up") == seesCheckout, "\(role)")
                #expect(page.contains(#"<data value="-0.0198""#) == seesCheckout, "\(role)")
                #expect(
                    page.contains("Northwind AB: left to use") == seesAll && page.contains(#"<data value="250.9812""#) == seesAll, "\(role)"
                )
                // What it all comes to is nobody's.
                #expect(!page.contains("250.9614"), "\(role)")
                try await served.database.write { tx in try tx.run("DELETE FROM billing_projects") }
                let whole = await served.get(OverviewPath.overview).settled
                #expect(whole.contains("250.9614") == seesAll && !whole.contains("Labs"), "\(role)")
            }
        }
    }

    @Test("An account that nobody is billed for has one line, for whoever has Billing in the projects that the page is of")
    func unbilled() async throws {
        for role in Role.allCases {
            try await Served.with(.current, role) { served in
                let hasBilling = try role.row()["billing"] != .nothing
                let page = await served.get(OverviewPath.overview).settled
                #expect(page.contains("250.9614") == (hasBilling && page.contains("left to use")), "\(role)")
                #expect(page.contains("left to use") == hasBilling, "\(role)")
            }
        }
    }
}
