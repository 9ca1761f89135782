/// What was done, as `noun.participle`: every action that the audit log can hold. The raw value is stored and read by others; a case may be
/// renamed, its raw value may not.
package enum AuditAction: String, Sendable, CaseIterable {
    /// Its name, its end, or the networks that it may be used from.
    case accessKeyChanged = "access-key.changed"
    case accessKeyCreated = "access-key.created"
    case accessKeyKept = "access-key.kept"
    /// It got a new secret; the details say until when the old one is accepted.
    case accessKeyRenewed = "access-key.renewed"
    case accessKeyRevoked = "access-key.revoked"
    case accessRequested = "access.requested"
    case accessApproved = "access.approved"
    case accessDenied = "access.denied"

    case accountOpened = "account.opened"
    /// Its administrators asked for its end; the detail says the day.
    case accountClosing = "account.closing"
    case accountActConfirmed = "account.act-confirmed"
    case accountKept = "account.kept"
    case accountClosed = "account.closed"
    case accountProductAdded = "account.product-added"
    case accountRenamed = "account.renamed"
    /// Where it is reached about which matters; the detail says which.
    case accountContactsChanged = "account.contacts-changed"
    /// In which language and time zone people read who chose none.
    case accountReadingChanged = "account.reading-changed"
    /// Whether it needs two proved factors.
    case accountFactorsChanged = "account.factors-changed"
    /// How everybody signs in, how long and from where, and who invites.
    case accountPoliciesChanged = "account.policies-changed"

    /// Events that are older than the operator keeps them were deleted, up to a signed head.
    case auditCut = "audit.cut"

    /// The operator booked a payment; the detail says the currency, and no sum.
    case billingToppedUp = "billing.topped-up"
    /// The operator set a price of messages.
    case billingPriceSet = "billing.price-set"
    case billingTaxSet = "billing.tax-set"
    case billingCredited = "billing.credited"
    case billingCorrected = "billing.corrected"
    /// A payment of an invoice.
    case billingPaid = "billing.paid"
    /// What people do on the dashboard's pages: who is billed, for which project, and who is told of a low balance.
    case billingAccountMade = "billing.account-made"
    case billingAccountChanged = "billing.account-changed"
    case billingProjectMoved = "billing.project-moved"
    case billingMarkSet = "billing.mark-set"
    case billingMarkRemoved = "billing.mark-removed"
    /// The details say who is told from now on, and who no more.
    case billingMarkPeopleChosen = "billing.mark-people-chosen"
    case dkimKeyExported = "mail.dkim-key-exported"

    case domainAdded = "domain.added"
    /// Its record is gone, or no name server answered for a week.
    case domainLost = "domain.lost"
    case domainRemoved = "domain.removed"
    case domainVerified = "domain.verified"

    case factorResetAllowed = "factor-reset.allowed"
    case factorResetWithdrawn = "factor-reset.withdrawn"

    case addressAdded = "address.added"
    case addressRemoved = "address.removed"
    /// Which address is the main one.
    case addressChosen = "address.chosen"
    case addressChanged = "address.changed"
    /// Found by a step of the schema: another address has the same canonical form (the detail `with`), so this one kept its old form.
    case addressMeets = "address.meets"
    case addressVerified = "address.verified"

    /// A product keeps its catalog by the API.
    case catalogKept = "catalog.kept"
    /// The file of a product counts again.
    case catalogReleased = "catalog.released"
    case clientChanged = "client.changed"
    case clientCreated = "client.created"
    case clientRevoked = "client.revoked"

    case consentGiven = "consent.given"
    case consentWithdrawn = "consent.withdrawn"

    /// A device without a browser was let in (RFC 8628).
    case deviceApproved = "device.approved"

    case grantRevoked = "grant.revoked"
    case grantsRevoked = "grants.revoked"

    case importFinished = "import.finished"

    case invitationAccepted = "invitation.accepted"
    case invitationResent = "invitation.resent"
    case invitationSent = "invitation.sent"
    case invitationWithdrawn = "invitation.withdrawn"

    case groupChanged = "group.changed"
    case groupClosed = "group.closed"
    case groupJoined = "group.joined"
    case groupLeft = "group.left"
    case groupOpened = "group.opened"
    case groupRenamed = "group.renamed"
    case provisioningTokenMade = "provisioning-token.made"
    case provisioningTokenRevoked = "provisioning-token.revoked"
    /// A directory put somebody into the account, whether or not they arrived yet.
    case userProvisioned = "user.provisioned"
    /// What a directory says of somebody.
    case userDescribed = "user.described"
    case userDeprovisioned = "user.deprovisioned"
    /// Phases of a product's move, and whoever came inside by the first sign-in at the ID.
    case rolloutPhaseAdded = "rollout.phase-added"
    case rolloutPhaseChanged = "rollout.phase-changed"
    case rolloutPhaseStarted = "rollout.phase-started"
    case rolloutPhasePaused = "rollout.phase-paused"
    case rolloutPhaseResumed = "rollout.phase-resumed"
    case rolloutPhaseRemoved = "rollout.phase-removed"
    /// A class of people failed more often inside than before, and is led to the product's own sign-in until it is released.
    case rolloutBraked = "rollout.braked"
    /// People of a phase or of a paused class go back to the product's own sign-in, some at a time.
    case rollBackBegun = "rollout.roll-back-begun"
    case rolloutReleased = "rollout.released"
    case rolloutFinished = "rollout.finished"
    /// An import brought another user name of an old product.
    case loginNameChanged = "login.name-changed"
    case loginMoved = "login.moved"
    /// The operator rolled somebody back: they sign in at the product itself again.
    case loginReturned = "login.returned"
    /// Somebody said "not now", once: they come inside later.
    case movePutOff = "login.put-off"
    /// The day on which an account's people move: asked for by its administrators, decided by whoever runs the server.
    case accountDayAsked = "account.day-asked"
    case accountDayAgreed = "account.day-agreed"
    case accountDayDeclined = "account.day-declined"
    /// A product signs its people in by their old logins until they move, or does so no more.
    case classicRegistered = "classic.registered"
    case classicEnded = "classic.ended"
    case roleChanged = "role.changed"
    case roleMade = "role.made"
    case roleRemoved = "role.removed"
    case memberAdded = "member.added"
    case memberChanged = "member.changed"
    /// The account does not open for them until it agrees: another account let them back in without their second factor.
    case memberHeld = "member.held"
    case memberLeft = "member.left"
    case memberMoved = "member.moved"
    case memberRemoved = "member.removed"
    /// Somebody looked at a finding about them and left it as it is.
    case memberReviewed = "member.reviewed"

    case passwordLinkSent = "password.link-sent"
    case passwordSet = "password.set"
    /// The operator took it away because of how it was kept.
    case passwordRequired = "password.required"
    case passwordStrengthened = "password.strengthened"

    /// An old product is asked whether a password is right, or is not any more.
    case passwordHookAdded = "password-hook.added"
    case passwordHookRemoved = "password-hook.removed"

    case personAdded = "person.added"
    /// Asked to be deleted.
    case personLeaving = "person.leaving"
    /// Came back in time.
    case personKept = "person.kept"
    case personErased = "person.erased"
    case personJoined = "person.joined"
    case personSeparated = "person.separated"
    /// What a product asked to be told was sent; the details say what kind, and to how many.
    case noticeSent = "notice.sent"

    case passkeyAdded = "passkey.added"
    case passkeyRemoved = "passkey.removed"
    /// A key that exists once was used with a counter that went back.
    case passkeyCopied = "passkey.copied"
    case personRenamed = "person.renamed"
    /// In which language and time zone they read.
    case readingChanged = "person.reading-changed"
    case personStatusChanged = "person.status-changed"

    /// It was put away.
    case projectClosed = "project.closed"
    /// It lies below another project now, or at the top.
    case projectMoved = "project.moved"
    case projectOpened = "project.opened"
    case projectRenamed = "project.renamed"
    case projectRestored = "project.restored"

    case recoveryApproved = "recovery.approved"
    case recoveryDenied = "recovery.denied"
    case recoveryFinished = "recovery.finished"
    case recoveryLinkSent = "recovery.link-sent"
    case recoveryRequested = "recovery.requested"
    case recoveryStopped = "recovery.stopped"
    case recoveryCodesMade = "recovery-codes.made"
    case recoveryCodeUsed = "recovery-code.used"

    case trustedBrowserAdded = "trusted-browser.added"
    case trustedBrowserRemoved = "trusted-browser.removed"

    case secondFactorAdded = "second-factor.added"
    case secondFactorRemoved = "second-factor.removed"

    /// Who is told of events (Signals).
    case receiverAdded = "signal-receiver.added"
    case receiverRemoved = "signal-receiver.removed"
    case receiverEnabled = "signal-receiver.enabled"
    /// What it had not accepted is sent to it again.
    case receiverReplayed = "signal-receiver.replayed"
    case receiverDisabled = "signal-receiver.disabled"

    /// By "This was not me": everything since a change was taken back.
    case signInRestored = "sign-in.restored"

    case sessionEnded = "session.ended"
    case sessionStarted = "session.started"

    case signingKeysCreated = "signing-keys.created"
    case signingKeysRotated = "signing-keys.rotated"

    /// Who runs the server on its own pages.
    case operatorAdded = "operator.added"
    case operatorRemoved = "operator.removed"

    case ticketOpened = "ticket.opened"
    case ticketAnswered = "ticket.answered"

    case trafficAssigned = "traffic.assigned"
}
