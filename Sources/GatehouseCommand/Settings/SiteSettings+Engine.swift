import Gatehouse

extension SiteSettings {
    /// The engine that the settings name.
    var engine: SessionEngine {
        switch sessionEngine {
        case .database: .database
        case .cache: .cache(capacity: sessionCacheSize << 20)
        case .cachedDatabase:
            .cachedDatabase(capacity: sessionCacheSize << 20, staleness: .milliseconds(sessionStaleness))
        case .file: .file(folder: sessionFilePath ?? FileSessionStore.defaultFolder)
        case .signedCookie: .signedCookie
        case .django: .django(layout: layout)
        }
    }

    private var layout: DjangoSessionLayout? {
        switch djangoLayout {
        case .auto: nil
        case .mongoDBBackend: .mongoDBBackend
        case .mongoengine: .mongoEngine
        }
    }
}
