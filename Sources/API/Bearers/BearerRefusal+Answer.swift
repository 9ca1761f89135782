internal import HTTPTypes
internal import OpenID
internal import Web

extension BearerRefusal {
    /// RFC 6750 section 3, its body as the address words refusals.
    func answer(as form: RefusalForm) -> Answered {
        Answered(WebResponse.refusal(problem, as: form).with(header: .wwwAuthenticate, challenge))
    }
}
