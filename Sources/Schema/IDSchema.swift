package import SQL

/// The ordered list of the ID's schema steps, for both databases. Each step has its own file, named by its number.
package enum IDSchema {
    package static let migrations: [Migration] = [
        audit, people, access, openID, transition, signIns, joinedSources, passwordCosts, openWords, endedSessions, askingParties,
        mailedLinks, knownBrowsers, canonicalAddresses, projectSources, leftKeys, staging, rememberedSignIns, clientClaims,
        sealedMessages, comparableNames, readers, passkeys, recoveryCodes,
        recoveryRequests, twoFactorAccounts, freshProofs, trustedBrowsers,
        accountDomains, recoveriesByAccounts, disputes, registrations, accountsOfClients,
        ownAddresses, eventsByActor, applications, eventForm, deletions, accessGrants, grantEnds, accessGroups,
        customRoles, searchKeys, answeredRequests,
        invitationMessages, provisioning, twoFactorDays, auditChain, signals,
        signInPolicies, reviews, closings, invitationMails, freshActs, rollouts, loginNames, moveGuides, classicSignIn, rolloutEpisodes,
        rolloutReturns, passwordHooks, endedSignIns, tickets, rolloutFigures, operators, importReports, joins, ticketAddresses, namedProofs,
        announcements, moveWishes, rollBacks, pushedRequests,
        deviceRequests, classReturns, boundTokens, resources, clientLogos, clientErrors, passwordForms,
        productNotices, keyLimits, archivedProjects, subprojects, accountContacts, keptCatalogs, noticesOfEveryProject, episodeBrowsers,
        phaseCountries, endedMemberships, noticesOfProjects, billingOrders, voidInvitations,
    ]
}
