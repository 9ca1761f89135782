import Core
import HTTPTypes
import Web

let testAddress: PublicAddress = PublicAddress("http://localhost:8080") ?? fallback()
private func fallback() -> PublicAddress { preconditionFailure("the test's own address is well formed") }
