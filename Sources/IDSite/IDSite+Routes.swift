package import Web

extension IDSite {
    /// Adds all pages of the ID. `OpenIDEndpoints.add` adds the OpenID endpoints.
    package static func addPages(to routes: Routes<IDSite>) {
        AddressPage.add(to: routes)
        PasswordPage.add(to: routes)
        SecondFactorPage.add(to: routes)
        SignOutPage.add(to: routes)
        ForgotPasswordPage.add(to: routes)
        SetPasswordPage.add(to: routes)
        InvitationPage.add(to: routes)
        HomePage.add(to: routes)
        ChangePasswordPage.add(to: routes)
        AuthenticatorAppPage.add(to: routes)
        SecondFactorRemovalPage.add(to: routes)
        MailboxPage.add(to: routes)
    }
}
