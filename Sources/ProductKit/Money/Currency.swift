/// Currencies by their code in ISO 4217: those in use, and those withdrawn since 2015, because old messages keep their prices. Codes that
/// are not the money of a country (metals, funds, tests, XXX) are left out.
package enum Currency {
    package static func isKnown(_ code: String) -> Bool { codes.contains(code) }

    /// The usual number of decimals of an amount.
    package static func usualDigits(_ code: String) -> Int { withoutDecimals.contains(code) ? 0 : withThree.contains(code) ? 3 : 2 }

    private static let withoutDecimals = Set(
        "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(separator: " ").map(String.init))
    private static let withThree = Set("BHD IQD JOD KWD LYD OMR TND".split(separator: " ").map(String.init))

    private static let codes = Set(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK \
        DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS \
        KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD \
        OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP \
        TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG \
        ANG BGN BYR CUC HRK LTL MRO SLL STD VEF ZWL
        """.split(separator: " ").map(String.init))
}
