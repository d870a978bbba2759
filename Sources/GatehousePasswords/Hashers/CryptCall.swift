#if Crypt
    import CLibCrypt
#endif

/// crypt(3) of the system's libcrypt. A build without the package's trait `Crypt` has none.
enum CryptCall {
    #if Crypt
        static let isBuilt = true

        /// The string of a password with the setting of another string; nil where the library does not know that one.
        ///
        /// - Parameter password: without a NUL, at which the library stops.
        static func string(_ password: [UInt8], _ setting: String) -> String? {
            var data = crypt_data()
            let phrase = password.map { CChar(bitPattern: $0) } + [0]
            guard let result = crypt_r(phrase, setting, &data) else { return nil }
            let text = String(cString: result)
            return text.utf8.first == UInt8(ascii: "*") ? nil : text
        }
    #else
        static let isBuilt = false

        static func string(_ password: [UInt8], _ setting: String) -> String? { nil }
    #endif
}
