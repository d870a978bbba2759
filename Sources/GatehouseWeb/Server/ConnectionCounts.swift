/// How many connections are open, in all and by address.
struct ConnectionCounts {
    let maximum: Int
    let maximumPerAddress: Int
    private(set) var all = 0
    private var byAddress: [String: Int] = [:]

    init(maximum: Int, maximumPerAddress: Int) {
        self.maximum = maximum
        self.maximumPerAddress = maximumPerAddress
    }

    /// Whether no more fit.
    var isFull: Bool { all >= maximum }

    /// Counts a connection, unless its address has too many.
    ///
    /// - Parameter address: nil for one whose connections are not counted by address.
    /// - Returns: whether it was counted.
    mutating func open(_ address: String?) -> Bool {
        if let address {
            let open = byAddress[address, default: 0]
            guard open < maximumPerAddress else { return false }
            byAddress[address] = open + 1
        }
        all += 1
        return true
    }

    /// A connection that was counted is closed.
    mutating func close(_ address: String?) {
        all -= 1
        guard let address, let open = byAddress[address] else { return }
        byAddress[address] = open > 1 ? open - 1 : nil
    }
}
