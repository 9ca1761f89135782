package import Core

package enum NoticePath {
    /// Where the mail of a product's notice leads: a page of the ID.
    package static let notice = PathTo<ProductNoticeID>("/notices/:notice")
}
