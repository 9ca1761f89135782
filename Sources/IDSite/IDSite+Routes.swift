package import Web

extension IDSite {
    /// Adds all pages of the ID. `OpenIDEndpoints.register` adds the OpenID endpoints.
    package static func register(on routes: Routes<IDSite>) {
        AddressPage.register(on: routes)
        PasswordPage.register(on: routes)
        SecondFactorPage.register(on: routes)
        OtherFactorsPage.register(on: routes)
        SignOutPage.register(on: routes)
        ForgotPasswordPage.register(on: routes)
        SetPasswordPage.register(on: routes)
        RecoveryRequestPage.register(on: routes)
        RecoveryLinkPages.register(on: routes)
        PasswordStrength.register(on: routes)
        DisputePage.register(on: routes)
        ActivityPage.register(on: routes)
        RegistrationPage.register(on: routes)
        InvitationPage.register(on: routes)
        HomePage.register(on: routes)
        ProfilePage.register(on: routes)
        SecurityPage.register(on: routes)
        SessionsPage.register(on: routes)
        AccountsPage.register(on: routes)
        MyDataPage.register(on: routes)
        PasskeySignIn.register(on: routes)
        PasskeysPage.register(on: routes)
        PasskeyOffer.register(on: routes)
        PasskeyEndpoints.register(on: routes)
        FreshProofPage.register(on: routes)
        ChangePasswordPage.register(on: routes)
        AuthenticatorAppPage.register(on: routes)
        TelephonePage.register(on: routes)
        SecondFactorRemovalPage.register(on: routes)
        RecoveryCodesPage.register(on: routes)
        TrustedBrowsersPage.register(on: routes)
        MailboxPage.register(on: routes)
    }
}
