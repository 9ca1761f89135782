/// A hidden field.
package struct Hidden: Component {
    let name: String
    let value: String
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
    package var html: HTML { "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
}

/// The address that a password field belongs to, for password managers. The reader does not see it.
package struct HiddenUsername: Component {
    let address: String
    package init(_ address: String) { self.address = address }
    package var html: HTML {
        """
        <input class="hidden" type="text" name="username" value="\(address)" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
        """
    }
}
