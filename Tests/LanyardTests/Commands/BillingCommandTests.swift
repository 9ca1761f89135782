import Foundation
import Testing

@Suite("Commands about billing", .serialized)
struct BillingCommandTests {
    @Test("A top-up is booked, and what cannot be one is refused with what to write instead")
    func topUp() throws {
        try CommandLine.inFolder { lanyard in
            let account = try lanyard.account()
            let booked = try lanyard("billing", "top-up", account, "250.00", "EUR", "--json")
            #expect(booked.field("amount") == "250.00", "\(booked.errors)")
            for (amount, currency, reason) in [
                ("-5", "EUR", "more than zero"), ("0", "EUR", "more than zero"), ("much", "EUR", "'much' is not an amount"),
                ("5", "XXX", "ISO 4217"), ("5", "eur", "ISO 4217"),
            ] {
                let refused = try lanyard("billing", "top-up", account, amount, currency)
                #expect(refused.status == 1)
                #expect(refused.errors.contains(reason), "\(refused.errors)")
            }
        }
    }
}
