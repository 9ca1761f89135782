internal import HTTPTypes
internal import OpenID
internal import Web

extension BearerRefusal {
    /// The response of RFC 6750 section 3, with the body in the refusal form of the route.
    /// `metadata` is the address of the metadata of the API.
    func answer(as form: RefusalForm, metadata: String? = nil) -> Answered {
        let response = WebResponse.refusal(problem, as: form).with(header: .wwwAuthenticate, challenge(metadata: metadata))
        return Answered(nextNonce.map { response.with(header: .dpopNonce, $0) } ?? response)
    }
}
