import Gatehouse
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension StartError {
    /// The sentence for what ended the site.
    static func explaining(_ error: any Error, _ settings: SiteSettings) -> any Error {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            return StartError(
                "Port \(settings.port) of \(settings.host) is taken. Stop the program that uses it, or set "
                    + "GATEHOUSE_PORT to another port.")
        case let error as IOError where error.errnoCode == EACCES:
            return StartError("Port \(settings.port) needs more rights. Set GATEHOUSE_PORT to a port above 1023.")
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            return StartError("\(settings.host) is no address of this machine. Set GATEHOUSE_HOST to one that is.")
        case let error as MongoError: return explaining(error)
        case let error as IndexConflictError: return StartError("\(error)")
        case let error as DocumentError: return explaining(error)
        case let error as BackendSelectionError:
            return SettingError(name: "GATEHOUSE_AUTHENTICATION_BACKENDS", message: "\(error).")
        case let error as SessionFileError: return explaining(error, settings)
        default: return error
        }
    }
}

extension StartError {
    /// The sentence for a folder of sessions that cannot be used.
    static func explaining(_ error: SessionFileError, _ settings: SiteSettings) -> StartError {
        let folder = settings.sessionFilePath ?? FileSessionStore.defaultFolder
        return StartError(
            "The folder of the sessions, \(folder), cannot be used: it must be a folder that belongs to the user who "
                + "runs the site, and nobody else may write to it (\(error)). Set GATEHOUSE_SESSION_FILE_PATH.")
    }
}
