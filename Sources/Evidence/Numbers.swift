internal import Foundation

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }

extension SIMD8<Double> {
    /// Each number to that power.
    func raised(to exponent: Double) -> SIMD8<Double> {
        var result = self
        for place in 0..<8 { result[place] = pow(self[place], exponent) }
        return result
    }
}

/// The upper limit of a rate (Clopper and Pearson): where `failures` of `episodes` failed, the true rate is below it with that confidence.
package func upperLimit(failures: Int, of episodes: Int, confidence: Double = 0.99) -> Double {
    guard episodes > 0, failures < episodes else { return 1 }
    var low = Double(failures) / Double(episodes)
    var high = 1.0
    for _ in 0..<60 {
        let middle = (low + high) / 2
        // The probability of so few failures falls as the rate grows.
        if 1 - incompleteBeta(Double(failures + 1), Double(episodes - failures), middle) > 1 - confidence {
            low = middle
        } else {
            high = middle
        }
    }
    return high
}

/// The regularized incomplete beta function I_x(a, b), by its continued fraction (Lentz).
private func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return x < (a + 1) / (a + b + 2) ? front * fraction(a, b, x) / a : 1 - front * fraction(b, a, 1 - x) / b
}

private func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func bounded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / bounded(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...500 {
        let m = Double(step)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / bounded(1 + even * d)
        c = bounded(1 + even / c)
        result *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / bounded(1 + odd * d)
        c = bounded(1 + odd / c)
        result *= d * c
        if abs(d * c - 1) < 1e-14 { break }
    }
    return result
}
