/// Text drawn from the system's generator of random numbers.
public enum RandomText {
    /// Letters of both cases and digits, in Django's order: 62 characters, 5.95 bits each.
    public static let alphanumeric = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

    /// So many letters and digits.
    public static func make(count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String(
            decoding: (0..<count).map { _ in alphanumeric[Int.random(in: 0..<alphanumeric.count, using: &generator)] },
            as: UTF8.self)
    }

    /// So many random bytes.
    public static func bytes(count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
