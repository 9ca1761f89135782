import TestSupport

/// A line of a file of messages, as a test writes it.
struct TrafficLine: Adjustable {
    var id: String
    var account = "acc_1"
    var project = "Checkout"
    var direction = "outbound"
    var sender = "Northwind"
    var recipient = "+46701234567"
    var country = "SE"
    var status = "Delivered"
    var errorCode = ""
    var price = "0.0075"
    var currency = "EUR"
    var sentAt: Int64 = 1_717_200_000_000
    var body = "your code is ready"

    init(_ id: String) { self.id = id }

    var text: String {
        """
        {"id":"\(id)","account":"\(account)","project":"\(project)","direction":"\(direction)","from":"\(sender)","to":"\(recipient)",\
        "country":"\(country)","status":"\(status)","error_code":"\(errorCode)","parts":1,"price":"\(price)","currency":"\(currency)",\
        "sent_at":\(sentAt),"delivered_at":\(status == "Delivered" ? String(sentAt + 900) : "null"),"body":"\(body)"}
        """
    }
}
