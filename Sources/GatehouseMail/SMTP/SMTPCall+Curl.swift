#if SMTP
    import CGatehouseCurl
    import GatehouseBase

    extension SMTPTransport {
        /// Whether this build can speak SMTP: not without the package's trait `SMTP`.
        package static let isBuilt = true
    }

    extension SMTPCall {
        /// What libcurl takes for a timeout, in milliseconds; zero would be none.
        private static let times = 1...Int64(Int32.max)

        /// Sends the mail here and now.
        ///
        /// - Throws: ``MailError``; `CancellationError` when it was stopped.
        func run() throws {
            // This object outlives the call, so its address stays good.
            let stop = gatehouse_curl_stop(
                is_stopped: { context in
                    guard let context else { return false }
                    return Unmanaged<SMTPCall>.fromOpaque(context).takeUnretainedValue().isStopped
                }, context: Unmanaged.passUnretained(self).toOpaque())
            let result = withExtendedLifetime(self) {
                gatehouse_curl_send(
                    settings.url, settings.security != .unprotectedNone, settings.caFile,
                    settings.username, settings.password,
                    settings.connectTimeout.milliseconds(within: Self.times),
                    settings.timeout.milliseconds(within: Self.times), from, to, bytes, bytes.count, stop)
            }
            if let error = result.error { throw error }
        }
    }

    extension gatehouse_curl_result {
        /// Nil when the mail was sent.
        fileprivate var error: (any Error)? {
            switch status {
            case GATEHOUSE_CURL_SENT: nil
            case GATEHOUSE_CURL_STOPPED: CancellationError()
            case GATEHOUSE_CURL_REFUSED where (400..<500).contains(reply): failure(.deferred)
            case GATEHOUSE_CURL_REFUSED: failure(.refused)
            case GATEHOUSE_CURL_UNREACHABLE: failure(.unreachable)
            case GATEHOUSE_CURL_TIMEOUT: failure(.timeout)
            case GATEHOUSE_CURL_TLS: failure(.tls)
            case GATEHOUSE_CURL_CREDENTIALS: failure(.rejectedCredentials)
            default: failure(.other)
            }
        }

        private func failure(_ code: MailError.Code) -> MailError {
            let text = withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            return MailError(code, status: reply >= 400 ? Int(reply) : nil, message: text)
        }
    }
#else
    extension SMTPTransport {
        /// Whether this build can speak SMTP: not without the package's trait `SMTP`.
        package static let isBuilt = false
    }

    extension SMTPCall {
        /// Nothing sends here: no transport is made in a build without SMTP.
        func run() throws { throw MailError(.other, message: SMTPSettingsError.notBuilt.description) }
    }
#endif
