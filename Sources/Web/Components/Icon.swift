/// The icons of pages, drawn in the colour of the text around them.
package enum Icon: String, Sendable, Component {
    case check, chevron, back, menu, person, people, warning, info, cross, search, overview, messages, billing, projects, key, settings,
        domain, apps, external, older, newer, shield, device, clock

    private var path: HTML {
        switch self {
        case .check: "<path d=\"M3 8.5 6.5 12 13 4.5\"/>"
        case .chevron: "<path d=\"M4 6.25 8 10l4-3.75\"/>"
        case .back, .newer: "<path d=\"M10 3.5 5.5 8l4.5 4.5\"/>"
        case .older: "<path d=\"M6 3.5 10.5 8 6 12.5\"/>"
        case .menu: "<path d=\"M2.5 4.5h11M2.5 8h11M2.5 11.5h11\"/>"
        case .person: "<circle cx=\"8\" cy=\"5.5\" r=\"2.75\"/><path d=\"M2.75 13.75C3.4 11.2 5.4 10 8 10s4.6 1.2 5.25 3.75\"/>"
        case .people:
            """
            <circle cx="6" cy="5.5" r="2.5"/>\
            <path d="M1.5 13.25C2 11 3.7 10 6 10s4 1 4.5 3.25M10.5 3.25a2.5 2.5 0 0 1 0 4.5M12.25 10.5c1.2.5 2 1.4 2.25 2.75"/>
            """
        case .warning: "<path d=\"M8 2 14.5 13.5h-13zM8 6.5v3.25M8 11.6v.15\"/>"
        case .info: "<circle cx=\"8\" cy=\"8\" r=\"6.25\"/><path d=\"M8 7.25v3.75M8 4.9v.15\"/>"
        case .cross: "<circle cx=\"8\" cy=\"8\" r=\"6.25\"/><path d=\"M5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5\"/>"
        case .search: "<circle cx=\"7\" cy=\"7\" r=\"4.5\"/><path d=\"M10.5 10.5 14 14\"/>"
        case .overview:
            """
            <rect x="2" y="2" width="5" height="6.5" rx="1"/><rect x="9" y="2" width="5" height="4" rx="1"/>\
            <rect x="2" y="10.5" width="5" height="3.5" rx="1"/><rect x="9" y="8" width="5" height="6" rx="1"/>
            """
        case .messages: "<path d=\"M2 3h12v8.5H7.5L4.5 14v-2.5H2z\"/>"
        case .billing: "<rect x=\"1.75\" y=\"3.25\" width=\"12.5\" height=\"9.5\" rx=\"1.5\"/><path d=\"M1.75 6.5h12.5M4.5 10h2.5\"/>"
        case .projects: "<path d=\"M1.75 4V12.5h12.5V5.25H8L6.5 3.25H1.75z\"/>"
        case .key: "<circle cx=\"5\" cy=\"8\" r=\"3\"/><path d=\"M8 8h6.25M12 8v2.5M14.25 8v2\"/>"
        case .settings:
            "<path d=\"M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7\"/><circle cx=\"10.5\" cy=\"4.5\" r=\"1.5\"/><circle cx=\"5.5\" cy=\"11.5\" r=\"1.5\"/>"
        case .domain:
            """
            <circle cx="8" cy="8" r="6.25"/>\
            <path d="M1.75 8h12.5M8 1.75c2.2 2 2.9 4 2.9 6.25S10.2 12.25 8 14.25C5.8 12.25 5.1 10.25 5.1 8S5.8 3.75 8 1.75z"/>
            """
        case .apps:
            """
            <circle cx="3.5" cy="3.5" r="1"/><circle cx="8" cy="3.5" r="1"/><circle cx="12.5" cy="3.5" r="1"/>\
            <circle cx="3.5" cy="8" r="1"/><circle cx="8" cy="8" r="1"/><circle cx="12.5" cy="8" r="1"/>\
            <circle cx="3.5" cy="12.5" r="1"/><circle cx="8" cy="12.5" r="1"/><circle cx="12.5" cy="12.5" r="1"/>
            """
        case .external: "<path d=\"M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13.5 2.5 7.5 8.5\"/>"
        case .shield: "<path d=\"M8 1.75 13.25 3.5v4c0 3.2-2 5.4-5.25 6.75C4.75 12.9 2.75 10.7 2.75 7.5v-4z\"/>"
        case .device: "<rect x=\"2\" y=\"2.75\" width=\"12\" height=\"8\" rx=\"1\"/><path d=\"M5.5 13.5h5M8 10.75v2.75\"/>"
        case .clock: "<circle cx=\"8\" cy=\"8\" r=\"6.25\"/><path d=\"M8 4.5V8l2.5 1.75\"/>"
        }
    }

    package var html: HTML {
        "<svg class=\"icon\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">\(path)</svg>"
    }
}
