import CLibArgon2

/// One call of the argon2 library, in memory that is kept for the next.
struct Argon2Call {
    let type: Argon2_type
    let version: UInt32
    /// In KiB.
    let memoryCost: UInt32
    let timeCost: UInt32
    let parallelism: UInt32

    /// The hash of a password.
    ///
    /// - Throws: ``PasswordError``.
    func hash(_ password: [UInt8], salt: [UInt8], length: Int) throws -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: length)
        let status = run(password, salt, &hash) { argon2_ctx(&$0, type) }
        guard status == ARGON2_OK.rawValue else { throw Self.failure(status) }
        return hash
    }

    /// Whether a password has a hash.
    ///
    /// - Throws: ``PasswordError``.
    func verify(_ password: [UInt8], salt: [UInt8], hash: [UInt8]) throws -> Bool {
        var made = [UInt8](repeating: 0, count: hash.count)
        let status = hash.withUnsafeBytes { hash in
            run(password, salt, &made) {
                argon2_verify_ctx(&$0, hash.baseAddress?.assumingMemoryBound(to: CChar.self), type)
            }
        }
        switch status {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        default: throw Self.failure(status)
        }
    }

    private func run(
        _ password: [UInt8], _ salt: [UInt8], _ output: inout [UInt8], _ call: (inout argon2_context) -> Int32
    ) -> Int32 {
        var (password, salt) = (password, salt)
        return password.withUnsafeMutableBufferPointer { password in
            salt.withUnsafeMutableBufferPointer { salt in
                output.withUnsafeMutableBufferPointer { output in
                    var context = argon2_context()
                    (context.out, context.outlen) = (output.baseAddress, UInt32(output.count))
                    (context.pwd, context.pwdlen) = (password.baseAddress, UInt32(password.count))
                    (context.salt, context.saltlen) = (salt.baseAddress, UInt32(salt.count))
                    (context.t_cost, context.m_cost) = (timeCost, memoryCost)
                    (context.lanes, context.threads) = (parallelism, parallelism)
                    context.version = version
                    context.allocate_cbk = { place, size in
                        guard let place, let memory = HashMemory.take(size) else {
                            return ARGON2_MEMORY_ALLOCATION_ERROR.rawValue
                        }
                        place.pointee = memory.assumingMemoryBound(to: UInt8.self)
                        return ARGON2_OK.rawValue
                    }
                    context.free_cbk = { memory, size in
                        if let memory { HashMemory.putBack(memory, size) }
                    }
                    return call(&context)
                }
            }
        }
    }

    private static func failure(_ status: Int32) -> PasswordError {
        let message = argon2_error_message(status).map { String(cString: $0) } ?? "argon2 failed"
        // Only want of memory and of threads is not the input's fault.
        let isInput = ![ARGON2_MEMORY_ALLOCATION_ERROR.rawValue, ARGON2_THREAD_FAIL.rawValue].contains(status)
        return PasswordError(isInput ? .malformed : .failed, message)
    }
}
