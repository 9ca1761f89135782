extension CountryName {
    /// What people call countries that are written otherwise in lists of them.
    static let common = [
        "usa": "US", "u.s.a.": "US", "u.s.": "US", "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "storbritannien": "GB",
        "holland": "NL", "czech republic": "CZ", "turkey": "TR", "uae": "AE", "ivory coast": "CI", "burma": "MM", "macedonia": "MK",
        "swaziland": "SZ", "cape verde": "CV",
    ]
}
