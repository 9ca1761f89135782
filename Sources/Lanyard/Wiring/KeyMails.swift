internal import Directory

/// The mails about access keys.
struct KeyMails: Sendable {
    let left: KeyNotices
    let uses: KeyUseNotices
}
