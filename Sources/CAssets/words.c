#pragma clang diagnostic ignored "-Wc23-extensions"
#include "Words.h"

#include <string.h>

// Every file of Words/<language>; ArchitectureTests compares the list with the folders.
static const unsigned char english[] = {
#embed "../../Words/en/access-keys.properties"
, '\n',
#embed "../../Words/en/access-mail.properties"
, '\n',
#embed "../../Words/en/access.properties"
, '\n',
#embed "../../Words/en/activity.properties"
, '\n',
#embed "../../Words/en/address.properties"
, '\n',
#embed "../../Words/en/authorization.properties"
, '\n',
#embed "../../Words/en/billing.properties"
, '\n',
#embed "../../Words/en/check-up.properties"
, '\n',
#embed "../../Words/en/dispute.properties"
, '\n',
#embed "../../Words/en/domain-notice.properties"
, '\n',
#embed "../../Words/en/domains.properties"
, '\n',
#embed "../../Words/en/error-code.properties"
, '\n',
#embed "../../Words/en/home.properties"
, '\n',
#embed "../../Words/en/identity.properties"
, '\n',
#embed "../../Words/en/invitation.properties"
, '\n',
#embed "../../Words/en/join.properties"
, '\n',
#embed "../../Words/en/mail.properties"
, '\n',
#embed "../../Words/en/mailbox.properties"
, '\n',
#embed "../../Words/en/messages.properties"
, '\n',
#embed "../../Words/en/new-password.properties"
, '\n',
#embed "../../Words/en/overview.properties"
, '\n',
#embed "../../Words/en/page.properties"
, '\n',
#embed "../../Words/en/passkey.properties"
, '\n',
#embed "../../Words/en/problem.properties"
, '\n',
#embed "../../Words/en/product.properties"
, '\n',
#embed "../../Words/en/profile.properties"
, '\n',
#embed "../../Words/en/projects.properties"
, '\n',
#embed "../../Words/en/proof.properties"
, '\n',
#embed "../../Words/en/recovery-code.properties"
, '\n',
#embed "../../Words/en/recovery-request.properties"
, '\n',
#embed "../../Words/en/recovery.properties"
, '\n',
#embed "../../Words/en/registration.properties"
, '\n',
#embed "../../Words/en/second-factor.properties"
, '\n',
#embed "../../Words/en/security.properties"
, '\n',
#embed "../../Words/en/session.properties"
, '\n',
#embed "../../Words/en/settings.properties"
, '\n',
#embed "../../Words/en/sign-in.properties"
, '\n',
#embed "../../Words/en/time.properties"
, '\n',
#embed "../../Words/en/trusted-browser.properties"
, '\n',
#embed "../../Words/en/users.properties"
};

static const unsigned char swedish[] = {
#embed "../../Words/sv/access-keys.properties"
, '\n',
#embed "../../Words/sv/access-mail.properties"
, '\n',
#embed "../../Words/sv/access.properties"
, '\n',
#embed "../../Words/sv/activity.properties"
, '\n',
#embed "../../Words/sv/address.properties"
, '\n',
#embed "../../Words/sv/authorization.properties"
, '\n',
#embed "../../Words/sv/billing.properties"
, '\n',
#embed "../../Words/sv/check-up.properties"
, '\n',
#embed "../../Words/sv/dispute.properties"
, '\n',
#embed "../../Words/sv/domain-notice.properties"
, '\n',
#embed "../../Words/sv/domains.properties"
, '\n',
#embed "../../Words/sv/error-code.properties"
, '\n',
#embed "../../Words/sv/home.properties"
, '\n',
#embed "../../Words/sv/identity.properties"
, '\n',
#embed "../../Words/sv/invitation.properties"
, '\n',
#embed "../../Words/sv/join.properties"
, '\n',
#embed "../../Words/sv/mail.properties"
, '\n',
#embed "../../Words/sv/mailbox.properties"
, '\n',
#embed "../../Words/sv/messages.properties"
, '\n',
#embed "../../Words/sv/new-password.properties"
, '\n',
#embed "../../Words/sv/overview.properties"
, '\n',
#embed "../../Words/sv/page.properties"
, '\n',
#embed "../../Words/sv/passkey.properties"
, '\n',
#embed "../../Words/sv/problem.properties"
, '\n',
#embed "../../Words/sv/product.properties"
, '\n',
#embed "../../Words/sv/profile.properties"
, '\n',
#embed "../../Words/sv/projects.properties"
, '\n',
#embed "../../Words/sv/proof.properties"
, '\n',
#embed "../../Words/sv/recovery-code.properties"
, '\n',
#embed "../../Words/sv/recovery-request.properties"
, '\n',
#embed "../../Words/sv/recovery.properties"
, '\n',
#embed "../../Words/sv/registration.properties"
, '\n',
#embed "../../Words/sv/second-factor.properties"
, '\n',
#embed "../../Words/sv/security.properties"
, '\n',
#embed "../../Words/sv/session.properties"
, '\n',
#embed "../../Words/sv/settings.properties"
, '\n',
#embed "../../Words/sv/sign-in.properties"
, '\n',
#embed "../../Words/sv/time.properties"
, '\n',
#embed "../../Words/sv/trusted-browser.properties"
, '\n',
#embed "../../Words/sv/users.properties"
};

const unsigned char *lanyard_words(const char *language, size_t *length) {
    if (strcmp(language, "en") == 0) {
        *length = sizeof english;
        return english;
    }
    if (strcmp(language, "sv") == 0) {
        *length = sizeof swedish;
        return swedish;
    }
    return NULL;
}
